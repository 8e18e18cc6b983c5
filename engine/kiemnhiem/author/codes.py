"""The problems of starting a library. E1."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

FOLDER_IN_USE = declare(
    "E101",
    Severity.ERROR,
    Text("thư mục {found} không trống; không ghi gì", "the folder {found} is not empty; nothing was written"),
    Text("Chọn một thư mục mới hoặc trống.", "Name a new folder, or an empty one."),
)
