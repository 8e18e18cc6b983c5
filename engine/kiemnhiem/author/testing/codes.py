"""The problems of policies' tests. T1: what the tests leave open."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

UNKNOWN_BASE = declare(
    "T101",
    Severity.ERROR,
    Text("use: không có mẫu «{found}»", 'use: there is no base "{found}"'),
    Text(
        "Tên mẫu được khai báo dưới named: của một tệp bases: trong thư viện.",
        "Names of bases are declared under named: of a bases: file in the library.",
    ),
)
HOLE = declare(
    "T110",
    Severity.WARNING,
    Text("{policy}: chưa ca nào cho thấy {what}", "{policy}: no case shows {what}"),
    Text(
        "Thêm một ca như vậy; kiemnhiem test --fill viết sẵn khung. Nếu không thể có, giải thích dưới unreachable:.",
        "Add such a case; kiemnhiem test --fill drafts it. If there cannot be one, say why under unreachable:.",
    ),
)
NO_TESTS = declare(
    "T111",
    Severity.WARNING,
    Text("chính sách {policy} chưa có ca kiểm thử nào", "the policy {policy} has no tests"),
    Text(
        "Thêm tệp .test.yaml bên cạnh chính sách; kiemnhiem test --fill viết sẵn khung.",
        "Add a .test.yaml file beside the policy; kiemnhiem test --fill drafts it.",
    ),
)
NOTHING_EXPLAINED = declare(
    "T112",
    Severity.ERROR,
    Text("không có gì ứng với «{found}»", 'there is nothing that answers to "{found}"'),
    Text(
        "Chép đúng như lệnh kiểm thử in ra; nếu chính sách đã đổi thì xoá mục này.",
        "Copy it as the command prints it; if the policy has changed, remove the entry.",
    ),
)
REACHED = declare(
    "T113",
    Severity.ERROR,
    Text("«{found}» nói là không thể có, nhưng {by} cho thấy", '"{found}" is said to be impossible, yet {by} shows it'),
    Text("Xoá mục này khỏi unreachable:.", "Remove the entry from unreachable:."),
)
SURVIVOR = declare(
    "T120",
    Severity.WARNING,
    Text("{policy}: {what}, mà mọi ca vẫn đạt", "{policy}: {what}, and every test still passes"),
    Text(
        "Thêm một ca mà thay đổi này làm sai; --fill viết sẵn khung. Nếu hai bản có cùng ý nghĩa, giải thích dưới"
        " explained:.",
        "Add a case that this change breaks; --fill drafts it. If both mean the same, say why under explained:.",
    ),
)
KILLED = declare(
    "T121",
    Severity.ERROR,
    Text(
        "«{found}» được giải thích là không ca nào phát hiện được, nhưng {by} phát hiện",
        '"{found}" is explained as one that no test notices, yet {by} does',
    ),
    Text("Xoá mục này khỏi explained:.", "Remove the entry from explained:."),
)
CANNOT_FILL = declare(
    "T130",
    Severity.NOTE,
    Text("không tìm được ca cho: {what}", "no case was found for: {what}"),
    Text("Tự viết, hoặc giải thích vì sao không thể có.", "Write it yourself, or say why there cannot be one."),
)
DRAFT_EXISTS = declare(
    "T131",
    Severity.ERROR,
    Text("đã có tệp này; không ghi đè", "the file is there already and is not overwritten"),
    Text("Dọn khung cũ đi, hoặc chọn thư mục khác với -o.", "Move the old drafts away, or name another folder by -o."),
)
