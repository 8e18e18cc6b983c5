"""What can be wrong with a database's tables. N1: tables and columns; N2: their values."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

NO_TABLE = declare(
    "N101",
    E,
    Text("không đọc được bảng «{found}»: {reason}", 'table "{found}" cannot be read: {reason}'),
    Text(
        "Kiểm tra tên bảng, câu truy vấn và quyền đọc.", "Check the table's name, the query, and your right to read it."
    ),
)
NO_KEY = declare(
    "N102",
    E,
    Text(
        "bảng «{found}» không có cột mã hồ sơ; các tên được biết: {known}",
        'table "{found}" has no column for the cases\' id; known names: {known}',
    ),
    Text(
        "Thêm cột mã, hoặc đổi tên cột đang có bằng một câu truy vấn.",
        "Add a column of ids, or rename one by a query.",
    ),
)
KEYS = declare(
    "N103",
    E,
    Text(
        "bảng «{found}»: {empty} dòng không có mã, {twice} mã có ở nhiều dòng",
        'table "{found}": {empty} rows without an id, {twice} ids in several rows',
    ),
    Text(
        "Mỗi hồ sơ cần một mã riêng để ghép kết quả và các bảng con; chưa xét gì.",
        "Each case needs an id of its own for results and child tables; nothing was screened.",
    ),
)
NO_LIST = declare(
    "N104",
    E,
    Text("từ vựng không có danh sách «{found}»", 'the vocabulary has no list "{found}"'),
    Text("Tên đứng trước dấu = là tên một danh sách trong từ vựng.", "Before the = stands the name of a list."),
)
COLUMN_TYPE = declare(
    "N105",
    E,
    Text(
        "cột «{found}» kiểu {type} không dùng được cho «{field}», nên «{field}» là chưa biết",
        'column "{found}" of type {type} cannot be used for "{field}", which stays unknown',
    ),
    Text("Đổi kiểu của cột bằng một câu truy vấn.", "Change the column's type by a query."),
)
RESULT_EXISTS = declare(
    "N106",
    E,
    Text("đã có bảng «{found}»", 'there is a table "{found}" already'),
    Text("Chọn tên khác, hoặc xoá bảng cũ.", "Choose another name, or drop the old table."),
)
TOO_MANY_COLUMNS = declare(
    "N107",
    N,
    Text(
        "{found} yêu cầu không vừa các cột của một bảng: chỉ ghi kết luận và danh sách mã yêu cầu",
        "{found} requirements do not fit into a table's columns: only verdicts and lists of their ids are written",
    ),
    Text("Xét ít chính sách hơn trong một lần nếu cần từng cột.", "Ask fewer policies at a time for a column each."),
)
LIST_COLUMN = declare(
    "N108",
    W,
    Text(
        "cột «{found}» không được đọc: «{field}» là danh sách, cần một bảng riêng",
        'column "{found}" is not read: "{field}" is a list, which takes a table of its own',
    ),
    Text(
        "Nêu bảng của danh sách: --list TÊN=BẢNG.",
        "Name the table of the list: --list NAME=TABLE.",
    ),
)
UNREADABLE_VALUES = declare(
    "N201",
    E,
    Text(
        "cột «{column}» ({field}): {count} ô không đọc được; cần {expected}",
        'column "{column}" ({field}): {count} cells cannot be read; expected {expected}',
    ),
    Text("Ô không đọc được coi như chưa biết.", "What cannot be read is taken as unknown."),
)
NOBODY = declare(
    "N202",
    W,
    Text("bảng «{found}»: {count} dòng không thuộc hồ sơ nào", 'table "{found}": {count} rows belong to no case'),
    Text("Kiểm tra cột mã của bảng.", "Check the table's column of ids."),
)
CONTRADICTED = declare(
    "N203",
    W,
    Text(
        "«{field}»: {count} hồ sơ có hai cột nói khác nhau, nên là chưa biết",
        '"{field}": in {count} cases two columns contradict each other, so it stays unknown',
    ),
    Text("Sửa một trong hai cột.", "Correct one of the two columns."),
)
