"""Problems of reading columnar files."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

NOT_A_LIST = declare(
    "C401",
    Severity.WARNING,
    Text(
        "cột «{found}» không được đọc: trong tệp dạng cột, «{field}» phải là một cột danh sách hoặc một bảng riêng",
        'column "{found}" is not read: in a columnar file "{field}" is a column of lists, or a table of its own',
    ),
    Text(
        "Đưa danh sách vào một cột kiểu danh sách, hoặc vào một tệp riêng mang tên danh sách và có mã hồ sơ.",
        "Put the list into a column of lists, or into a file of its own named like the list, with the cases' ids.",
    ),
)
TWO_COLUMNS = declare(
    "C402",
    Severity.ERROR,
    Text(
        "cột «{found}» không được đọc: cột «{other}» đã cho «{field}»",
        'column "{found}" is not read: column "{other}" already gives "{field}"',
    ),
    Text("Bỏ một trong hai cột.", "Drop one of the two columns."),
)
UNREADABLE_VALUES = declare(
    "C403",
    Severity.ERROR,
    Text(
        "{field}: {count} ô «{found}» không đọc được, ô đầu tiên ở hàng {row}; cần {expected}",
        '{field}: {count} cells "{found}" cannot be read, the first in row {row}; expected {expected}',
    ),
    Text(
        "Ô không đọc được coi như chưa biết. Sửa lại theo cách viết được nêu.",
        "What cannot be read is taken as unknown. Write it as the message says.",
    ),
)
UNREADABLE_COLUMN = declare(
    "C404",
    Severity.ERROR,
    Text(
        "cột «{found}» kiểu {type} không dùng được cho «{field}»; cần {expected}",
        'column "{found}" of type {type} cannot be used for "{field}"; expected {expected}',
    ),
    Text("Đổi kiểu của cột.", "Change the column's type."),
)
NO_COLUMNS = declare(
    "C405",
    Severity.ERROR,
    Text(
        "không có cột nào mà từ vựng biết; các tên được biết: {known}…",
        "no column that the vocabulary knows; it knows: {known}…",
    ),
    Text("Xem lại tên cột, hoặc bộ từ vựng đang dùng.", "Look at the columns' names, or at the vocabulary in use."),
)
DIFFERENT_COLUMNS = declare(
    "C406",
    Severity.ERROR,
    Text(
        "các cột khác với tệp đầu tiên: {found}",
        "its columns differ from those of the first file: {found}",
    ),
    Text("Tách thành hai lần xét.", "Screen the two kinds of files apart."),
)
STRAY_RECORDS = declare(
    "C407",
    Severity.WARNING,
    Text(
        "«{field}»: {count} bản ghi mang mã hồ sơ không có trong danh sách",
        '"{field}": {count} records have the id of no case',
    ),
    Text("Kiểm tra mã hồ sơ của các bản ghi này.", "Look at the ids of these records."),
)
NOT_COLUMNAR = declare(
    "C408",
    Severity.ERROR,
    Text("không đọc được tệp dạng cột: {reason}", "the columnar file cannot be read: {reason}"),
    Text("Tạo lại tệp, hoặc chuyển sang CSV.", "Make the file again, or turn it into CSV."),
)
