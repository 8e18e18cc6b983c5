"""The problems a policy library can have. P1: YAML; P2: the shape of a file; P3: names; P4: types; P5: dates and law;
P6: tests.
"""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, declare

_E, _W = Severity.ERROR, Severity.WARNING

SYNTAX = declare(
    "P101",
    _E,
    Text("lỗi cú pháp YAML: {found}", "YAML syntax error: {found}"),
    Text(
        "Xem lại thụt dòng, dấu hai chấm và dấu ngoặc ở gần vị trí này.",
        "Look at the indentation, colons and brackets near this position.",
    ),
)
EMPTY_FILE = declare(
    "P102",
    _E,
    Text("tệp trống", "the file is empty"),
    Text(
        "Xoá tệp, hoặc viết nội dung: khoá đầu tiên cho biết tệp là gì.",
        "Delete the file, or give it content: its first key says what it is.",
    ),
)
NOT_UTF8 = declare(
    "P103",
    _E,
    Text("không phải UTF-8: byte {byte}", "not UTF-8: byte {byte}"),
    Text("Lưu lại tệp với bảng mã UTF-8.", "Save the file again as UTF-8."),
)
FILE_TOO_LARGE = declare(
    "P104",
    _E,
    Text("tệp lớn hơn {limit} byte", "the file is larger than {limit} bytes"),
    Text("Tách tệp: mỗi chính sách một tệp.", "Split it: one policy a file."),
)
TOO_MANY_NODES = declare(
    "P105",
    _E,
    Text("tệp có hơn {limit} giá trị", "the file has more than {limit} values"),
    Text("Tách tệp.", "Split the file."),
)
TOO_DEEP = declare(
    "P106",
    _E,
    Text("lồng sâu hơn {limit} tầng", "nested more than {limit} levels deep"),
    Text("Viết điều kiện phẳng hơn.", "Write the condition flatter."),
)
SEVERAL_DOCUMENTS = declare(
    "P107",
    _E,
    Text("tệp có nhiều tài liệu YAML", "the file holds several YAML documents"),
    Text("Bỏ dòng «---», mỗi tệp một tài liệu.", 'Remove the "---" line; one document a file.'),
)
ANCHOR = declare(
    "P108",
    _E,
    Text("không dùng neo và bí danh YAML: {found}", "YAML anchors and aliases are not used: {found}"),
    Text("Viết lại giá trị ở đây, hoặc dùng tham số $tên.", "Write the value here, or use a parameter $name."),
)
TAG = declare(
    "P109",
    _E,
    Text("không dùng thẻ YAML: {found}", "YAML tags are not used: {found}"),
    Text("Bỏ thẻ: kiểu của trường quyết định giá trị là gì.", "Remove the tag: the field's type says what a value is."),
)
MERGE_KEY = declare(
    "P110",
    _E,
    Text("không dùng khoá trộn «<<»", 'the merge key "<<" is not used'),
    Text("Viết các khoá ra.", "Write the keys out."),
)
DUPLICATE_KEY = declare(
    "P111",
    _E,
    Text("khoá «{found}» đã có ở dòng {first}", 'key "{found}" already stands on line {first}'),
    Text("Giữ một trong hai.", "Keep one of the two."),
)
KEY_NOT_TEXT = declare(
    "P112",
    _E,
    Text("khoá phải là chữ", "a key must be text"),
    Text("Viết khoá là một từ.", "Write the key as a word."),
)
UNREADABLE_FILE = declare(
    "P113",
    _E,
    Text("không đọc được tệp: {reason}", "cannot read the file: {reason}"),
    Text("Kiểm tra đường dẫn và quyền đọc.", "Check the path and the permission to read."),
)
LIBRARY_TOO_LARGE = declare(
    "P114",
    _E,
    Text(
        "thư mục có hơn {files} tệp YAML hoặc hơn {limit} MiB; các tệp còn lại không được đọc",
        "the folder has more than {files} YAML files or {limit} MiB; the rest is not read",
    ),
    Text("Chỉ đúng thư mục của thư viện chính sách.", "Name the folder of the policy library itself."),
)
LINK_OUTSIDE = declare(
    "P115",
    _E,
    Text("liên kết dẫn ra ngoài thư viện, không được đọc", "a link that leads out of the library is not read"),
    Text("Chép tệp vào thư viện.", "Copy the file into the library."),
)
PROGRAM_TOO_LARGE = declare(
    "P117",
    _E,
    Text(
        "các chính sách hỏi lẫn nhau thành hơn {limit} điều kiện",
        "the policies, with those they ask for verdicts, come to more than {limit} conditions",
    ),
    Text(
        "Bớt chỗ một chính sách hỏi kết luận của chính sách khác, hoặc hỏi ít chính sách hơn một lần.",
        "Ask for fewer verdicts of other policies, or ask fewer policies at once.",
    ),
)
NOT_REGULAR = declare(
    "P116",
    _E,
    Text("đây là ống dẫn hoặc thiết bị, không phải tệp", "this is a pipe or a device and not a file"),
    Text("Thay bằng một tệp YAML.", "Put a YAML file in its place."),
)

