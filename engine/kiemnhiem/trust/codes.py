"""The problems of receipts, signed libraries and the audit trail. S1: receipts, S2: bundles and keys, S3: the trail."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

INPUT_CHANGED = declare(
    "S101",
    Severity.ERROR,
    Text("tệp bị thay đổi hoặc mất trong khi đang đọc", "the file was changed or taken away while it was read"),
    Text("Chạy lại khi không ai đang ghi vào tệp.", "Run again while nobody writes to the file."),
)
NO_RECEIPT = declare(
    "S102",
    Severity.ERROR,
    Text("không có biên nhận trong tệp này", "there is no receipt in this file"),
    Text(
        "Dùng tệp ghi bằng --receipt, tệp kết quả .xlsx .json .parquet, hoặc tệp .receipt.json bên cạnh kết quả khác.",
        "Use a file written by --receipt, a result .xlsx .json .parquet, or the .receipt.json beside other results.",
    ),
)
ALTERED_RECEIPT = declare(
    "S103",
    Severity.ERROR,
    Text(
        "biên nhận đã bị sửa: nội dung không khớp với mã của nó",
        "the receipt has been altered: its id is not that of what it says",
    ),
    Text("Lấy lại bản gốc của biên nhận.", "Get the original receipt again."),
)
LATER_RECEIPT = declare(
    "S104",
    Severity.ERROR,
    Text(
        "biên nhận viết theo dạng mà phiên bản này chưa biết",
        "the receipt is written in a form that this version does not know",
    ),
    Text("Cài phiên bản mới hơn của kiemnhiem.", "Install a newer version of kiemnhiem."),
)
NO_INPUT = declare(
    "S105",
    Severity.ERROR,
    Text("không tìm thấy tệp đầu vào {found}", "the input {found} is not to be found"),
    Text("Chỉ ra tệp bằng --input FILE.", "Name the file with --input FILE."),
)
NO_ANSWERS = declare(
    "S106",
    Severity.ERROR,
    Text(
        "không phải là tệp kết luận đã ghi, hoặc tệp đã hỏng",
        "no file of judgements that were recorded, or a damaged one",
    ),
    Text(
        "Dùng tệp tải từ bàn làm việc: trang Tải về, mục Biên nhận.",
        "Use the file that the desk offers on its page of downloads, beside the receipt.",
    ),
)
NOT_A_BUNDLE = declare(
    "S201",
    Severity.ERROR,
    Text("không phải là gói thư viện chính sách, hoặc gói đã hỏng", "no bundle of a policy library, or a damaged one"),
    Text(
        "Chỉ ra một thư mục chính sách, hoặc tệp .knb do kiemnhiem bundle tạo; lấy lại tệp từ người gửi.",
        "Name a folder of policies, or a .knb file made by kiemnhiem bundle; get the file from its sender again.",
    ),
)
ALTERED_BUNDLE = declare(
    "S202",
    Severity.ERROR,
    Text(
        "gói đã bị sửa sau khi đóng: có byte không còn như lúc đóng gói, ký tên",
        "the bundle was altered: some byte is not as it was packed and signed",
    ),
    Text(
        "Không dùng gói này. Lấy lại tệp từ người ký và báo cho họ.",
        "Do not use it. Get the file from its signer again, and tell them.",
    ),
)
UNSIGNED = declare(
    "S203",
    Severity.ERROR,
    Text(
        "thư viện chính sách chưa được ký, mà lần chạy này chỉ nhận thư viện đã ký",
        "the policy library is not signed, and this run takes only signed ones",
    ),
    Text(
        "Chỉ ra gói đã ký bằng --policies TỆP.knb, hoặc bỏ --require-signed và KIEMNHIEM_REQUIRE_SIGNED.",
        "Name a signed bundle with --policies FILE.knb, or leave out --require-signed and KIEMNHIEM_REQUIRE_SIGNED.",
    ),
)
OTHER_KEY = declare(
    "S204",
    Severity.ERROR,
    Text(
        "gói do khoá {found} ký, không phải khoá {expected} được yêu cầu",
        "the bundle is signed by the key {found}, not by {expected} as required",
    ),
    Text(
        "Hỏi người phát hành: họ đã đổi khoá, hay gói này không phải của họ.",
        "Ask the publisher whether they have a new key, or the bundle is not theirs.",
    ),
)
LARGE_BUNDLE = declare(
    "S205",
    Severity.ERROR,
    Text("thư viện quá lớn để đóng gói", "the library is too large for a bundle"),
    Text("Xem các giới hạn trong docs/limits.md.", "See the limits in docs/limits.md."),
)
NOT_PACKED = declare(
    "S206",
    Severity.ERROR,
    Text(
        "không đóng gói được tệp này: là liên kết, hoặc tên có ký tự mà không phải máy nào cũng nhận",
        "this file cannot be packed: it is a link, or its name has characters that not every system takes",
    ),
    Text("Thay liên kết bằng chính tệp; đổi tên tệp.", "Put the file itself in place of the link; rename it."),
)
CANNOT_PACK = declare(
    "S207",
    Severity.ERROR,
    Text("không đọc được: {reason}", "cannot be read: {reason}"),
    Text("Xem quyền đọc tệp.", "Look at the file's permissions."),
)
NO_LIBRARY = declare(
    "S208",
    Severity.ERROR,
    Text("không có thư viện chính sách nào ở đây để đóng gói", "there is no policy library here to be packed"),
    Text("Chỉ ra thư mục chứa các tệp .yaml.", "Name the folder with the .yaml files."),
)
NOT_UNPACKED = declare(
    "S209",
    Severity.ERROR,
    Text("không mở được gói: {reason}", "the bundle cannot be unpacked: {reason}"),
    Text(
        "Xem dung lượng đĩa còn trống và quyền ghi vào thư mục tạm; lấy lại tệp từ người ký.",
        "Look at the space left on the disk and the permissions of the temporary folder; get the file again.",
    ),
)
NO_KEY = declare(
    "S211",
    Severity.ERROR,
    Text("không đọc được tệp khoá", "the key's file cannot be read"),
    Text(
        "Xem tên tệp và quyền đọc; tạo khoá bằng kiemnhiem keys new.",
        "Look at its name and permissions; kiemnhiem keys new makes a key.",
    ),
)
NOT_PUBLIC = declare(
    "S212",
    Severity.ERROR,
    Text("không phải là khoá công khai Ed25519", "this is no public key of Ed25519"),
    Text("Dùng tệp .pub mà kiemnhiem keys new đã tạo.", "Use the .pub file that kiemnhiem keys new made."),
)
NOT_PRIVATE = declare(
    "S213",
    Severity.ERROR,
    Text(
        "không phải là khoá bí mật Ed25519, hoặc sai mật khẩu",
        "this is no private key of Ed25519, or the passphrase is wrong",
    ),
    Text("Dùng tệp .key mà kiemnhiem keys new đã tạo.", "Use the .key file that kiemnhiem keys new made."),
)
KEY_EXISTS = declare(
    "S214",
    Severity.ERROR,
    Text("đã có tệp này; không ghi đè lên khoá", "the file exists already; a key is never overwritten"),
    Text("Đặt tên khác cho khoá mới.", "Give the new key another name."),
)
NO_TERMINAL = declare(
    "S215",
    Severity.ERROR,
    Text("cần mật khẩu của khoá mà không hỏi được ai", "the key's passphrase is needed, and there is nobody to ask"),
    Text(
        "Chạy trong cửa sổ lệnh, hoặc dùng khoá tạo bằng --no-passphrase.",
        "Run it in a terminal, or use a key made with --no-passphrase.",
    ),
)
BUNDLE_NAME = declare(
    "S216",
    Severity.ERROR,
    Text("tên gói phải có đuôi .knb, không phải {found}", "the name of a bundle ends in .knb, not in {found}"),
    Text("Ví dụ: -o chinh-sach.knb.", "For example: -o policies.knb."),
)
TRAIL = declare(
    "S301",
    Severity.ERROR,
    Text("không dùng được nhật ký kiểm toán: {reason}", "the audit trail cannot be used: {reason}"),
    Text(
        "Xem quyền ghi, dung lượng đĩa, và máy chủ cơ sở dữ liệu có chạy không.",
        "Look at permissions, the space left on the disk, and whether the database server runs.",
    ),
)
NO_TRAIL_FILE = declare(
    "S302",
    Severity.ERROR,
    Text("không có nhật ký kiểm toán ở đây", "there is no audit trail here"),
    Text(
        "Chỉ ra tệp mà --audit đã ghi; thư mục chứa tệp phải có sẵn.",
        "Name the file that --audit wrote; the folder it stands in must exist.",
    ),
)
NO_TRAIL = declare(
    "S303",
    Severity.ERROR,
    Text("không ghi được nhật ký kiểm toán vào loại địa chỉ {found}", "no audit trail at addresses like {found}"),
    Text(
        "Dùng đường dẫn tệp, sqlite:///tệp, hoặc postgresql://người-dùng@máy/cơ-sở-dữ-liệu.",
        "Use the path of a file, sqlite:///file, or postgresql://user@host/database.",
    ),
)
NO_RECORDS = declare(
    "S306",
    Severity.ERROR,
    Text("trong này không có nhật ký kiểm toán", "there is no audit trail in this"),
    Text(
        "Chỉ ra tệp hoặc cơ sở dữ liệu mà --audit đã ghi; của bàn làm việc là tệp audit.sqlite trong thư mục --data.",
        "Name the file or database that --audit wrote; that of a desk is audit.sqlite in its folder --data.",
    ),
)
BROKEN_END = declare(
    "S305",
    Severity.ERROR,
    Text(
        "bản ghi {number} ở cuối nhật ký đã bị can thiệp; không xét và không ghi nối vào nhật ký này",
        "record {number} at the end of the trail has been tampered with; nothing is decided or added to this trail",
    ),
    Text(
        "Chạy kiemnhiem audit verify, giữ nguyên tệp cho người kiểm tra, và ghi vào một nhật ký mới.",
        "Run kiemnhiem audit verify, keep the file as it is for an auditor, and begin a new trail.",
    ),
)
NO_HEAD = declare(
    "S304",
    Severity.ERROR,
    Text("«{found}» không phải là đầu mút của nhật ký", '"{found}" is no head of a trail'),
    Text("Chép nguyên dòng mà kiemnhiem audit head in ra.", "Copy the line that kiemnhiem audit head prints."),
)
