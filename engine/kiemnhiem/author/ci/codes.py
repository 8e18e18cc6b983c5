"""What ``kiemnhiem ci`` has to say of itself. K1."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

SKIPPED = declare(
    "K101",
    Severity.NOTE,
    Text("bỏ qua theo yêu cầu", "skipped as asked"),
    Text("Bỏ --skip để chạy bước này.", "Leave out --skip to run this step."),
)
WAITS = declare(
    "K102",
    Severity.NOTE,
    Text("bước «{step}» có lỗi", 'there are errors in the step "{step}"'),
    Text("Sửa các lỗi đó trước; chạy lại thì bước này chạy.", "Mend those first; this step runs the next time."),
)
NO_BASE = declare(
    "K103",
    Severity.NOTE,
    Text("không biết so sánh với nhánh nào", "it is not known which branch to compare with"),
    Text(
        "Thêm --base: một nhánh, một phiên bản git, hoặc một thư mục. Trong yêu cầu hợp nhất trên GitHub và GitLab thì "
        "không cần.",
        "Add --base: a branch, a git revision or a folder. In pull requests on GitHub and merge requests on GitLab it "
        "is known.",
    ),
)
BASE_ABSENT = declare(
    "K104",
    Severity.WARNING,
    Text("bản sao git này không có «{found}» để so sánh", 'this git clone does not have "{found}" to compare with'),
    Text(
        "Lấy đủ lịch sử: fetch-depth: 0 (GitHub), GIT_DEPTH: 0 (GitLab), git fetch.",
        "Fetch the whole history: fetch-depth: 0 (GitHub), GIT_DEPTH: 0 (GitLab), git fetch.",
    ),
)
BASE_BROKEN = declare(
    "K105",
    Severity.WARNING,
    Text(
        "không so sánh được: thư viện ở «{found}» có {count} lỗi, chẳng hạn {first}",
        'cannot be compared: the library at "{found}" has errors ({count}), such as {first}',
    ),
    Text(
        "Bản cũ không đọc được thì không biết điều gì đã đổi về nghĩa; sửa ở nhánh gốc trước.",
        "Where the old library cannot be read, nothing is known of what changed; mend the base branch first.",
    ),
)
TEST_FAILED = declare(
    "K110",
    Severity.ERROR,
    Text("{policy}: ca «{name}» không đạt: {differences}", '{policy}: the test "{name}" fails: {differences}'),
    Text(
        "Đối chiếu với văn bản: hoặc chính sách ghi sai, hoặc ca kiểm thử mong đợi điều không còn đúng.",
        "Compare with the text: either the policy is wrong, or the test expects what no longer holds.",
    ),
)
BAD_BASELINE = declare(
    "K120",
    Severity.ERROR,
    Text("không dùng được tệp baseline: {reason}", "the baseline cannot be used: {reason}"),
    Text(
        "Viết lại bằng: kiemnhiem ci --baseline TỆP --update-baseline.",
        "Write it anew: kiemnhiem ci --baseline FILE --update-baseline.",
    ),
)
STALE = declare(
    "K121",
    Severity.NOTE,
    Text(
        "mục {code} của baseline về {file} không còn ứng với điều gì: {words}",
        "the baseline's entry {code} about {file} answers to nothing any more: {words}",
    ),
    Text(
        "Đã được sửa. Rút gọn baseline bằng --update-baseline.",
        "It has been mended. Shorten the baseline with --update-baseline.",
    ),
)