UNKNOWN_FIRST_KEY = declare(
    "P201",
    _E,
    Text(
        "khoá đầu tiên «{found}» không cho biết tệp là gì; cần một trong: {expected}",
        'the first key "{found}" does not say what the file is; expected one of: {expected}',
    ),
    Text("Khoá đầu tiên cho biết tệp chứa gì.", "The first key says what the file holds."),
)
UNKNOWN_KEY = declare(
    "P202",
    _E,
    Text("khoá lạ «{found}»; ở đây có thể là: {expected}", 'unknown key "{found}"; expected one of: {expected}'),
    Text("Sửa chính tả, hoặc bỏ khoá.", "Correct the spelling, or remove the key."),
)
MISSING_KEY = declare(
    "P203",
    _E,
    Text("thiếu khoá «{expected}»", 'missing key "{expected}"'),
    Text("Thêm khoá này.", "Add the key."),
)
WRONG_SHAPE = declare(
    "P204",
    _E,
    Text("tìm thấy {found}, cần {expected}", "found {found}, expected {expected}"),
    Text("Viết giá trị theo dạng được yêu cầu.", "Write the value in the form that is expected."),
)
WRONG_SCHEMA = declare(
    "P205",
    _E,
    Text("schema: {found}; bản này đọc schema: 1", "schema: {found}; this version reads schema: 1"),
    Text("Viết schema: 1.", "Write schema: 1."),
)
ONE_OF = declare(
    "P206",
    _E,
    Text("cần đúng một trong: {expected}", "expected exactly one of: {expected}"),
    Text("Viết đúng một khoá trong số đó.", "Write exactly one of these keys."),
)
WRONG_FILE_NAME = declare(
    "P207",
    _E,
    Text(
        "«{found}» không khớp tên tệp; cần «{expected}»",
        '"{found}" does not match the file name; expected "{expected}"',
    ),
    Text("Mã chính sách là đường dẫn của tệp, không có .yaml.", "A policy's id is its file's path without .yaml."),
)
BAD_ID = declare(
    "P208",
    _E,
    Text(
        "mã «{found}» không hợp lệ; cần chữ thường, số, «-», «_»",
        'id "{found}" is not valid; expected lower-case letters, digits, "-", "_"',
    ),
    Text("Đổi mã.", "Change the id."),
)
DUPLICATE_NAME = declare(
    "P209",
    _E,
    Text("«{found}» đã được khai báo tại {first}", '"{found}" is already declared at {first}'),
    Text("Đổi tên một trong hai.", "Rename one of the two."),
)
EMPTY_LIBRARY = declare(
    "P210",
    _E,
    Text("không có chính sách nào trong thư mục", "no policy in this folder"),
    Text("Chỉ ra thư mục có tệp chính sách (*.yaml).", "Name a folder that holds policy files (*.yaml)."),
)
EMPTY_VALUE = declare(
    "P211",
    _E,
    Text("không có gì sau «{found}»", 'nothing is written after "{found}"'),
    Text(
        "Viết giá trị, hoặc bỏ khoá. Trong {…}, đoạn chữ có dấu phẩy phải đặt trong ngoặc kép.",
        "Write a value, or remove the key. Inside {…}, text with a comma must stand in quotes.",
    ),
)
UNUSED_FILE = declare(
    "P212",
    _W,
    Text(
        "tệp không được đọc: tên kết thúc bằng {found}, cần .yaml",
        "the file is not read: its name ends in {found}, expected .yaml",
    ),
    Text("Đổi đuôi tệp thành .yaml.", "Rename the file to end in .yaml."),
)

