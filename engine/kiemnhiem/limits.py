"""Every limit of what is read and worked through, in one place; ``kiemnhiem limits`` prints them as docs/limits.md.

They lie far above what an office has and far below what would exhaust a machine. What is over one is refused by a
problem that says so, and everything else is still read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum

from kiemnhiem.language import Text

_KIB, _MIB, _GIB = 1 << 10, 1 << 20, 1 << 30


class Unit(Enum):
    """What a limit counts."""

    BYTES = Text("byte", "bytes")
    CHARACTERS = Text("ký tự", "characters")
    NUMBER = Text("", "")
    TIMES = Text("lần", "times")
    SECONDS = Text("giây", "seconds")
    A_MINUTE = Text("mỗi phút", "a minute")


class Room(Enum):
    """What is limited."""

    POLICIES = Text("Thư viện chính sách (YAML)", "Policy libraries (YAML)")
    WORKBOOKS = Text("Bảng tính (.xlsx .xlsm .xls .ods)", "Workbooks (.xlsx .xlsm .xls .ods)")
    FILES = Text("Tệp hồ sơ khác (CSV, JSON)", "Other files of cases (CSV, JSON)")
    CASES = Text("Một hồ sơ", "One case")
    WORK = Text("Tính toán", "Work")
    WEB = Text("Bàn làm việc (kiemnhiem serve)", "The desk (kiemnhiem serve)")


def _limit(default: int, room: Room, unit: Unit, vi: str, en: str, *codes: str) -> int:
    """A limit; ``codes``: the problems it is refused by."""
    metadata = {"room": room, "unit": unit, "what": Text(vi, en), "codes": codes}
    made: int = field(default=default, metadata=metadata)
    return made


@dataclass(frozen=True)
class Limits:
    """What may be read at most. Sizes are in bytes, texts in characters, times in seconds."""

    yaml_bytes: int = _limit(_MIB, Room.POLICIES, Unit.BYTES, "một tệp YAML", "a YAML file", "P104")
    yaml_depth: int = _limit(32, Room.POLICIES, Unit.NUMBER, "tầng lồng nhau", "levels of nesting", "P106")
    yaml_nodes: int = _limit(100_000, Room.POLICIES, Unit.NUMBER, "giá trị trong một tệp", "values in a file", "P105")
    yaml_aliases: int = _limit(0, Room.POLICIES, Unit.NUMBER, "neo, bí danh, thẻ", "anchors, aliases, tags",
                               "P108", "P109")  # fmt: skip
    library_files: int = _limit(5_000, Room.POLICIES, Unit.NUMBER, "tệp trong một thư viện", "files in a library",
                                "P114")  # fmt: skip
    library_bytes: int = _limit(64 * _MIB, Room.POLICIES, Unit.BYTES, "mọi tệp của một thư viện",
                                "all files of a library", "P114")  # fmt: skip

    workbook_bytes: int = _limit(256 * _MIB, Room.WORKBOOKS, Unit.BYTES, "tệp", "the file", "C110")
    unpacked_bytes: int = _limit(2 * _GIB, Room.WORKBOOKS, Unit.BYTES, "nội dung sau khi giải nén",
                                 "its parts, unpacked", "C120")  # fmt: skip
    ratio: int = _limit(300, Room.WORKBOOKS, Unit.TIMES, "một phần sau khi giải nén, so với khi nén (từ 16 MiB)",
                        "a part unpacked, over packed (from 16 MiB on)", "C120")  # fmt: skip
    ratio_from: int = 16 * _MIB
    parts: int = _limit(10_000, Room.WORKBOOKS, Unit.NUMBER, "phần trong tệp nén", "parts in the package", "C120")
    shared_bytes: int = _limit(512 * _MIB, Room.WORKBOOKS, Unit.BYTES, "bảng chuỗi dùng chung",
                               "the table of shared strings", "C120")  # fmt: skip
    sheets: int = _limit(1_000, Room.WORKBOOKS, Unit.NUMBER, "trang tính", "sheets", "C121")
    cells: int = _limit(40_000_000, Room.WORKBOOKS, Unit.NUMBER, "ô của một trang (số hàng × số cột)",
                        "cells of a sheet (rows × columns)", "C110")  # fmt: skip
    columns: int = _limit(2_000, Room.WORKBOOKS, Unit.NUMBER, "cột của một trang tính, hay của một hàng CSV",
                          "columns of a sheet, or of a row of CSV", "C110", "C122")  # fmt: skip
    worker_bytes: int = _limit(4 * _GIB, Room.WORKBOOKS, Unit.BYTES, "bộ nhớ của tiến trình đọc",
                               "memory of the process that reads", "C123")  # fmt: skip
    worker_seconds: int = _limit(300, Room.WORKBOOKS, Unit.SECONDS, "thời gian của tiến trình đọc",
                                 "time of the process that reads", "C123")  # fmt: skip

    text_bytes: int = _limit(_GIB, Room.FILES, Unit.BYTES,
                             "tệp CSV hay JSON Lines được đọc một lần (lớn hơn: xét từng phần)",
                             "a CSV or JSON Lines file that is read whole (larger ones: screened in parts)",
                             "C110")  # fmt: skip
    json_bytes: int = _limit(256 * _MIB, Room.FILES, Unit.BYTES, "tệp JSON", "a JSON file", "C110")
    json_depth: int = _limit(32, Room.FILES, Unit.NUMBER, "tầng lồng nhau", "levels of nesting", "C112")
    json_digits: int = _limit(18, Room.FILES, Unit.NUMBER, "chữ số của một số nguyên", "digits of a whole number",
                              "C301")  # fmt: skip
    json_line: int = _limit(4 * _MIB, Room.FILES, Unit.CHARACTERS, "một dòng JSON Lines", "a line of JSON Lines",
                            "C122")  # fmt: skip
    csv_line: int = _limit(128 * _KIB, Room.FILES, Unit.CHARACTERS, "một dòng CSV", "a line of CSV", "C122")
    csv_rows: int = _limit(5_000_000, Room.FILES, Unit.NUMBER, "dòng của một tệp CSV được đọc một lần",
                           "lines of a CSV file that is read whole", "C110")  # fmt: skip
    answers: int = _limit(10_000, Room.FILES, Unit.NUMBER, "kết luận trong tệp của replay --answers",
                          "judgements in the file of replay --answers", "S106")  # fmt: skip

    text: int = _limit(32_767, Room.CASES, Unit.CHARACTERS, "chữ trong một ô", "text in a cell", "C301")
    records: int = _limit(200, Room.CASES, Unit.NUMBER, "mục trong một danh sách", "records in a list", "C310")

    program_nodes: int = _limit(100_000, Room.WORK, Unit.NUMBER, "điều kiện của một câu hỏi",
                                "conditions of one question", "P117")  # fmt: skip
    change_sets: int = _limit(2_000, Room.WORK, Unit.NUMBER, "bộ thay đổi được thử khi tìm thay đổi nhỏ nhất",
                              "sets of changes tried for the smallest change")  # fmt: skip
    proof_milliseconds: int = _limit(5_000, Room.WORK, Unit.NUMBER, "mili giây cho một phép chứng minh",
                                     "milliseconds for one proof")  # fmt: skip
    rete_seconds: int = _limit(30, Room.WORK, Unit.SECONDS, "một lượt 64 hồ sơ của bộ máy Rete",
                               "64 cases by the Rete engine")  # fmt: skip
    told: int = _limit(500, Room.WORK, Unit.NUMBER, "vấn đề cùng một mã được kể ra màn hình",
                       "problems of one code told on the screen")  # fmt: skip
    result_columns: int = _limit(1_500, Room.WORK, Unit.NUMBER, "cột của một bảng kết quả trong cơ sở dữ liệu",
                                 "columns of a table of results in a database")  # fmt: skip

    upload_bytes: int = _limit(64 * _MIB, Room.WEB, Unit.BYTES, "một tệp gửi lên", "a file that is sent", "W125")
    request_bytes: int = _limit(256 * _MIB, Room.WEB, Unit.BYTES, "một yêu cầu gửi tới máy chủ (413)",
                                "a request (413)")  # fmt: skip
    jobs_waiting: int = _limit(20, Room.WEB, Unit.NUMBER, "việc của mọi người đang chờ: danh sách, văn bản (503)",
                               "jobs of everybody that wait: lists, documents (503)")  # fmt: skip
    cases_waiting: int = _limit(16, Room.WEB, Unit.NUMBER, "yêu cầu về từng hồ sơ đang chờ, của mọi người (503)",
                                "requests about single cases that wait, of everybody (503)")  # fmt: skip
    drafts_waiting: int = _limit(8, Room.WEB, Unit.NUMBER, "bản thảo chính sách đang chờ kiểm tra, của mọi người (503)",
                                 "drafts of policies that wait, of everybody (503)")  # fmt: skip
    user_jobs: int = _limit(8, Room.WEB, Unit.NUMBER, "việc đang chờ và đang làm của một người (429)",
                            "jobs of one person, waiting and at work (429)")  # fmt: skip
    user_cases_at_once: int = _limit(8, Room.WEB, Unit.NUMBER, "yêu cầu về từng hồ sơ cùng lúc của một người (429)",
                                     "requests about single cases at once, of one person (429)")  # fmt: skip
    user_drafts_at_once: int = _limit(4, Room.WEB, Unit.NUMBER, "bản thảo đang kiểm tra cùng lúc của một người (429)",
                                      "drafts that are worked on at once, of one person (429)")  # fmt: skip
    user_jobs_in_a_row: int = _limit(60, Room.WEB, Unit.NUMBER, "danh sách, văn bản liền nhau của một người (429)",
                                     "lists and documents in a row, of one person (429)")  # fmt: skip
    user_jobs_a_minute: int = _limit(20, Room.WEB, Unit.A_MINUTE, "danh sách, văn bản sau đó (429)",
                                     "lists and documents from then on (429)")  # fmt: skip
    user_cases_in_a_row: int = _limit(300, Room.WEB, Unit.NUMBER,
                                      "hồ sơ được xem, thử, xét qua API liền nhau, của một người (429)",
                                      "cases looked at, tried or checked in a row, of one person (429)")  # fmt: skip
    user_cases_a_minute: int = _limit(180, Room.WEB, Unit.A_MINUTE, "hồ sơ sau đó (429)",
                                      "cases from then on (429)")  # fmt: skip
    user_drafts_in_a_row: int = _limit(120, Room.WEB, Unit.NUMBER,
                                       "lần kiểm tra bản thảo liền nhau của một người (429)",
                                       "checks of drafts in a row, of one person (429)")  # fmt: skip
    user_drafts_a_minute: int = _limit(40, Room.WEB, Unit.A_MINUTE, "lần kiểm tra bản thảo sau đó (429)",
                                       "checks of drafts from then on (429)")  # fmt: skip
    sign_ins_in_a_row: int = _limit(60, Room.WEB, Unit.NUMBER, "lần đăng nhập liền nhau từ một địa chỉ (429)",
                                    "sign-ins in a row from one address (429)")  # fmt: skip
    sign_ins_a_minute: int = _limit(60, Room.WEB, Unit.A_MINUTE, "lần đăng nhập sau đó (429)",
                                    "sign-ins from then on (429)")  # fmt: skip


#: Those in force.
LIMITS = Limits()


@dataclass(frozen=True)
class Listed:
    """A limit as readers see it; ``codes``: the problems it is refused by, where it is one of reading."""

    name: str
    value: int
    room: Room
    unit: Unit
    what: Text
    codes: tuple[str, ...]

    @property
    def amount(self) -> Text:
        """The value with its unit: 2 GiB, 32 767 characters."""
        if self.unit is Unit.BYTES:
            number, size = next((self.value // of, name) for of, name in _SIZES if not self.value % of)
            return Text(f"{number} {size}", f"{number} {size}")
        unit = self.unit.value
        return Text(f"{self.value:,} {unit.vi}".replace(",", ".").strip(), f"{self.value:,} {unit.en}".strip())


_SIZES = ((_GIB, "GiB"), (_MIB, "MiB"), (_KIB, "KiB"), (1, "byte"))


def listed(limits: Limits = LIMITS) -> Iterator[Listed]:
    """Every limit, room by room."""
    for of in fields(limits):
        if of.metadata:
            yield Listed(name=of.name, value=getattr(limits, of.name), **of.metadata)
