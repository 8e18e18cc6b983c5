"""What can be wrong with officers' files. C1: files; C2: their layout; C3: cells and cases."""

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

# --- files

NO_FILE = declare(
    "C101",
    E,
    Text("không có tệp này", "there is no such file"),
    Text("Kiểm tra lại tên và đường dẫn của tệp.", "Check the file's name and path."),
)
FOLDER = declare(
    "C102",
    E,
    Text("đây là một thư mục, cần tên từng tệp ({wanted})", "this is a folder; name the files in it ({wanted})"),
    Text("Ghi rõ tên từng tệp, ví dụ thu-muc/*.xlsx.", "Name each file, for example folder/*.xlsx."),
)
UNKNOWN_EXTENSION = declare(
    "C103",
    E,
    Text("không đọc được loại tệp «{found}»; cần {wanted}", 'files of kind "{found}" are not read; wanted: {wanted}'),
    Text("Lưu lại thành một trong các loại tệp đó.", "Save it as one of these kinds."),
)
UNREADABLE = declare(
    "C104",
    E,
    Text("không mở được tệp: {reason}", "the file cannot be opened: {reason}"),
    Text(
        "Kiểm tra quyền đọc tệp, và tệp có đang bị khoá không.",
        "Check your right to read it, and that it is not locked.",
    ),
)
EMPTY = declare(
    "C105",
    E,
    Text("tệp không có nội dung", "the file is empty"),
    Text(
        "Kiểm tra xem có chọn nhầm tệp không, rồi lưu lại tệp.", "Check that it is the right file, and save it again."
    ),
)
CORRUPT = declare(
    "C106",
    E,
    Text(
        "tệp hỏng, hoặc không phải là loại tệp như đuôi tên: {reason}",
        "the file is damaged or not of the kind its name says: {reason}",
    ),
    Text("Mở bằng phần mềm bảng tính và lưu lại.", "Open it in a spreadsheet program and save it again."),
)
PASSWORD = declare(
    "C107",
    E,
    Text("tệp có mật khẩu", "the file is protected by a password"),
    Text("Lưu một bản không đặt mật khẩu để đọc.", "Save a copy without the password."),
)
NOT_TEXT = declare(
    "C108",
    E,
    Text("không nhận ra bảng mã của tệp", "the encoding of the file is not recognised"),
    Text("Lưu lại dạng CSV UTF-8, hoặc dạng .xlsx.", "Save it as CSV UTF-8 or as .xlsx."),
)
ENCODING = declare(
    "C109",
    N,
    Text("tệp được đọc theo bảng mã {encoding}", "the file was read as {encoding}"),
    Text("Xem dấu tiếng Việt có đúng không; nên lưu dạng UTF-8.", "See that the accents are right; UTF-8 is safest."),
)
TOO_LARGE = declare(
    "C110",
    E,
    Text("quá lớn để đọc: {size}", "too large to read: {size}"),
    Text(
        "Xoá các ô lạc ở xa bảng, hoặc chia thành nhiều tệp.",
        "Delete stray cells far from the table, or split the file.",
    ),
)
BAD_QUOTES = declare(
    "C111",
    E,
    Text(
        "dấu ngoặc kép đặt sai, từng dòng được đọc riêng: {reason}",
        "misplaced quotation marks; each line was read by itself: {reason}",
    ),
    Text(
        "Sửa dấu ngoặc kép ở dòng đó rồi chạy lại, và xem kỹ các dòng gần đó.",
        "Mend the quotation marks there and run again; look at the rows near it.",
    ),
)
SYNTAX = declare(
    "C112",
    E,
    Text("không đúng cú pháp {format}: {reason}", "this is not {format}: {reason}"),
    Text("Sửa tệp ở chỗ đó.", "Mend the file there."),
)
REPEATED_KEY = declare(
    "C113",
    E,
    Text("khoá «{found}» ghi hai lần trong một đối tượng", 'the key "{found}" stands twice in one object'),
    Text("Giữ lại một.", "Keep one of them."),
)
WRONG_SHAPE = declare(
    "C114",
    E,
    Text("{what}: cần {expected}", "{what}: expected {expected}"),
    Text("Xem mẫu tệp trong tài liệu hướng dẫn.", "See the sample files in the documentation."),
)
STRAY_CONTROL = declare(
    "C115",
    W,
    Text(
        "trong dòng có ký tự điều khiển lạ, được đọc như dấu cách",
        "a stray control character in this row was read as a space",
    ),
    Text("Xem lại các ô của dòng và xoá ký tự lạ.", "Look at the cells of the row and delete the character."),
)
STRAY_BYTE = declare(
    "C116",
    E,
    Text(
        "trong dòng có ký tự hỏng (byte không phải UTF-8); ô có ký tự đó không đọc được",
        "a damaged character in this row (a byte that is not UTF-8); the cell that holds it cannot be read",
    ),
    Text("Ghi lại ô đó rồi lưu tệp dạng CSV UTF-8.", "Write the cell again and save the file as CSV UTF-8."),
)
OVERFULL = declare(
    "C120",
    E,
    Text("tệp được nén bất thường nên không mở: {reason}", "the file is packed abnormally and not opened: {reason}"),
    Text(
        "Không mở tệp này. Xin bản gốc từ người gửi; nếu đúng là tệp của mình, lưu lại bằng phần mềm bảng tính.",
        "Do not open it. Ask its sender for the original; if it is your own, save it again in a spreadsheet program.",
    ),
)
TOO_MANY_SHEETS = declare(
    "C121",
    E,
    Text("tệp có {found} trang tính, nhiều nhất {limit}", "the file has {found} sheets, at most {limit}"),
    Text("Chia thành nhiều tệp.", "Split the file."),
)
TOO_LONG = declare(
    "C122",
    E,
    Text("không được đọc: {what}, nhiều nhất {limit}", "not read: {what}, at most {limit}"),
    Text(
        "Xem dòng đó có thiếu dấu xuống dòng hay dấu ngoặc kép không.",
        "See whether the line lacks a line break or a quotation mark.",
    ),
)
READER_DIED = declare(
    "C123",
    E,
    Text("tiến trình đọc tệp này phải dừng: {reason}", "the process that read this file had to stop: {reason}"),
    Text("Mở bằng phần mềm bảng tính, lưu lại hoặc chia nhỏ.", "Open it in a spreadsheet program; save or split it."),
)
NOT_REGULAR = declare(
    "C124",
    E,
    Text("đây là ống dẫn hoặc thiết bị, không phải tệp", "this is a pipe or a device and not a file"),
    Text("Lưu dữ liệu thành tệp rồi chạy lại.", "Save the data as a file and run again."),
)
IGNORED = declare(
    "C125",
    N,
    Text("tệp có {what}: không chạy, không mở", "the file has {what}: not run and not followed"),
    Text("Không cần làm gì; giá trị trong ô vẫn được đọc.", "Nothing to do; the values of cells are read."),
)