UNKNOWN_FIELD = declare(
    "P301",
    _E,
    Text("trường «{found}» không có trong bộ từ vựng", 'field "{found}" is not in the vocabulary'),
    Text(
        "Sửa chính tả, hoặc khai báo trường trong vocabulary.", "Correct the spelling, or declare it in the vocabulary."
    ),
)
UNKNOWN_POST = declare(
    "P302",
    _E,
    Text("chức danh «{found}» không có trong danh mục", 'post "{found}" is not in the catalogue'),
    Text("Sửa chính tả, hoặc khai báo chức danh trong posts.", "Correct the spelling, or declare it under posts."),
)
UNKNOWN_SOURCE = declare(
    "P303",
    _E,
    Text("văn bản «{found}» không có trong sổ nguồn", 'document "{found}" is not in the register of sources'),
    Text("Sửa chính tả, hoặc khai báo văn bản trong sources.", "Correct the spelling, or declare it under sources."),
)
UNKNOWN_POLICY = declare(
    "P304",
    _E,
    Text("không có chính sách «{found}»", 'there is no policy "{found}"'),
    Text("Sửa chính tả.", "Correct the spelling."),
)
UNKNOWN_PARAMETER = declare(
    "P305",
    _E,
    Text("tham số «${found}» không được khai báo", 'parameter "${found}" is not declared'),
    Text("Khai báo dưới parameters.", "Declare it under parameters."),
)
UNUSED_PARAMETER = declare(
    "P306",
    _E,
    Text("tham số «{found}» không được dùng", 'parameter "{found}" is not used'),
    Text("Bỏ tham số, hoặc dùng nó trong một điều kiện.", "Remove it, or use it in a condition."),
)
UNKNOWN_OPERATOR = declare(
    "P307",
    _E,
    Text(
        "phép so sánh lạ «{found}» với trường kiểu {kind}; có thể là: {expected}",
        'unknown test "{found}" for a field of type {kind}; expected one of: {expected}',
    ),
    Text("Chọn một phép so sánh hợp với kiểu của trường.", "Choose a test that fits the field's type."),
)
UNKNOWN_SUBJECT = declare(
    "P308",
    _E,
    Text("không có bộ từ vựng «{found}»", 'there is no vocabulary "{found}"'),
    Text("Sửa subject, hoặc thêm tệp vocabulary.", "Correct the subject, or add a vocabulary file."),
)
DERIVED_CYCLE = declare(
    "P310",
    _E,
    Text("các trường suy ra phụ thuộc vòng tròn: {found}", "derived fields depend on each other: {found}"),
    Text("Bỏ một phụ thuộc.", "Remove one of the dependencies."),
)
REMEDY_CYCLE = declare(
    "P311",
    _E,
    Text("các chính sách là cách khắc phục của nhau: {found}", "policies are remedies of each other: {found}"),
    Text("Bỏ một remedy.", "Remove one of the remedies."),
)

WRONG_VALUE = declare(
    "P401",
    _E,
    Text("«{found}» không phải {expected}", '"{found}" is not {expected}'),
    Text("Viết một giá trị hợp với kiểu của trường.", "Write a value that fits the field's type."),
)
WRONG_KIND = declare(
    "P402",
    _E,
    Text(
        "trường «{found}» kiểu {kind}; ở đây cần {expected}", 'field "{found}" is of type {kind}; expected {expected}'
    ),
    Text("Dùng trường khác, hoặc phép so sánh khác.", "Use another field, or another test."),
)
PARTIAL_DATE_IN_POLICY = declare(
    "P403",
    _E,
    Text(
        "«{found}» là ngày thiếu; chính sách cần ngày đủ (năm-tháng-ngày)",
        '"{found}" is a partial date; a policy needs a whole one (year-month-day)',
    ),
    Text("Viết ngày dạng 2018-08-28.", "Write the date like 2018-08-28."),
)
EMPTY_CONDITION = declare(
    "P404",
    _E,
    Text("điều kiện trống", "the condition is empty"),
    Text("Viết điều kiện, hoặc bỏ khoá.", "Write a condition, or remove the key."),
)
MIXED_PARAMETER = declare(
    "P405",
    _E,
    Text(
        "tham số «{found}» được so với các trường khác kiểu: {expected}",
        'parameter "{found}" is compared with fields of different types: {expected}',
    ),
    Text("Tách thành hai tham số.", "Make two parameters of it."),
)
REVERSED_BETWEEN = declare(
    "P406",
    _E,
    Text(
        "«{found}» lớn hơn «{expected}»: không giá trị nào ở giữa",
        '"{found}" is above "{expected}": nothing lies between',
    ),
    Text("Đổi chỗ hai giá trị.", "Swap the two."),
)

