"""The problems of writing a result. R4: where it is to be written."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

UNKNOWN_EXTENSION = declare(
    "R401",
    Severity.ERROR,
    Text("không biết ghi kết quả dưới dạng {found}", "no way to write a result as {found}"),
    Text(
        "Đặt tên tệp kết quả có đuôi .xlsx, .csv, .json hoặc .jsonl.",
        "Give the result file a name that ends in .xlsx, .csv, .json or .jsonl.",
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
    Text("muốn ghi tệp .docx phải cài thêm python-docx", "writing .docx needs python-docx"),
    Text(
        "Chạy: pip install 'kiemnhiem[docx]', hoặc ghi tệp .html.",
        "Run: pip install 'kiemnhiem[docx]', or write .html instead.",
    ),
)
