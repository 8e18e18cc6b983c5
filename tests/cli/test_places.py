"""Old names of units to today's, and back."""

from importlib.util import find_spec

import pytest
from support.command import kiemnhiem

from kiemnhiem.cases import units

TODAY, BEFORE = ("--as-of", "2026-01-01"), ("--as-of", "2025-06-30")
needs_package = pytest.mark.skipif(find_spec(units.PACKAGE) is None, reason="vietnamadminunits is not installed")


def said(*args: str) -> list[str]:
    result = kiemnhiem("places", *args)
    assert result.exit_code == 0, result.output
    return [line.strip() for line in result.stdout.splitlines()]


def test_an_old_province_is_told_with_the_one_it_became() -> None:
    lines = said("Bến Tre", *TODAY)
    assert lines[lines.index("tỉnh Bến Tre (đến 30/06/2025)") + 1] == "→ tỉnh Vĩnh Long"


def test_before_the_reform_it_stood_for_itself() -> None:
    lines = said("Tỉnh Bến Tre", *BEFORE, "--lang", "en")
    assert lines == ["On 2025-06-30", "", "Tỉnh Bến Tre", "Bến Tre province (until 2025-06-30)", "= this unit itself"]


@needs_package
@pytest.mark.parametrize(
    "name",
    ["xã Mỹ Khánh, huyện Phong Điền, Cần Thơ", "xa my khanh, can tho", "Mỹ Khánh, Phong Điền", "mỹ khánh,TP. Cần Thơ"],
)
def test_an_old_commune_is_found_however_it_is_written(name: str) -> None:
    lines = said(name, *TODAY)
    found = lines.index("Xã Mỹ Khánh, Huyện Phong Điền, Thành phố Cần Thơ (đến 30/06/2025)")
    assert lines[found + 1] == "→ Phường An Bình, Thành phố Cần Thơ"


@needs_package
def test_a_new_commune_is_told_with_those_it_was_made_of() -> None:
    lines = said("Phường An Bình, Cần Thơ", *BEFORE)
    found = lines.index("Phường An Bình, Thành phố Cần Thơ (từ 01/07/2025)")
    assert "→ Xã Mỹ Khánh, Huyện Phong Điền, Thành phố Cần Thơ" in lines[found:]


@needs_package
def test_a_district_is_told_with_the_communes_of_today() -> None:
    lines = said("huyện Na Hang", *TODAY)
    assert lines[3] == "Huyện Na Hang, Tỉnh Tuyên Quang (đến 30/06/2025)"
    assert all(line.startswith("→ Xã ") and line.endswith("Tỉnh Tuyên Quang") for line in lines[4:])
    assert len(lines) > 5


@needs_package
def test_letters_that_are_the_same_come_before_those_that_look_alike() -> None:
    exact = said("Xã Đông Quang, Hà Nội", *BEFORE)
    assert any(line.startswith("Xã Đông Quang") for line in exact)
    assert not any(line.startswith("Xã Đồng Quang") for line in exact)
    alike = said("xa dong quang, ha noi", *BEFORE)
    assert any(line.startswith("Xã Đồng Quang") for line in alike)


def test_a_name_of_nothing_is_wrong_use_and_the_rest_is_still_told() -> None:
    result = kiemnhiem("places", "Atlantis", "Bắc Giang", *TODAY, "--lang", "en")
    assert result.exit_code == 2
    assert 'no unit of government is called "Atlantis"' in result.stderr
    assert "→ Bắc Ninh province" in result.stdout


def test_without_the_package_provinces_are_told_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "find_spec", lambda _: None)
    result = kiemnhiem("places", "Bắc Giang", *TODAY, "--lang", "en")
    assert result.exit_code == 0
    assert "→ Bắc Ninh province" in result.stdout
    assert "pip install 'kiemnhiem[places]'" in result.stderr


def test_an_empty_name_is_no_unit() -> None:
    assert kiemnhiem("places", " , ").exit_code == 2