PERIOD_REVERSED = declare(
    "P501",
    _E,
    Text("kết thúc {found} trước khi bắt đầu {expected}", "ends {found} before it starts {expected}"),
    Text("Sửa from hoặc until.", "Correct from or until."),
)
PARAMETER_ORDER = declare(
    "P502",
    _E,
    Text(
        "các giá trị phải theo thứ tự thời gian: {found} đứng sau {expected}",
        "values must stand in order of time: {found} comes after {expected}",
    ),
    Text("Sắp theo from; hai giá trị không bắt đầu cùng ngày.", "Sort by from; no two start on the same day."),
)
NO_SOURCE = declare(
    "P503",
    _E,
    Text("yêu cầu «{found}» không nêu căn cứ", 'requirement "{found}" cites no source'),
    Text("Thêm source: {document: ..., clause: ...}.", "Add source: {document: ..., clause: ...}."),
)
NOT_IN_FORCE = declare(
    "P504",
    _E,
    Text(
        "chính sách «{found}» không có hiệu lực vào ngày {as_of} (hiệu lực: {expected})",
        'policy "{found}" is not in force on {as_of} (in force: {expected})',
    ),
    Text("Chọn ngày xét khác, hoặc chính sách khác.", "Choose another date, or another policy."),
)
NO_PARAMETER_VALUE = declare(
    "P505",
    _E,
    Text("tham số «{found}» không có giá trị vào ngày {as_of}", 'parameter "{found}" has no value on {as_of}'),
    Text(
        "Thêm giá trị cho thời gian này, hoặc giới hạn hiệu lực của yêu cầu.",
        "Add a value for this time, or limit when the requirement is in force.",
    ),
)
SAME_SOURCE = declare(
    "P506",
    _E,
    Text("văn bản trùng số, ngày và cơ quan ban hành với «{first}»", 'same number, date and issuer as "{first}"'),
    Text("Giữ một trong hai, hoặc sửa số, ngày.", "Keep one of the two, or correct number or date."),
)
UNKNOWN_TESTED_POLICY = declare(
    "P601",
    _E,
    Text("không có chính sách «{found}» để kiểm thử", 'there is no policy "{found}" to test'),
    Text("tests: phải là mã một chính sách của thư viện.", "tests: must be the id of a policy in the library."),
)
BAD_EXPECTATION = declare(
    "P602",
    _E,
    Text(
        "expect: {found}; cần một kết luận ({expected}), có thể kèm danh sách mã yêu cầu",
        "expect: {found}; expected a verdict ({expected}), with a list of requirement ids if any",
    ),
    Text(
        "Ví dụ: expect: {not_eligible: [official-member]}.",
        "For example: expect: {not_eligible: [official-member]}.",
    ),
)
WITHOUT_UNKNOWN = declare(
    "P603",
    _E,
    Text("without: «{found}» không có trong base", 'without: "{found}" is not in base'),
    Text("Bỏ tên này, hoặc thêm vào base.", "Remove the name, or add it to base."),
)
NOTHING_SELECTED = declare(
    "P604",
    _E,
    Text("không có ca kiểm thử nào khớp «{found}»", 'no test matches "{found}"'),
    Text(
        "Chỉ ra một thư mục, một tệp *.test.yaml hoặc mã một chính sách.",
        "Name a folder, a *.test.yaml file or a policy id.",
    ),
)
EMPTY_TESTS = declare(
    "P605",
    _E,
    Text("tệp kiểm thử không có ca nào", "the test file has no cases"),
    Text("Thêm cases.", "Add cases."),
)
NAMES_NO_BLOCKER = declare(
    "P606",
    _E,
    Text(
        "expect: {found} không nêu mã yêu cầu; kết luận {found} đứng một mình không kiểm tra được gì",
        "expect: {found} names no requirement ids; {found} alone checks nothing",
    ),
    Text("Ví dụ: {{found}: [mã-yêu-cầu]}.", "For example: {{found}: [requirement-id]}."),
)
UNKNOWN_REQUIREMENT = declare(
    "P607",
    _E,
    Text("chính sách không có yêu cầu «{found}»", 'the policy has no requirement "{found}"'),
    Text("Sửa chính tả.", "Correct the spelling."),
)