# --- layout

NO_PEOPLE = declare(
    "C201",
    E,
    Text(
        "không tìm thấy hàng tiêu đề có tên các cột đã biết, ví dụ: {known}",
        "no header row with known column headings was found, such as: {known}",
    ),
    Text("Đặt tên cột theo từ vựng.", "Name the columns as the vocabulary does."),
)
SHEET_NOT_READ = declare(
    "C202",
    N,
    Text(
        "trang tính này không được đọc: không có danh sách người hay bảng kèm theo",
        "this sheet is not read: it holds no people and no known list",
    ),
    Text(
        "Nếu trang này có dữ liệu cần đọc, xem lại tên các cột.", "If it holds data to be read, look at its headings."
    ),
)
EMPTY_SHEET = declare(
    "C203",
    N,
    Text("trang tính trống", "the sheet is empty"),
    Text("Không cần làm gì.", "Nothing to do."),
)
HIDDEN_SHEET = declare(
    "C204",
    N,
    Text("trang tính bị ẩn vẫn được đọc", "a hidden sheet was read"),
    Text("Xoá trang tính nếu không dùng nữa.", "Delete the sheet if it is out of use."),
)
UNKNOWN_HEADING = declare(
    "C205",
    N,
    Text(
        "cột «{found}» không thuộc từ vựng, không được đọc",
        'the column "{found}" is not in the vocabulary and is not read',
    ),
    Text("Nếu cần cột này, đặt lại tên cột theo từ vựng.", "If it is needed, rename it as the vocabulary does."),
)
MISSPELT_HEADING = declare(
    "C206",
    W,
    Text(
        "cột «{found}» không thuộc từ vựng, không được đọc",
        'the column "{found}" is not in the vocabulary and is not read',
    ),
    Text("Sửa tên cột nếu viết nhầm.", "Mend the heading if it is a slip."),
)
DERIVED_HEADING = declare(
    "C207",
    N,
    Text(
        "cột «{found}» không được đọc: {field} do chương trình tự tính",
        'the column "{found}" is not read: {field} is computed',
    ),
    Text("Không cần làm gì.", "Nothing to do."),
)
SKIPPED_ROW = declare(
    "C208",
    N,
    Text("bỏ qua hàng này: {why}", "this row is passed over: {why}"),
    Text("Không cần làm gì.", "Nothing to do."),
)
ODD_ROW = declare(
    "C209",
    E,
    Text("hàng này không được đọc là một người: {why}", "this row is not read as a person: {why}"),
    Text(
        "Nếu là một người, ghi đủ mã và các cột của hàng.",
        "If it is a person, fill in the id and the columns of the row.",
    ),
)
UNIT_ROWS = declare(
    "C210",
    N,
    Text(
        "{count} hàng tên đơn vị được đọc vào «{field}» cho các hàng bên dưới, bắt đầu từ hàng này",
        '{count} unit-name rows were read as "{field}" of the rows below them; this is the first',
    ),
    Text("Xem cột đó trong báo cáo có đúng không.", "See in the report that the column is right."),
)
LIST_WITHOUT_ID = declare(
    "C213",
    W,
    Text(
        "trang tính mang tên bảng «{list}» nhưng không đọc được: thiếu cột «{key}» hoặc các cột của bảng",
        'the sheet is named as the list "{list}" but is not read: it lacks the column "{key}" or those of the list',
    ),
    Text(
        "Thêm cột mã và đặt tên cột theo từ vựng.",
        "Add the column of ids and name the columns as the vocabulary does.",
    ),
)
EMPTY_RECORD = declare(
    "C214",
    W,
    Text(
        "hàng này chỉ có mã; được đọc là một mục của «{list}» chưa rõ nội dung",
        'this row holds an id and nothing else; it is read as a record of "{list}" of which nothing is known',
    ),
    Text("Ghi nội dung, hoặc xoá hàng nếu không có gì.", "Fill it in, or delete the row if there is nothing to tell."),
)
STRAY_RECORD = declare(
    "C215",
    E,
    Text(
        "hàng này có nội dung nhưng không thuộc các cột đã biết, nên không được đọc",
        "this row holds something, but not in known columns, and is not read",
    ),
    Text("Ghi mã và nội dung vào đúng cột.", "Put the id and what the row tells into their columns."),
)
NO_CASES = declare(
    "C216",
    W,
    Text("không có hồ sơ nào", "there are no cases here"),
    Text("Kiểm tra xem có chọn nhầm tệp hay trang tính không.", "Check that it is the right file or sheet."),
)
UNKNOWN_KEY = declare(
    "C211",
    E,
    Text("{what}: không có trường «{found}»", '{what}: there is no field "{found}"'),
    Text("Sửa tên trường theo từ vựng.", "Mend the name as the vocabulary has it."),
)
UNKNOWN_REQUIREMENT = declare(
    "C212",
    E,
    Text("không có câu hỏi nhận định nào là «{found}»", 'no judgement is called "{found}"'),
    Text("Ghi chính-sách#yêu-cầu, hoặc đúng tên của yêu cầu.", "Write policy#requirement, or the requirement's title."),
)

