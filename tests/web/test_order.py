"""Vietnamese order, against lists sorted by hand: letters by the alphabet (a ă â b c d đ e ê …), then tones (none,
grave, hook, tilde, acute, dot below), as the rules of Unicode CLDR for ``vi`` have it; people by the given name.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest

from kiemnhiem.web.results.order import key, name_key

WORDS = [
    "a", "à", "ả", "ã", "á", "ạ", "an", "àn", "ạn", "ang", "áo", "ăn", "ẳn", "ặn", "ân", "ấn", "ba", "ca", "da", "dữ",
    "đa", "đỏ", "e", "ê", "ế", "ệ", "ga", "ma", "mà", "mả", "mã", "má", "mạ", "mai", "no", "nô", "nơ", "o", "ô", "ơ",
    "tu", "tư", "từ", "tứ", "tự", "uy", "ưa", "xa", "y", "ỷ", "ý",
]  # fmt: skip
AREAS = ["Phường số 1", "Phường số 2", "Phường số 10", "Thị trấn Ấp Mới", "Xã An", "Xã Ăn", "Xã Ân", "Xã Đá", "Xã Ea"]
NAMES = [
    "Trần Văn An", "Lò Thị Ánh", "Phạm Văn Ăn", "Giàng A Ân", "Lê Văn Dần", "Nguyễn Thị Đào", "Đỗ Đức Đạo", "Lò Văn Hà",
    "Lò Văn Hạ", "Nguyễn Văn Hạ", "Vàng A Sơn", "Vàng A Sùng",
]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "by"), [(WORDS, key), (AREAS, key), (NAMES, name_key)], ids=["words", "areas", "names"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sorted_as_a_dictionary_and_a_register_are(
    wanted: list[str], by: Callable[[str], str], form: Literal["NFC", "NFD"]
) -> None:
    mixed = [unicodedata.normalize(form, word) for word in wanted]
    random.Random(7).shuffle(mixed)
    assert [unicodedata.normalize("NFC", word) for word in sorted(mixed, key=by)] == wanted


def test_capitals_do_not_count() -> None:
    assert key("ĐẶNG Thị Ánh") == key("Đặng thị ánh")
