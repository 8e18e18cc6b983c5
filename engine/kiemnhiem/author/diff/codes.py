"""What ``kiemnhiem diff`` cannot do. V2."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

NO_SUCH_LIBRARY = declare(
    "V201",
    Severity.ERROR,
    Text(
        "«{found}» không phải là thư mục, cũng không phải là một phiên bản git của {folder}",
        '"{found}" is neither a folder nor a git revision of {folder}',
    ),
    Text(
        "Ghi đường dẫn thư mục chính sách, hoặc HEAD~1, tên nhánh, mã commit.",
        "Write the path of a folder of policies, or HEAD~1, a branch, a commit.",
    ),
)
NOT_IN_REVISION = declare(
    "V202",
    Severity.ERROR,
    Text("phiên bản «{found}» không có thư mục {folder}", 'revision "{found}" has no folder {folder}'),
    Text("Chọn phiên bản đã có thư viện, hoặc đặt --policies.", "Choose one that has the library, or set --policies."),
)
NO_GIT = declare(
    "V203",
    Severity.ERROR,
    Text(
        "«{found}» không phải là thư mục; muốn đọc phiên bản thì cần cài git",
        '"{found}" is not a folder; reading a revision needs git',
    ),
    Text("Cài git, hoặc ghi đường dẫn thư mục.", "Install git, or write the path of a folder."),
)
WITHOUT_SOLVER = declare(
    "V210",
    Severity.WARNING,
    Text(
        "chưa cài z3 nên chỉ so sánh theo cách viết, không theo nghĩa; cài thêm bằng: pip install 'kiemnhiem[prove]'",
        "without z3 only what is written is compared, not its meaning; install it with: pip install 'kiemnhiem[prove]'",
    ),
    Text(
        "Yêu cầu viết khác đi được báo là «đã đổi», chưa biết chặt hơn hay lỏng hơn.",
        'What is written otherwise is reported as "changed", be it stricter or looser.',
    ),
)
