"""The language server behind the YAML extension of VS Code completes, explains and checks files by our schemas.

In the texts, ‸ is where the cursor stands, or where a fault must be underlined.
"""

import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.libraries import HERE as SMALL
from support.lsp import LanguageServer

from kiemnhiem.author.schema import ENTRY, write_schemas
from kiemnhiem.author.start import template
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library

SERVER = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"

pytestmark = pytest.mark.skipif(
    not (SERVER.is_file() and shutil.which("node")) and not os.environ.get("CI"), reason="make editor was not run"
)

POLICY = """\
policy: appointment/civil-servant
schema: 1
title: {vi: a, en: b}
stance: permitted
subject: candidate
posts: [hamlet_head]
requirements:
  - id: one
    title: {vi: a, en: b}
    source: {document: nq-18-2017}
"""
REQUIRE = POLICY + "    require:\n"
WHOLE = POLICY + "    require: {age: 18}\n"
TESTS = """\
tests: hamlet/secretary-and-head
schema: 1
as_of: 2024-06-01
base: {party_membership: official}
cases:
  - name: one
"""

Editor = tuple[LanguageServer, Path]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """A server and its workspace: files below ``vi`` and ``en`` follow schemas of the shipped library in that language,
    below ``small`` those of the small library of tests, below ``sample`` those of a new library.
    """
    root = tmp_path_factory.mktemp("workspace")
    shipped = shipped_library()
    libraries = {"vi": shipped, "en": shipped, "small": SMALL / "base", "sample": template()}
    taken = {}
    for folder, library in libraries.items():
        write_schemas(load_library(library)[0], Lang.EN if folder == "en" else Lang.VI, root / "schemas" / folder)
        taken[(root / "schemas" / folder / ENTRY).as_uri()] = [f"**/{folder}/**/*.yaml"]
    settings = {"schemas": taken, "schemaStore": {"enable": False}, "hoverSchemaSource": False}
    with LanguageServer(["node", str(SERVER), "--stdio"], root, {"yaml": settings}) as server:
        server.until_faulty(root / "vi" / "ready.yaml", "no: schema\n")  # it has read its settings
        yield server, root


def opened(editor: Editor, text: str, folder: str = "vi") -> tuple[Path, int, int]:
    """A file with this text is open; where its mark was, counted from 1."""
    server, root = editor
    path = root / folder / f"{sha256(text.encode()).hexdigest()[:12]}.yaml"
    before, _, after = text.partition("‸")
    server.open(path, before + after)
    return path, before.count("\n") + 1, len(before) - before.rfind("\n")


# --- completion

OFFERED = [
    pytest.param("‸\n", ["policy", "vocabulary", "tests", "sources"], ["requirements"], id="the kinds of file"),
    pytest.param(
        "policy: x\nschema: 1\n‸\n", ["title", "stance", "requirements"], ["catalogue"], id="the keys of a policy"
    ),
    pytest.param(POLICY.replace("permitted", "‸"), ["encouraged", "prohibited"], ["official"], id="the stances"),
    pytest.param(
        POLICY.replace("[hamlet_head]", "[‸]"), ["party_cell_secretary", "hamlet_head"], ["official"], id="posts"
    ),
    pytest.param(POLICY.replace("nq-18-2017", "‸"), ["tt-04-2012", "dieu-le-dang-2011"], ["hamlet_head"], id="sources"),
    pytest.param(REQUIRE + "      ‸\n", ["age", "party_membership", "any_of", "verdicts"], ["given_on"], id="fields"),
    pytest.param(
        REQUIRE + "      discipline: {none: {f‸}}\n", ["form", "given_on"], ["age"], id="a list's fields"
    ),
    pytest.param(REQUIRE + "      age: {a‸}\n", ["at_least", "between"], ["on_or_after"], id="operators of a number"),
    pytest.param(REQUIRE + "      birth_date: {a‸}\n", ["on_or_after"], ["at_least"], id="operators of a date"),
    pytest.param(REQUIRE + "      region: {s‸}\n", ["some", "includes", "count"], ["is"], id="tests of a list"),
    pytest.param(
        REQUIRE + "      party_membership: ‸\n", ["none", "official"], ["hamlet_head"], id="values of a choice"
    ),
    pytest.param(REQUIRE + "      level: {in: [‸]}\n", ["hamlet", "commune"], ["official"], id="values in a list"),
    pytest.param(
        REQUIRE + "      age: {at_least: ‸}\n", ["$max_age_men"], ["$min_age"], id="the policy's own parameters"
    ),
    pytest.param(
        REQUIRE + "      birth_date: {before: {field: ‸}}\n", ["left_on", "as_of"], ["age"], id="fields of one type"
    ),
    pytest.param(REQUIRE + "      verdicts: {p‸}\n", ["party/admission"], ["age"], id="policies to ask"),
    pytest.param(REQUIRE + "      age: 18\n    remedy: {policy: ‸}\n", ["party/admission"], [], id="remedies"),
    pytest.param("tests: ‸\n", ["hamlet/secretary-and-head"], ["candidate"], id="policies to test"),
    pytest.param(
        TESTS + "    with:\n      ‸\n", ["birth_date", "discipline"], ["age", "months_in_post"], id="facts, not derived"
    ),
    pytest.param(
        TESTS + "    expect: {not_eligible: [‸]}\n", ["official-member", "trusted"], ["grown-up"], id="requirements"
    ),
    pytest.param(TESTS + "    judgements: {t‸}\n", ["trusted", "able"], ["official-member"], id="judgements"),
    pytest.param(TESTS + "    without: [‸]\n", ["party_membership", "trusted"], ["age"], id="what may be left out"),
    pytest.param(
        "amendment: a\nschema: 1\namends: party/admission\nplace: ‸\n", ["lai-chau", "vn"], ["official"], id="places"
    ),
    pytest.param(
        "vocabulary: candidate\nschema: 1\nfields:\n  x:\n    derived:\n      ‸\n",
        ["years_between", "lookup"], ["age"], id="forms of derived facts",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "unwanted"), OFFERED)
