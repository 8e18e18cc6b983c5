"""What if a case were otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import Browser, Shared, words_of

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Span, Value
from kiemnhiem.web.render import case_address
from kiemnhiem.web.whatif.form import editable
from kiemnhiem.web.whatif.reading import read
from kiemnhiem.web.whatif.state import is_ticked, state_of, written_fields

Form = dict[str, list[str]]


class _Controls(HTMLParser):
    """What a browser would send of the page's live form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.form: Form = {}
        self._in, self._select = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form":
            self._in = "data-live" in of
        name = of.get("name") or ""
        if tag == "select":
            self._select = name
        ticked = of.get("type") not in ("checkbox", "radio") or "checked" in of
        if self._in and tag == "input" and ticked:
            self.form.setdefault(name, []).append(of.get("value") or "")
        if self._in and tag == "option" and ("selected" in of or self._select not in self.form):
            self.form[self._select] = [of.get("value") or ""]


def page(browser: Browser, screening: str, id: str) -> str:
    return str(browser.get(case_address(screening, id, "what-if") + "&lang=vi").text)


def form(shared: Shared, id: str) -> Form:
    return _Controls(page(shared.officer, shared.screening, id)).form


def trusted(form: Form) -> str:
    """The control for whether the people trust somebody."""
    [name] = [name for name in form if name.startswith("j.") and name.endswith("#trusted")]
    return name


