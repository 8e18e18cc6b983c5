"""What can be wrong with a draft before it is read."""

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

BAD_FILE = declare(
    "W151",
    Severity.ERROR,
    Text("«{found}» không dùng làm tên tệp của thư viện được", '"{found}" cannot be the name of a file of the library'),
    Text(
        "Dùng chữ thường không dấu, chữ số, gạch nối, gạch dưới, chia thư mục bằng dấu /, như "
        "hamlet/secretary-and-head.",
        "Use lower-case letters without diacritics, digits, hyphens and underscores, folders parted by /, as in "
        "hamlet/secretary-and-head.",
    ),
)
TOO_LARGE = declare(
    "W152",
    Severity.ERROR,
    Text("bản thảo lớn hơn {limit} KiB", "the draft is larger than {limit} KiB"),
    Text("Chia thành nhiều tệp nhỏ hơn.", "Split it into smaller files."),
)
STOPPED = declare(
    "W153",
    Severity.ERROR,
    Text("việc kiểm tra bản thảo đã dừng: {reason}", "the check of the draft was stopped: {reason}"),
    Text(
        "Bỏ bớt phần vừa thêm rồi kiểm tra lại; bản thảo vẫn còn nguyên trong trang.",
        "Take out what was added last and check again; the draft is still whole in the page.",
    ),
)