def test_the_editor_offers(editor: Editor, text: str, wanted: list[str], unwanted: list[str]) -> None:
    offered = editor[0].complete(*opened(editor, text))
    assert set(wanted) <= offered.keys()
    assert not set(unwanted) & offered.keys()


def test_what_is_offered_comes_with_its_meaning(editor: Editor) -> None:
    sources = editor[0].complete(*opened(editor, POLICY.replace("nq-18-2017", "‸")))
    assert "04/2012/TT-BNV" in sources["tt-04-2012"]
    values = editor[0].complete(*opened(editor, REQUIRE + "      party_membership: ‸\n", "en"))
    assert values["official"] == "official member"


# --- pointing at something

TOLD = [
    pytest.param(REQUIRE + "      a‸ge: 18\n", ["Tuổi", "tính từ"], ["Age", "Computed from"], id="a field"),
    pytest.param(
        REQUIRE + "      party_membership: offi‸cial\n", ["đảng viên chính thức"], ["official member"], id="a value"
    ),
    pytest.param(REQUIRE + "      age: {at_l‸east: 18}\n", ["từ … trở lên"], ["at least …"], id="an operator"),
    pytest.param(
        POLICY.replace("nq-18", "nq‸-18"),
        ["18-NQ/TW ngày 25/10/2017", "theo nguồn thứ cấp", "Hiệu lực: từ 25/10/2017"],
        ["18-NQ/TW of 2017-10-25", "from a secondary source", "In force: from 2017-10-25"], id="a source",
    ),
    pytest.param(POLICY.replace("hamlet_", "ham‸let_"), ["Trưởng thôn"], ["Hamlet head"], id="a post"),
    pytest.param(POLICY.replace("stance", "sta‸nce"), ["Pháp luật muốn gì"], ["What the law wants"], id="a key"),
    pytest.param(REQUIRE + "      age: {at_most: $max_ag‸e_men}\n", ["55"], ["55"], id="a parameter"),
    pytest.param(
        TESTS + "    expect: {not_eligible: [off‸icial-member]}\n",
        ["Là đảng viên chính thức"], ["Official Party member"], id="a requirement",
    ),
]  # fmt: skip


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("text", "vi", "en"), TOLD)
def test_the_editor_tells_what_it_is(editor: Editor, text: str, vi: list[str], en: list[str], lang: Lang) -> None:
    told = editor[0].hover(*opened(editor, text, lang))
    assert told
    for words in {Lang.VI: vi, Lang.EN: en}[lang]:
        assert words in told.replace("\\", "")


def test_of_a_long_register_only_the_one_written_is_told(editor: Editor) -> None:
    assert "04/2012" not in editor[0].hover(*opened(editor, POLICY.replace("nq-18", "nq‸-18")))


# --- faults