def found(shared: Shared, id: str, form: Mapping[str, Any], *, lang: str = "vi", part: bool = True) -> str:
    """What is found with a form, as a script or (not ``part``) as a browser without scripts sends it."""
    headers = {"x-part": "1"} if part else {}
    address = case_address(shared.screening, id, "what-if") + f"&lang={lang}"
    answer = shared.officer.post(address, data=form, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_the_form_as_it_is_finds_the_case_as_it_is(shared: Shared) -> None:
    said = words_of(page(shared.officer, shared.screening, "CB-05"))
    assert "Hồ sơ như đang có, tính đến ngày 30/12/2018: Không đủ điều kiện" in said
    assert words_of(found(shared, "CB-05", form(shared, "CB-05"))).startswith(
        said[said.index("Hồ sơ như đang có") :][:60]
    )
    assert "Yêu cầu có kết quả khác đi" not in said


@pytest.mark.parametrize("part", [True, False], ids=["with scripts", "without"])
def test_another_fact_turns_the_verdict_at_once(shared: Shared, part: bool) -> None:
    said = words_of(found(shared, "CB-05", {**form(shared, "CB-05"), "f.birth_date": "1990"}, part=part))
    assert "Không đủ điều kiện Nếu khác đi thế này: Đủ điều kiện" in said
    assert re.search("Đủ 21 tuổi trở lên Bí thư chi bộ kiêm trưởng thôn Không đạt Đạt", said)


def test_a_partial_date_may_leave_it_open(shared: Shared) -> None:
    said = words_of(found(shared, "CB-05", {**form(shared, "CB-05"), "f.birth_date": "12/1997"}))
    assert "Nếu khác đi thế này: Chưa xác định được" in said
    assert "Còn thiếu Ngày sinh" in said


def test_a_judgement_may_be_supposed(shared: Shared) -> None:
    as_it_is = form(shared, "CB-03")
    said = words_of(found(shared, "CB-03", {**as_it_is, trusted(as_it_is): "no"}))
    assert "Chưa xác định được Nếu khác đi thế này: Không đủ điều kiện" in said
    assert re.search("Được nhân dân tín nhiệm Bí thư chi bộ kiêm trưởng thôn .* Chưa rõ Không đạt", said)


def test_another_day_may_be_asked(shared: Shared) -> None:
    as_it_is = form(shared, "CB-05")
    assert "tính đến ngày 01/12/2020: Đủ điều kiện" in words_of(
        found(shared, "CB-05", {**as_it_is, "as_of": "2020-12-01"})
    )
    early = words_of(found(shared, "CB-05", {**as_it_is, "as_of": "2001-01-01"}))
    assert "vẫn xét ngày 30/12/2018" in early
    assert "hamlet/secretary-and-head" in early  # the policy that is not in force yet


def test_what_cannot_be_read_is_told_at_its_field(shared: Shared) -> None:
    wrong = {**form(shared, "CB-01"), "f.birth_date": "hôm qua", "f.children": "mấy đứa"}
    part = found(shared, "CB-01", wrong, lang="en")
    assert 'data-error-for="f.birth_date"' in part
    assert 'data-error-for="f.children"' in part
    assert "a date like 31/12/1975" in part
    whole = found(shared, "CB-01", wrong, part=False)
    control = re.search(r'<input id="f.birth_date"[^>]*>', whole)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert 'value="hôm qua"' in control[0]


def test_rows_are_added_and_taken_away_without_scripts(shared: Shared) -> None:
    first = form(shared, "CB-01")
    one = _Controls(found(shared, "CB-01", {**first, "do": "add:discipline"}, part=False)).form
    assert {name for name in one if name.startswith("l.discipline.0.")} >= {
        "l.discipline.0.side",
        "l.discipline.0.form",
    }
    one |= {"l.discipline.0.side": ["party"], "l.discipline.0.form": ["dismissal"], "n.discipline": []}
    one["l.discipline.0.given_on"] = ["01/10/2018"]
    assert "Nếu khác đi thế này: Không đủ điều kiện" in words_of(found(shared, "CB-01", one))
    gone = _Controls(found(shared, "CB-01", {**one, "do": "remove:discipline:0"}, part=False)).form
    assert not [name for name in gone if name.startswith("l.discipline.")]


def test_none_and_some_at_once_is_told(shared: Shared) -> None:
    both = {**form(shared, "CB-01"), "n.region": "yes", "l.region": ["mountainous"]}
    assert "said to be none, and there are entries" in found(shared, "CB-01", both, lang="en")


def test_nothing_is_kept(shared: Shared) -> None:
    before = shared.office.desk.settings.folder(shared.screening).joinpath("results.sqlite").read_bytes()
    records = len([*shared.office.desk.audit.every()])
    as_it_is = form(shared, "CB-03")
    found(shared, "CB-03", {**as_it_is, trusted(as_it_is): "yes", "f.birth_date": "1950"})
    assert shared.office.desk.settings.folder(shared.screening).joinpath("results.sqlite").read_bytes() == before
    assert len([*shared.office.desk.audit.every()]) == records
    assert "05/01/1979" in page(shared.officer, shared.screening, "CB-03")


def test_what_is_hidden_cannot_be_set(shared: Shared) -> None:
    auditor = shared.office.user("kiem-tra-gia-dinh", "auditor")
    hidden = _Controls(page(auditor, shared.screening, "CB-05")).form
    assert not {"f.birth_date", "f.full_name", "l.relatives"} & {*hidden}
    sent = auditor.post(
        case_address(shared.screening, "CB-05", "what-if") + "&lang=vi", data={**hidden, "f.birth_date": "1950"}
    )
    assert "Hồ sơ như đang có, tính đến ngày 30/12/2018: Không đủ điều kiện" in words_of(sent.text)


# --- a form says what the case says

LIBRARY = load_library(shipped_library())[0]
VOCABULARY = LIBRARY.vocabularies["candidate"]
FIELDS = editable(VOCABULARY, Case("CB-01", {}), show_personal=True)
READERS = Readers(VOCABULARY, LIBRARY)
JUDGEMENTS = [(fact,) for fact in list(LIBRARY.judgements)[:5]]


def _values(of: Field) -> st.SearchStrategy[Value]:
    match of.type.kind:
        case Kind.TEXT:
            return st.sampled_from(("Bản Nà Lò", "Thôn 3", "tổ «B»"))
        case Kind.INTEGER:
            return st.integers(int(of.least or 0), int(of.most if of.most is not None else 99))
        case Kind.NUMBER:
            return st.sampled_from((Decimal(1), Decimal("2.5"), Decimal("0.25")))
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.DATE:
            years = st.integers(1900, 2100).map(lambda y: Span(date(y, 1, 1), date(y, 12, 31)))
            return st.one_of(st.dates(date(1900, 1, 1), date(2100, 12, 31)), years)
        case Kind.LIST if is_ticked(of):
            codes = st.sets(st.sampled_from([*of.type.fields["value"].type.positions]))
            order = {code: i for i, code in enumerate(of.type.fields["value"].type.positions)}
            return codes.map(lambda some: tuple({"value": c} for c in sorted(some, key=order.__getitem__)))
        case Kind.LIST:
            inner = {name: _values(of.type.fields[name]) for name in written_fields(of)}
            return st.lists(st.fixed_dictionaries(inner), max_size=2).map(lambda rows: tuple(rows))  # type: ignore[arg-type]  # noqa: PLW0108 - records
        case _:
            return st.sampled_from([*of.type.positions])


_NAMES = st.lists(st.sampled_from([of.name for of in FIELDS]), unique=True, max_size=6)


@given(st.data(), st.sampled_from(Lang))
def test_what_a_form_says_is_read_as_the_case_has_it(data: st.DataObject, lang: Lang) -> None:
    """A form that says what one case says, sent for another of which nothing is known, gives the first."""
    names = data.draw(_NAMES)
    facts = {name: data.draw(_values(VOCABULARY.fields[name])) for name in names}
    answers = data.draw(st.dictionaries(st.sampled_from([f for (f,) in JUDGEMENTS]), st.booleans()))
    case = Case("1", facts, {fact: Recorded(said) for fact, said in answers.items()})
    state, nothing = (state_of(of, FIELDS, [f for (f,) in JUDGEMENTS], lang) for of in (case, Case("1", {})))
    told = read(state, nothing, Case("1", {}), FIELDS, JUDGEMENTS, READERS, lang)
    assert not told.problems
    assert told.case == case