UNKNOWN_PLACE = declare(
    "P312",
    _E,
    Text("không có địa phương «{found}»", 'there is no place "{found}"'),
    Text("Sửa chính tả, hoặc khai báo địa phương trong places.", "Correct the spelling, or declare it under places."),
)
PLACE_CYCLE = declare(
    "P313",
    _E,
    Text("các địa phương nằm trong nhau: {found}", "places lie inside each other: {found}"),
    Text("Sửa inside.", "Correct inside."),
)
VERDICT_CYCLE = declare(
    "P314",
    _E,
    Text("các chính sách hỏi kết luận của nhau: {found}", "policies ask each other's verdicts: {found}"),
    Text("Bỏ một điều kiện verdicts.", "Remove one of the verdicts conditions."),
)
UNKNOWN_LAYER = declare(
    "P315",
    _E,
    Text("không có cấp «{found}»", 'there is no layer "{found}"'),
    Text("Sửa chính tả, hoặc khai báo cấp trong layers.", "Correct the spelling, or declare it under layers."),
)
NOT_DELEGABLE = declare(
    "P507",
    _E,
    Text(
        "yêu cầu «{found}» của «{policy}» không giao cho địa phương: không được thêm ngoại lệ",
        'requirement "{found}" of "{policy}" is not delegable: no exception may be added to it',
    ),
    Text(
        "Bỏ ngoại lệ, hoặc ghi delegable: true ở yêu cầu nếu văn bản của cấp trên cho phép.",
        "Remove the exception, or mark the requirement delegable: true where the upper layer's text allows it.",
    ),
)
RELAXES = declare(
    "P508",
    _E,
    Text(
        "tham số «{found}» nới lỏng «{policy}»: cấp dưới chỉ được quy định chặt hơn",
        'parameter "{found}" relaxes "{policy}": a narrower layer may only tighten',
    ),
    Text(
        "Đặt giá trị chặt hơn, hoặc ghi delegable: true ở yêu cầu nếu văn bản của cấp trên cho phép.",
        "Set a stricter value, or mark the requirement delegable: true where the upper layer's text allows it.",
    ),
)
NOT_A_SHARE = declare(
    "P407",
    _E,
    Text("«{found}» không phải tỷ lệ phần trăm từ 0 đến 100", '"{found}" is not a percentage from 0 to 100'),
    Text("Viết một số, ví dụ 46.7.", "Write a number, for example 46.7."),
)

NOT_SO_MUTABLE = declare(
    "P408",
    _E,
    Text(
        "không thể ghi «mutable: {found}»: cần {expected}",
        '"mutable: {found}" cannot be said here: expected {expected}',
    ),
    Text(
        "`passes` chỉ dành cho dữ kiện tính từ ngày xét và không có `weight`; dữ kiện suy ra thay đổi theo dữ kiện "
        "gốc; `only` cần kiểu có thứ tự.",
        "`passes` is for facts computed from the as-of date and takes no `weight`; derived facts change with their "
        "inputs; `only` needs a type with an order.",
    ),
)

OTHER_SUBJECT = declare(
    "P316",
    _E,
    Text(
        "chính sách «{found}» nói về «{subject}», không phải «{expected}»",
        'policy "{found}" is about "{subject}", not "{expected}"',
    ),
    Text("Hỏi riêng từng loại đối tượng.", "Ask about one kind of subject at a time."),
)

NO_REQUIREMENTS = declare(
    "P213",
    _E,
    Text("chính sách không có yêu cầu nào", "the policy has no requirements"),
    Text(
        "Viết ít nhất một yêu cầu: không có thì ai cũng đủ điều kiện.",
        "Write at least one requirement: without any everybody is eligible.",
    ),
)
RESERVED_ID = declare(
    "P214",
    _E,
    Text("«{found}» là mã của ngôn ngữ chính sách", '"{found}" is an id of the policy language itself'),
    Text("Chọn mã khác.", "Choose another id."),
)
