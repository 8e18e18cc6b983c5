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
        "Tạo tài khoản bằng kiemnhiem user add, hoặc bỏ --host và --allow-host để chỉ máy này truy cập được.",
        "Make accounts with kiemnhiem user add, or leave --host and --allow-host out so that only this machine reaches "
        "the server.",
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
ONESELF = declare(
    "W107",
    Severity.ERROR,
    Text("không tự đóng tài khoản hay bỏ vai trò quản trị của chính mình được",
         "nobody closes their own account or gives up the role of administrator"),
    Text("Nhờ một quản trị khác làm việc này.", "Have another administrator do it."),
)  # fmt: skip
WRONG_PASSWORD = declare(
    "W108",
    Severity.ERROR,
    Text("mật khẩu hiện tại không đúng, hoặc tài khoản tạm khoá sau nhiều lần sai",
         "the present password is wrong, or the account is closed for a while after many attempts"),
    Text("Gõ lại; sau nhiều lần sai thì chờ 15 phút.", "Type it again; after many attempts wait 15 minutes."),
)  # fmt: skip
PASSWORDS_DIFFER = declare(
    "W109",
    Severity.ERROR,
    Text("hai lần gõ mật khẩu mới khác nhau", "the new password was typed differently the second time"),
    Text("Gõ lại cả hai ô.", "Type both again."),
)
TOKEN_LABEL = declare(
    "W110",
    Severity.ERROR,
    Text("cần ghi mã truy cập dùng cho việc gì, dài không quá {most} ký tự",
         "say what the token is for, in at most {most} characters"),
    Text("Ghi tên chương trình sẽ dùng mã này.", "Write the name of the program that will use it."),
)  # fmt: skip
NOT_A_DATE = declare(
    "W121",
    Severity.ERROR,
    Text("«{found}» không phải là một ngày", '"{found}" is not a day'),
    Text("Ghi ngày xét, ví dụ 31/12/2025.", "Write the as-of date, for example 31/12/2025."),
)
PLACE_NOT_GRANTED = declare(
    "W122",
    Severity.ERROR,
    Text("bạn không được giao {found}", "you have not been granted {found}"),
    Text("Chọn địa phương khác, hoặc đề nghị quản trị giao.", "Choose another, or ask an administrator for it."),
)
SEVERAL_SUBJECTS = declare(
    "W123",
    Severity.ERROR,
    Text(
        "các chính sách đã chọn nói về những đối tượng khác nhau: {first}, {second}",
        "the policies chosen are about different subjects: {first}, {second}",
    ),
    Text("Xét riêng từng loại đối tượng.", "Screen each kind of subject apart."),
)
NO_UPLOAD = declare(
    "W124",
    Severity.ERROR,
    Text("chưa chọn tệp", "no file was chosen"),
    Text("Chọn tệp danh sách cần xét.", "Choose the file of cases to screen."),
)
UPLOAD_TOO_LARGE = declare(
    "W125",
    Severity.ERROR,
    Text("tệp lớn {size}, hơn mức cho phép là {limit}", "the file has {size}, more than the {limit} that are allowed"),
    Text(
        "Xoá trang, hình ảnh thừa trong tệp, hoặc chia thành nhiều tệp.",
        "Delete sheets and pictures that are not needed, or split the file.",
    ),
)
ANOTHER_SERVER = declare(
    "W126",
    Severity.ERROR,
    Text(
        "một máy chủ khác đang dùng cơ sở dữ liệu này ({found})", "another server is at work on this database ({found})"
    ),
    Text("Dừng máy chủ kia, hoặc dùng --data khác.", "Stop that server, or name another --data."),
)
TOO_MANY_SHEETS = declare(
    "W127",
    Severity.ERROR,
    Text(
        "{found} phiếu thẩm định, hơn mức một lần lập là {limit}",
        "{found} appraisal sheets, more than the {limit} made at once",
    ),
    Text("Lọc bớt danh sách rồi lập phiếu.", "Narrow the list down, then make the sheets."),
)
NO_SUCH_JUDGEMENT = declare(
    "W131",
    Severity.ERROR,
    Text("hồ sơ này không chờ kết luận «{found}»", 'this case is not asked the judgement "{found}"'),
    Text("Mở lại trang của hồ sơ và trả lời ở đó.", "Open the page of the case again and answer there."),
)
ANSWER_WITHOUT_NAME = declare(
    "W132",
    Severity.ERROR,
    Text("cần ghi người kết luận, dài không quá {most} ký tự", "say who decided, in at most {most} characters"),
    Text(
        "Ghi họ tên hoặc chức danh của người, tập thể đã kết luận.",
        "Write the name or the post of the person or the body that decided.",
    ),
)
ANSWER_DAY = declare(
    "W133",
    Severity.ERROR,
    Text("«{found}» không phải là một ngày đầy đủ", '"{found}" is not a full date'),
    Text("Ghi đủ ngày, tháng, năm, ví dụ 31/12/2024.", "Write day, month and year, as in 31/12/2024."),
)
ANSWER_IN_FUTURE = declare(
    "W134",
    Severity.ERROR,
    Text("ngày kết luận {found} còn ở phía trước", "the day of the decision, {found}, is still to come"),
    Text("Ghi ngày đã kết luận, muộn nhất là hôm nay.", "Write the day on which it was decided, today at the latest."),
)
BEING_SCREENED = declare(
    "W135",
    Severity.ERROR,
    Text("danh sách đang được xét lại", "the list is being screened again"),
    Text("Chờ xét xong rồi trả lời.", "Answer when that has ended."),
)
PERIOD = declare(
    "W136",
    Severity.ERROR,
    Text(
        "không xem được khoảng từ {start} đến {until}: ngày đầu không muộn hơn ngày cuối, dài nhất {most} năm",
        "the time from {start} to {until} cannot be shown: it begins before it ends, and is {most} years long at most",
    ),
    Text(
        "Chọn ngày đầu không muộn hơn ngày cuối, trong các năm {first}–{last}.",
        "Choose a first day that is not after the last one, within the years {first}–{last}.",
    ),
)
