"""The problems of writing documents. R42: their templates and what is filled in; R44: PDF."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

UNREADABLE_TEMPLATE = declare(
    "R421", Severity.ERROR,
    Text("không mở được mẫu: {reason}. Mẫu có sẵn: {shipped}",
         "the template cannot be opened: {reason}. The one that is shipped: {shipped}"),
    Text("Mẫu là tệp Word .docx. Hãy bắt đầu từ bản sao của mẫu có sẵn.",
         "A template is a Word file, .docx. Start from a copy of the one that is shipped."),
)  # fmt: skip
BROKEN_TEMPLATE = declare(
    "R422", Severity.ERROR,
    Text("mẫu sai cú pháp: {reason}", "the template is not well formed: {reason}"),
    Text("Mỗi {{ phải có }}, mỗi {% for … %} phải có {% endfor %}, mỗi {% if … %} phải có {% endif %}.",
         "Every {{ needs its }}, every {% for … %} its {% endfor %}, every {% if … %} its {% endif %}."),
)  # fmt: skip
UNKNOWN_PLACEHOLDER = declare(
    "R423", Severity.ERROR,
    Text("mẫu dùng chỗ trống «{found}» không có", 'the template uses "{found}", which there is not'),
    Text("Các chỗ trống của từng mẫu: docs/documents.md.", "What a template may use: docs/documents.md."),
)  # fmt: skip
LACKING_PLACEHOLDER = declare(
    "R424", Severity.ERROR,
    Text("mẫu không có chỗ cho «{name}»", 'the template has no place for "{name}"'),
    Text("Văn bản phải nói rõ kết luận, ngày xét, căn cứ và thư viện chính sách; thêm chỗ trống đó vào mẫu.",
         "A document must tell the verdict, the as-of date, the sources and the policy library; add it."),
)  # fmt: skip
UNKNOWN_FILL = declare(
    "R425", Severity.ERROR,
    Text("--fill: không có mục «{found}»; cần một trong: {expected}",
         '--fill: there is no "{found}"; expected one of: {expected}'),
    Text('Ví dụ: --fill agency="ỦY BAN NHÂN DÂN XÃ …".', 'For example: --fill agency="…".'),
)  # fmt: skip
NOT_A_FILL = declare(
    "R426", Severity.ERROR,
    Text("--fill «{found}»: cần MỤC=NỘI DUNG", '--fill "{found}": expected NAME=TEXT'),
    Text('Ví dụ: --fill place="Lai Châu".', 'For example: --fill place="Lai Châu".'),
)  # fmt: skip
NOT_A_DAY = declare(
    "R427", Severity.ERROR,
    Text("--fill date: «{found}» không phải một ngày", '--fill date: "{found}" is no day'),
    Text("Ghi ngày như 30/12/2018 hoặc 2018-12-30.", "Write a day as 30/12/2018 or 2018-12-30."),
)  # fmt: skip
NO_DOCUMENT = declare(
    "R428", Severity.ERROR,
    Text("--template và --fill chỉ dùng cho kết quả .docx, .pdf, .zip",
         "--template and --fill are for results in .docx, .pdf and .zip only"),
    Text("Thêm, ví dụ, -o bao-cao.docx.", "Add, for example, -o report.docx."),
)  # fmt: skip
SEVERAL_SHEETS = declare(
    "R429", Severity.ERROR,
    Text("một tệp {found} chỉ chứa phiếu của một hồ sơ; ở đây có {count}",
         "a {found} file holds the sheet of one case; here are {count}"),
    Text("Chọn một hồ sơ bằng --case, hoặc ghi mọi phiếu vào một tệp .zip.",
         "Choose one case with --case, or write all sheets to a .zip file."),
)  # fmt: skip
NEEDS_LIBREOFFICE = declare(
    "R441", Severity.ERROR,
    Text("muốn ghi tệp .pdf phải có LibreOffice (lệnh soffice)",
         "writing .pdf needs LibreOffice (the command soffice)"),
    Text("Cài LibreOffice, hoặc ghi tệp .docx rồi in ra PDF từ Word.",
         "Install LibreOffice, or write .docx and print that to PDF from Word."),
)  # fmt: skip
NO_PDF = declare(
    "R442", Severity.ERROR,
    Text("LibreOffice không chuyển được sang PDF: {reason}", "LibreOffice made no PDF: {reason}"),
    Text("Ghi tệp .docx rồi mở bằng Word hoặc LibreOffice để in ra PDF.",
         "Write .docx, and print that to PDF from Word or LibreOffice."),
)  # fmt: skip