FAULTS = [
    pytest.param(REQUIRE + "      ‸agee: 18\n", "trường của «Người được xét»", id="a field nobody declared"),
    pytest.param(REQUIRE + "      age: {‸atleast: 18}\n", "at_least", id="an operator misspelt"),
    pytest.param(REQUIRE + "      birth_date: {‸at_least: 2000-01-01}\n", "on_or_after", id="an operator of dates"),
    pytest.param(REQUIRE + "      party_membership: ‸oficial\n", "official", id="a value misspelt"),
    pytest.param(REQUIRE + "      level: {in: [hamlet, ‸vilage]}\n", "hamlet", id="a value misspelt in a list"),
    pytest.param(REQUIRE + "      age: {at_least: ‸old}\n", "số nguyên", id="no number"),
    pytest.param(REQUIRE + "      lives_in_hamlet: ‸yes\n", "true hoặc false", id="a word for true"),
    pytest.param(REQUIRE + "      discipline: {none: {‸from: warning}}\n", "Kỷ luật", id="no field of the list"),
    pytest.param(REQUIRE + "      age: {at_least: {field: ‸birth_date}}\n", "cùng kiểu", id="a field of another type"),
    pytest.param(WHOLE.replace("stance: permitted", "stance: ‸permited"), "permitted", id="a keyword misspelt"),
    pytest.param(WHOLE.replace("posts", "‸post"), "posts", id="a key misspelt"),
    pytest.param(WHOLE.replace("nq-18-2017", "‸nq-18-2071"), "kiemnhiem schema", id="an unknown source"),
    pytest.param(WHOLE.replace("hamlet_head", "‸hamlet_hed"), "kiemnhiem schema", id="an unknown post"),
    pytest.param(WHOLE.replace("{vi: a,", "{vi: a, ‸b,", 1), "ngoặc kép", id="a comma without quotes"),
    pytest.param(TESTS + "    expect: {not_eligible: [‸oficial-member]}\n", "thư viện", id="an unknown requirement"),
    pytest.param(TESTS + "    expect: ‸elegible\n", "eligible", id="an unknown verdict"),
    pytest.param(TESTS + "    judgements: {‸trustd: true}\n    expect: eligible\n", "thư viện", id="no judgement"),
    pytest.param(TESTS + "    with: {‸age: 18}\n    expect: eligible\n", "được tính ra", id="a derived fact as a fact"),
    pytest.param(
        TESTS + "    with: {party_membership: ‸oficial}\n    expect: eligible\n", "chính thức", id="a fact's value"
    ),
    pytest.param(TESTS.replace("hamlet/sec", "‸hamlet/sce") + "    expect: eligible\n", "thư viện", id="no policy"),
]  # fmt: skip


@pytest.fixture(scope="module")
def faults(editor: Editor) -> dict[str, list[dict[str, Any]]]:
    """The diagnostics of each text with a fault."""
    server, root = editor
    marked = [str(case.values[0]) for case in FAULTS]
    paths = {text: root / "vi" / f"fault{i}.yaml" for i, text in enumerate(marked)}
    found = server.diagnose({path: text.replace("‸", "") for text, path in paths.items()})
    return {text: found[path] for text, path in paths.items()}


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_the_editor_underlines(faults: dict[str, list[dict[str, Any]]], text: str, said: str) -> None:
    before = text[: text.index("‸")]
    at = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    assert [problem["range"]["start"] for problem in faults[text]] == [at], faults[text]
    assert said in faults[text][0]["message"]


ACCEPTED = (
    REQUIRE
    + """\
      age: {at_least: 18, at_most: "65", between: [1, $max_age_men]}
      birth_date: {on_or_after: 1960-01-01, before: {field: left_on}, is_not: "1970-01-01"}
      lives_in_hamlet: "true"
      committee_member: false
      hamlet: {in: [2, "3", no, 1.5, Bản Nà Lò]}
      children: {at_most: $declared-only-here}
      level: {in: $also_declared}
"""
)


def test_the_editor_takes_numbers_days_and_truth_values_as_the_reader_does(editor: Editor) -> None:
    server, root = editor
    facts = (
        '{birth_date: 1975, party_admitted_on: 06/1975, left_on: 31/12/2020, children: "2", lives_in_hamlet: Có, '
        "hamlet: 5, Thôn: no, party_membership: Chính thức, committee_member: false, discipline: none, "
        "posts: [hamlet_head, {post: party_cell_secretary, unit: 1}]}"
    )
    texts = {
        root / "vi" / "accepted.yaml": ACCEPTED,
        root / "vi" / "facts.yaml": TESTS + f"    with: {facts}\n    expect: eligible\n",
    }
    assert not any(server.diagnose(texts).values())


