"""What can be wrong at the desk."""

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

NEEDS_ACCOUNTS = declare(
    "W101",
    Severity.ERROR,
    Text(
        "địa chỉ {found} mở ra ngoài máy này mà chưa có tài khoản nào",
        "the address {found} is open beyond this machine and there are no accounts",
    ),
    Text(
        "Tạo tài khoản bằng kiemnhiem user add, hoặc bỏ --host để chỉ máy này truy cập được.",
        "Make accounts with kiemnhiem user add, or leave --host out so that only this machine reaches the server.",
    ),
)
UNKNOWN_ROLE = declare(
    "W102",
    Severity.ERROR,
    Text("không có vai trò «{found}»; có: {known}", 'no role "{found}"; there are: {known}'),
    Text("Chọn một hoặc nhiều vai trò trong danh sách.", "Choose one or more of the roles listed."),
)
BAD_USER_NAME = declare(
    "W103",
    Severity.ERROR,
    Text("«{found}» không dùng làm tên tài khoản được", '"{found}" cannot be the name of an account'),
    Text(
        "Dùng 2–64 chữ thường không dấu, chữ số, dấu chấm, gạch nối, gạch dưới; «local» đã dành riêng.",
        'Use 2 to 64 lower-case letters without diacritics, digits, dots, hyphens, underscores; "local" is taken.',
    ),
)
USER_EXISTS = declare(
    "W104",
    Severity.ERROR,
    Text("đã có tài khoản «{found}»", 'there is an account "{found}" already'),
    Text(
        "Chọn tên khác, hoặc đổi tài khoản đó bằng kiemnhiem user set.",
        "Choose another, or change it with kiemnhiem user set.",
    ),
)
NO_SUCH_USER = declare(
    "W105",
    Severity.ERROR,
    Text("không có tài khoản «{found}»", 'no account "{found}"'),
    Text("Xem kiemnhiem user list.", "See kiemnhiem user list."),
)
PASSWORD_LENGTH = declare(
    "W106",
    Severity.ERROR,
    Text("mật khẩu phải có từ {least} đến {most} ký tự", "a password has {least} to {most} characters"),
    Text("Một câu dễ nhớ là mật khẩu tốt.", "A sentence that is easy to remember is a good password."),
)
