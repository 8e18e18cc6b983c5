"""Where a run that was done again differs from its receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Text
from kiemnhiem.report import words
from kiemnhiem.trust.receipt import Input, Receipt

#: How many cases are named.
_NAMED = 10

_VERSION = Text("Phiên bản kiemnhiem: {before}, nay {now}", "Version of kiemnhiem: {before}, now {now}")
_ENGINE = Text("Bộ máy quyết định: {before}, nay {now}", "Engine: {before}, now {now}")
_NAME = Text("Tên thư viện: {before}, nay {now}", "Name of the library: {before}, now {now}")
_LIBRARY = Text(
    "Thư viện chính sách đã khác: {before}…, nay {now}…", "The policy library is another: {before}…, now {now}…"
)
_CHANGED = Text("  đã sửa: {path}", "  changed: {path}")
_GONE = Text("  không còn: {path}", "  gone: {path}")
_NEW = Text("  thêm mới: {path}", "  new: {path}")
_NOT_USED = Text(
    "  các tệp mà câu trả lời dựa vào thì không đổi", "  the files that the answers rest on are as they were"
)
_INPUT = Text(
    "Tệp đầu vào đã khác: {name} ({before} byte, nay {now} byte)",
    "The input is another: {name} ({before} bytes, now {now} bytes)",
)
_NUMBER = Text("Số tệp đầu vào: {before}, nay {now}", "Number of inputs: {before}, now {now}")
_VERDICT = Text("{verdict}: {before} hồ sơ, nay {now}", "{verdict}: {before} cases, now {now}")
_CASES = Text("Câu trả lời khác ở {count} hồ sơ: {ids}{more}", "The answers differ for {count} cases: {ids}{more}")
_MORE = Text(" …", " …")
_ANSWERS = Text(
    "Câu trả lời khác ở ít nhất một hồ sơ; muốn biết hồ sơ nào thì dùng tệp kết quả .json thay cho biên nhận",
    "The answers differ for some case; a result file .json instead of the receipt alone tells for which",
)
_APART = Text(
    "Lần chạy ấy còn dựa vào kết luận ghi riêng ngoài danh sách; chỉ ra tệp ghi chúng bằng --answers",
    "That run also rested on judgements recorded apart from the files; name the file that has them with --answers",
)
_OTHERS = Text(
    "Kết luận ghi riêng ngoài danh sách không phải là những kết luận mà lần chạy ấy dựa vào",
    "The judgements recorded apart from the files are not those that that run rested on",
)


@dataclass(frozen=True)
class Comparison:
    """``remarks``: what differs and may; ``differences``: what may not; ``answers``: whether all answers are equal."""

    remarks: tuple[Text, ...]
    differences: tuple[Text, ...]
    answers: bool

    @property
    def identical(self) -> bool:
        """Whether nothing differs that may not."""
        return not self.differences


def compared(
    before: Receipt, now: Receipt, answers: Mapping[str, str] | None = None, lines: Sequence[bytes] = ()
) -> Comparison:
    """Two receipts of one question. ``answers``: the digest of each answer before, by id, and ``lines``: those of now
    as :mod:`kiemnhiem.trust.results` has them, where single cases are to be named.
    """
    same = before.results == now.results
    return Comparison(
        tuple(_remarks(before, now)),
        (
            *_library(before, now),
            *_inputs(before.inputs, now.inputs),
            *([_OTHERS if now.answers else _APART] if before.answers != now.answers else []),
            *_verdicts(before.results.verdicts, now.results.verdicts),
            *([] if same else [_cases(answers, lines)]),
        ),
        same,
    )


def _remarks(before: Receipt, now: Receipt) -> Iterator[Text]:
    for text, was, is_ in (
        (_VERSION, before.version, now.version),
        (_ENGINE, before.engine, now.engine),
        (_NAME, before.library, now.library),
    ):
        if was != is_:
            yield text.format(before=was, now=is_)


def _library(before: Receipt, now: Receipt) -> Iterator[Text]:
    if before.library_digest == now.library_digest:
        return
    yield _LIBRARY.format(before=before.library_digest[:12], now=now.library_digest[:12])
    if before.files == now.files:
        yield _NOT_USED
    for path in sorted(before.files.keys() | now.files.keys()):
        was, is_ = before.files.get(path), now.files.get(path)
        if was != is_:
            yield (_CHANGED if was and is_ else _GONE if was else _NEW).format(path=path)


def _inputs(before: Sequence[Input], now: Sequence[Input]) -> Iterator[Text]:
    if len(before) != len(now):
        yield _NUMBER.format(before=len(before), now=len(now))
    for was, is_ in zip(before, now, strict=False):
        if was.sha256 != is_.sha256:
            yield _INPUT.format(name=was.name, before=was.size, now=is_.size)


def _verdicts(before: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Text]:
    for verdict in Verdict:
        was, is_ = before.get(verdict, 0), now.get(verdict, 0)
        if was != is_:
            yield _VERDICT.format(verdict=words.VERDICTS[verdict], before=was, now=is_)


def _cases(answers: Mapping[str, str] | None, lines: Sequence[bytes]) -> Text:
    if answers is None:
        return _ANSWERS
    now = dict(_answer(line) for line in lines)
    differ = [id_ for id_ in dict.fromkeys((*answers, *now)) if answers.get(id_) != now.get(id_)]
    if not differ:
        return _ANSWERS
    more = _MORE if len(differ) > _NAMED else Text("", "")
    return _CASES.format(count=len(differ), ids=", ".join(differ[:_NAMED]), more=more)


def _answer(line: bytes) -> tuple[str, str]:
    answer, _, id_ = line.decode(errors="replace").removesuffix("\n").partition(" ")
    return id_.replace("\\n", "\n").replace("\\\\", "\\"), answer
