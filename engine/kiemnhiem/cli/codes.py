"""The problems of a command's arguments. U5."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

NO_SUCH_CODE = declare(
    "U501",
    Severity.ERROR,
    Text("không có mã «{found}»", 'there is no code "{found}"'),
    Text("Chạy kiemnhiem problems để xem tất cả.", "Run kiemnhiem problems to see them all."),
)
NO_SUCH_CASE = declare(
    "U502",
    Severity.ERROR,
    Text("không có hồ sơ nào mang mã đã cho", "no case has the id that was given"),
    Text("Xem lại cột mã trong tệp.", "Look at the column of ids in the file."),
)
