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
        '{field}: cells "{found}" that cannot be read: {count}, the first in row {row}; expected {expected}',
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
STRAY_RECORDS = declare(
    "C407",
    Severity.ERROR,
    Text(
        "«{field}»: {count} bản ghi không mang mã của hồ sơ nào; ai không có bản ghi thì coi như chưa biết",
        '"{field}": records with the id of no case: {count}; of cases without records nothing is known',
    ),
    Text(
        "Sửa mã hồ sơ của các bản ghi này: chúng có thể là của bất cứ ai không có bản ghi nào.",
        "Correct the ids of these records: they may belong to anybody who has none.",
    ),
)
NOT_COLUMNAR = declare(
    "C408",
    Severity.ERROR,
    Text("không đọc được tệp dạng cột: {reason}", "the columnar file cannot be read: {reason}"),
    Text("Tạo lại tệp, hoặc chuyển sang CSV.", "Make the file again, or turn it into CSV."),
)
MORE_UNREADABLE = declare(
    "C409",
    Severity.ERROR,
    Text(
        "{field}: {count} ô khác không đọc được; cần {expected}",
        "{field}: more cells that cannot be read: {count}; expected {expected}",
    ),
    Text(
        "Ô không đọc được coi như chưa biết. Có nhiều cách viết sai: xem lại cả cột.",
        "What cannot be read is taken as unknown. There are many ways it is written wrong: look at the whole column.",
    ),
)
DISAGREEING = declare(
    "C410",
    Severity.ERROR,
    Text(
        "{field}: {count} hàng có các ô nói khác nhau, hàng đầu tiên là {row}; coi như chưa biết",
        "{field}: rows whose cells disagree: {count}, the first is row {row}; it is taken as unknown",
    ),
    Text("Sửa một trong hai ô.", "Correct one of the cells."),
)
SHARED_ID = declare(
    "C411",
    Severity.ERROR,
    Text(
        "«{field}»: {count} bản ghi mang mã của nhiều hồ sơ; của các hồ sơ ấy coi như chưa biết",
        '"{field}": records with an id that several cases share: {count}; of those cases nothing is known',
    ),
    Text("Cho mỗi hồ sơ một mã riêng.", "Give each case an id of its own."),
)
NONE_AND_SOME = declare(
    "C412",
    Severity.ERROR,
    Text(
        "«{field}»: {count} hồ sơ vừa có bản ghi vừa ghi là không có; coi như chưa biết",
        '"{field}": cases with records that are also said to have none: {count}; it is taken as unknown',
    ),
    Text("Bỏ bản ghi sai.", "Drop the wrong record."),
)
NO_CASES = declare(
    "C413",
    Severity.ERROR,
    Text("tệp chỉ có bản ghi của một danh sách, không có hồ sơ nào", "the file holds records of a list, and no cases"),
    Text("Đưa cả tệp hồ sơ vào cùng lần xét.", "Give the file of the cases too."),
)
