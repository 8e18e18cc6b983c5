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
    Text("không có hồ sơ nào mang mã «{found}»", 'no case has the id "{found}"'),
    Text("Xem lại cột mã trong tệp.", "Look at the column of ids in the file."),
)
NO_INDICATOR = declare(
    "U520",
    Severity.ERROR,
    Text("không có chỉ tiêu nào ứng với «{found}»", 'no indicator answers to "{found}"'),
    Text("Xem các tệp indicator của thư viện và ngày hiệu lực.", "See the library's indicator files and their dates."),
)
PERIOD_REVERSED = declare(
    "U511",
    Severity.ERROR,
    Text("ngày đầu {start} sau ngày cuối {until}", "the first day {start} comes after the last {until}"),
    Text("Xem lại --from và --until.", "Look at --from and --until."),
)
NO_SUCH_UNIT = declare(
    "U530",
    Severity.ERROR,
    Text("không tìm thấy đơn vị hành chính nào tên «{found}»", 'no unit of government is called "{found}"'),
    Text(
        "Viết từ nhỏ đến lớn, cách nhau bằng dấu phẩy: «xã Mỹ Khánh, huyện Phong Điền, Cần Thơ».",
        'Write from narrow to wide, with commas: "xã Mỹ Khánh, huyện Phong Điền, Cần Thơ".',
    ),
)
NO_GAZETTEER = declare(
    "U531",
    Severity.WARNING,
    Text(
        "chưa tra được huyện và xã; cài thêm bằng: pip install 'kiemnhiem[places]'",
        "districts and communes cannot be looked up; install them with: pip install 'kiemnhiem[places]'",
    ),
    Text(
        "Gói vietnamadminunits (giấy phép MIT) có tên các huyện, xã cũ và mới. Tỉnh thì tra được ngay.",
        "The package vietnamadminunits (MIT licence) has districts and communes, old and new. Provinces need nothing.",
    ),
)
NO_SUCH_RULE = declare(
    "U561",
    Severity.ERROR,
    Text("không có quy tắc «{found}»", 'there is no rule "{found}"'),
    Text("Chạy kiemnhiem lint --list để xem tất cả.", "Run kiemnhiem lint --list to see them all."),
)
NOT_IN_LIBRARY = declare(
    "U562",
    Severity.ERROR,
    Text("{found} không nằm trong thư viện {root}", "{found} is not in the library {root}"),
    Text("Chỉ ra thư viện bằng --policies DIR.", "Name the library with --policies DIR."),
)
MIXED_SOURCES = declare(
    "U540",
    Severity.ERROR,
    Text(
        "không xét chung trong một lần: tệp dạng cột (.parquet, .arrow), tệp khác, cơ sở dữ liệu",
        "columnar files (.parquet, .arrow), other files and databases are not screened together",
    ),
    Text("Chạy hai lần.", "Run twice."),
)
NOT_THIS_ENGINE = declare(
    "U541",
    Severity.ERROR,
    Text("bộ máy «{found}» không xét được nguồn này; dùng được: {expected}",
         'the engine "{found}" cannot screen this source; those that can: {expected}'),
    Text("Bỏ --engine để máy tự chọn.", "Leave --engine out and one is chosen."),
)  # fmt: skip
DATABASE_NEEDS = declare(
    "U542",
    Severity.ERROR,
    Text("với một cơ sở dữ liệu cần --table hoặc --query, và --into",
         "a database needs --table or --query, and --into"),
    Text("--table BẢNG --into BẢNG_KẾT_QUẢ", "--table TABLE --into TABLE_OF_RESULTS"),
)  # fmt: skip
NOT_A_PAIR = declare(
    "U543",
    Severity.ERROR,
    Text("--list «{found}»: cần DANH_SÁCH=BẢNG", '--list "{found}": expected LIST=TABLE'),
    Text("Ví dụ: --list discipline=ky_luat.", "For example: --list discipline=disciplines."),
)
SAME_NAME = declare(
    "U545",
    Severity.ERROR,
    Text("hai tệp cùng tên «{found}»: kết quả của chúng sẽ ghi đè lên nhau",
         'two files are called "{found}": the results of one would overwrite those of the other'),
    Text("Đổi tên một tệp, hoặc ghi kết quả vào một tệp.", "Rename one, or write the results to one file."),
)  # fmt: skip
NO_RESULT_FOLDER = declare(
    "U546",
    Severity.ERROR,
    Text("--resume cần một thư mục kết quả: -o DIR", "--resume needs a folder of results: -o DIR"),
    Text(
        "Tạo thư mục rồi chạy với -o DIR: mỗi tệp hồ sơ có một tệp kết quả.",
        "Make a folder and run with -o DIR: each file of cases gets a file of results.",
    ),
)
INPUT_FOLDER = declare(
    "U547",
    Severity.ERROR,
    Text("thư mục kết quả chứa tệp đầu vào {found}", "the folder for results holds the input {found}"),
    Text("Chọn thư mục khác.", "Choose another folder."),
)
NOT_A_HEADING = declare(
    "U550",
    Severity.ERROR,
    Text("--heading «{found}»: cần TIÊU_ĐỀ=TRƯỜNG", '--heading "{found}": expected HEADING=FIELD'),
    Text(
        "Ví dụ: --heading 'Sinh ngày=birth_date'; bỏ trống sau dấu = để không đọc cột ấy.",
        "For example: --heading 'Born on=birth_date'; nothing after the = and the column is not read.",
    ),
)
NO_SUCH_FIELD = declare(
    "U551",
    Severity.ERROR,
    Text("--heading: không có trường «{found}»", '--heading: there is no field "{found}"'),
    Text(
        "Dùng tên trường, tên cột có trong từ vựng, danh_sách.trường, hoặc chính_sách#yêu_cầu của một kết luận.",
        "Use a field's name, a heading of the vocabulary, list.field, or a judgement's policy#requirement.",
    ),
)
COMPUTED_FIELD = declare(
    "U552",
    Severity.ERROR,
    Text(
        "--heading: không ghi được vào «{found}»: {field} do chương trình tự tính",
        '--heading: no column can feed "{found}": {field} is computed',
    ),
    Text("Chỉ ra trường mà nó được tính từ đó.", "Name the field that it is computed from."),
)
HEADING_TWICE = declare(
    "U553",
    Severity.ERROR,
    Text("--heading: tiêu đề «{found}» được gán hai lần", '--heading: the heading "{found}" is mapped twice'),
    Text("Giữ lại một lần gán.", "Keep one of the two."),
)
NO_SUCH_HEADING = declare(
    "U554",
    Severity.NOTE,
    Text("--heading: không trang nào có cột «{found}»", '--heading: no sheet has a column "{found}"'),
    Text(
        "Chép nguyên tiêu đề như trong tệp; chữ hoa, chữ thường và khoảng trống không quan trọng.",
        "Copy the heading as the file has it; capital letters and spaces do not matter.",
    ),
)
