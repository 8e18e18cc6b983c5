"""The problems of writing a result. R4: where it is to be written."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

UNKNOWN_EXTENSION = declare(
    "R401",
    Severity.ERROR,
    Text("không biết ghi kết quả dưới dạng {found}", "no way to write a result as {found}"),
    Text(
        "Đặt tên tệp kết quả có đuôi .xlsx, .csv, .json, .jsonl hoặc .html; báo cáo: .docx hoặc .pdf; phiếu thẩm định "
        "của từng hồ sơ (lệnh check): .docx, .pdf hoặc .zip.",
        "Give the result file a name that ends in .xlsx, .csv, .json, .jsonl or .html; a report in .docx or .pdf; "
        "appraisal sheets (the command check) in .docx, .pdf or .zip.",
    ),
)
OVER_INPUT = declare(
    "R402",
    Severity.ERROR,
    Text("tệp kết quả trùng với tệp dữ liệu đầu vào", "the result would overwrite an input file"),
    Text(
        "Chọn tên khác cho tệp kết quả; tệp đầu vào được giữ nguyên.",
        "Choose another name for the result; the input file is left as it is.",
    ),
)
NO_FOLDER = declare(
    "R403",
    Severity.ERROR,
    Text("không có thư mục {folder}", "there is no folder {folder}"),
    Text("Tạo thư mục đó trước, hoặc chọn thư mục khác.", "Create that folder first, or choose another."),
)
IS_FOLDER = declare(
    "R404",
    Severity.ERROR,
    Text("đây là thư mục, không phải tệp", "this is a folder, not a file"),
    Text("Cho tên một tệp trong thư mục đó.", "Name a file inside it."),
)
NOT_WRITABLE = declare(
    "R405",
    Severity.ERROR,
    Text("không ghi được: {reason}", "cannot be written: {reason}"),
    Text(
        "Xem quyền ghi vào thư mục và dung lượng đĩa còn trống, đóng tệp nếu đang mở, hoặc chọn nơi khác.",
        "Look at the folder's permissions and the space left on the disk, close the file if it is open, or choose "
        "another place.",
    ),
)
TOO_WIDE = declare(
    "R406", Severity.ERROR,
    Text("bảng có {columns} cột, một trang tính Excel chứa được {limit} cột",
         "the table has {columns} columns; an Excel sheet holds {limit}"),
    Text("Ghi kết quả dưới dạng .csv.", "Write the result as .csv."),
)  # fmt: skip
UNKNOWN_BOOK = declare(
    "R411",
    Severity.ERROR,
    Text("không biết in tập chính sách dưới dạng {found}", "no way to write the book of policies as {found}"),
    Text("Đặt tên tệp có đuôi .html hoặc .docx.", "Give the file a name that ends in .html or .docx."),
)
NEEDS_DOCX = declare(
    "R412",
    Severity.ERROR,
    Text("muốn ghi tệp .docx phải cài thêm {package}", "writing .docx needs {package}"),
    Text("Chạy: pip install 'kiemnhiem[docx]'.", "Run: pip install 'kiemnhiem[docx]'."),
)
NEEDS_HTML = declare(
    "R413",
    Severity.ERROR,
    Text("muốn vẽ biểu đồ và ghi tệp .html phải cài thêm {package}", "charts and .html need {package}"),
    Text("Chạy: pip install 'kiemnhiem[html]'.", "Run: pip install 'kiemnhiem[html]'."),
)
UNKNOWN_TEMPLATE = declare(
    "R431",
    Severity.ERROR,
    Text("không biết ghi mẫu nhập liệu dưới dạng {found}", "no way to write an input template as {found}"),
    Text("Đặt tên tệp có đuôi .xlsx.", "Give the file a name that ends in .xlsx."),
)
NO_KEY = declare(
    "R432",
    Severity.ERROR,
    Text(
        "từ vựng «{subject}» không có trường mã (key: true) để các trang của mẫu dẫn tới",
        'the vocabulary "{subject}" has no key field (key: true) for the sheets of a template to refer to',
    ),
    Text("Thêm một trường có key: true vào từ vựng.", "Give the vocabulary a field with key: true."),
)