# --- cells and cases

UNREADABLE_CELL = declare(
    "C301",
    E,
    Text("{what}: không đọc được «{found}»; cần {expected}", '{what}: "{found}" cannot be read; expected {expected}'),
    Text("Sửa ô đó; trong lúc chưa sửa, dữ kiện này là chưa rõ.", "Mend the cell; until then the fact is unknown."),
)
TURNED_INTO_DATE = declare(
    "C302",
    W,
    Text(
        "{what}: phần mềm bảng tính đã đổi «{read}» thành ngày {found}; đọc là «{read}»",
        '{what}: the spreadsheet had turned "{read}" into the date {found}; read as "{read}"',
    ),
    Text("Định dạng cột là văn bản rồi ghi lại.", "Format the column as text and write it again."),
)
CONFLICT = declare(
    "C303",
    E,
    Text(
        "{what}: ghi «{first}» ở {where}, ở đây lại là «{second}»", '{what}: "{first}" at {where}, but "{second}" here'
    ),
    Text(
        "Sửa cho thống nhất; trong lúc chưa sửa, dữ kiện này là chưa rõ.",
        "Make them agree; until then the fact is unknown.",
    ),
)
SAME_ID = declare(
    "C304",
    E,
    Text(
        "mã «{found}» đã có ở {where}; người này được gọi là «{name}»",
        'the id "{found}" is already at {where}; this person is called "{name}"',
    ),
    Text(
        "Sửa mã, hoặc xoá dòng trùng. Các bảng kèm theo mã này chưa được dùng.",
        "Mend the id or delete the repeated row. List rows with this id are not used.",
    ),
)
NO_ID = declare(
    "C305",
    N,
    Text("không có mã; người này được gọi là «{name}»", 'there is no id; this person is called "{name}"'),
    Text("Ghi mã để các bảng kèm theo dẫn tới được.", "Write an id, so that the other sheets can refer to it."),
)
NOBODY = declare(
    "C306",
    E,
    Text(
        "hàng này dẫn tới mã «{found}» mà không có người nào mang",
        'this row refers to the id "{found}", which nobody has',
    ),
    Text("Sửa mã ở hàng này.", "Mend the id in this row."),
)
SEVERAL_PEOPLE = declare(
    "C307",
    E,
    Text(
        "mã «{found}» có ở nhiều người, không biết hàng này là của ai",
        'several people have the id "{found}": whose row is this?',
    ),
    Text("Sửa mã cho khỏi trùng.", "Make the ids differ."),
)
ROW_WITHOUT_ID = declare(
    "C308",
    E,
    Text("hàng này không có mã nên không biết là của ai", "this row has no id: whose is it?"),
    Text("Ghi mã ở hàng này.", "Write the id in this row."),
)
ZEROS_OF_ID = declare(
    "C309",
    W,
    Text(
        "mã «{found}» được hiểu là «{meant}», chỉ khác số 0 ở đầu",
        'the id "{found}" is taken for "{meant}": they differ in leading zeros only',
    ),
    Text("Định dạng cột mã là văn bản và ghi đủ số 0.", "Format the column of ids as text and write the zeros."),
)
TOO_MANY_RECORDS = declare(
    "C310",
    E,
    Text("{what}: hơn {limit} mục", "{what}: more than {limit} records"),
    Text(
        "Xem mã có bị dùng chung không; trong lúc chưa sửa, danh sách này là chưa rõ.",
        "See whether the id is shared; until it is mended the list is unknown.",
    ),
)

#: Shown in place of a personal value.
MASKED = Text("(đã che)", "(masked)")