def test_nothing_is_underlined_in_the_files_that_come_with_the_package(editor: Editor) -> None:
    server, root = editor
    small = [*(SMALL / "base").rglob("*.yaml"), *(SMALL / "valid").rglob("*.yaml")]
    texts = {
        **{root / "vi" / p.relative_to(shipped_library()): p.read_text() for p in shipped_library().rglob("*.yaml")},
        **{root / "small" / p.relative_to(SMALL): p.read_text() for p in small},
        **{root / "sample" / p.relative_to(template()): p.read_text() for p in template().rglob("*.yaml")},
    }
    faults = {path: found for path, found in server.diagnose(texts).items() if found}
    assert len(texts) > 100
    assert not faults


# --- the invalid files of the reader's tests

_TWO = "it compares two places of a file"
_OTHERS = "it depends on several files, or on what this one declares"
_YAML = "it is a matter of YAML that the server allows"
_CALENDAR = "a schema has no calendar"
_MEANING = "it depends on what conditions mean"
_COMPUTED = "the schema says which computations there are, and leaves what they are made of to the reader"
#: The invalid files whose fault a schema cannot see, and why. `kiemnhiem lint` does.
UNSEEN = {
    "empty-require": "an empty condition may stand where one asks when something applies",
    "alias": _YAML, "merge-key": _YAML, "tag": _YAML, "octal-integer": _YAML, "only-comment": _YAML,
    "not-utf8": "an editor reads the text before the server does",
    "between-reversed": _TWO, "duplicate-requirement": _TWO, "parameter-order": _TWO, "period-reversed": _TWO,
    "vocabulary-same-heading": _TWO, "place-cycle": _TWO, "vocabulary-derived-cycle": _TWO, "mixed-parameter": _TWO,
    "unused-parameter": _TWO, "too-deep": "there is no limit to depth",
    "duplicate-post": _OTHERS, "same-source": _OTHERS, "place-layer": _OTHERS, "unknown-parameter": _OTHERS,
    "parameter-value": _OTHERS, "vocabulary-derived-unknown": _OTHERS, "vocabulary-derived-types": _OTHERS,
    "vocabulary-cell-meaning": _OTHERS, "remedy-cycle": _OTHERS, "verdict-cycle": _OTHERS,
    "file-name": "a schema does not know the file's name",
    "impossible-date": _CALENDAR, "amendment-relaxes": _MEANING, "mutable": _MEANING, "mutable-judgement": _MEANING,
    "amendment-relaxes-many": _MEANING, "vocabulary-mutable-many": _MEANING, "parameters-mixed": _TWO,
    "parameters-unused-two": _TWO, "sources-refer": _OTHERS, "vocabulary-condition-cycle": _TWO,
    "vocabulary-cycles": _TWO, "vocabulary-record-cycle": _TWO, "derived-pairs": _COMPUTED,
    "derived-tables": _COMPUTED, "derived-terms": _COMPUTED,
}  # fmt: skip
#: Where a fault is underlined on another line than the reader's: of two keys that exclude each other, the second.
ELSEWHERE = {"require-and-judgement": 12, "several-documents": 10}
INVALID = sorted((SMALL / "invalid").glob("*.yaml"))


@pytest.fixture(scope="module")
def underlined(editor: Editor) -> dict[str, set[int]]:
    """The lines that are underlined, by the name of the invalid file."""
    server, root = editor
    texts = {root / "small" / p.name: p.read_text(encoding="utf-8", errors="replace") for p in INVALID}
    found = server.diagnose(texts)
    return {path.stem: {problem["range"]["start"]["line"] + 1 for problem in of} for path, of in found.items()}


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_a_fault_that_a_schema_can_see_is_underlined(path: Path, underlined: dict[str, set[int]]) -> None:
    first = path.read_bytes().split(b"\n", 1)[0].decode()
    lines = {int(line) for line in re.findall(r"P\d+ (\d+):", first)} or {1}
    seen = bool(underlined[path.stem] & (lines | {ELSEWHERE.get(path.stem, 0)}))
    assert seen is (path.stem not in UNSEEN), (underlined[path.stem], UNSEEN.get(path.stem))
