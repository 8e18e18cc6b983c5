"""The problems of formatting. F1."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

NOT_FORMATTED = declare(
    "F101",
    Severity.ERROR,
    Text("không sắp lại được tệp này mà giữ nguyên nghĩa", "this file cannot be laid out without changing it"),
    Text("Tệp được giữ nguyên. Xin báo lỗi này kèm tệp.", "The file was left alone. Please report it with the file."),
)
DIFFERS = declare(
    "F102",
    Severity.WARNING,
    Text("chưa theo cách trình bày chung", "is not in the common layout"),
    Text("Chạy kiemnhiem fmt.", "Run kiemnhiem fmt."),
)
