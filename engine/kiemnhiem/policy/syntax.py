"""What the YAML parser says, in words for those who do not know YAML."""

from __future__ import annotations

from kiemnhiem.language import Text

_WORDS = {
    "did not find expected '-' indicator": Text(
        "dòng này không thẳng cột với các mục «-» phía trên, hoặc thiếu dấu «-»",
        "this line is not indented like the items above, or lacks its dash",
    ),
    "did not find expected key": Text(
        "dòng này không thẳng cột với các khoá phía trên", "this line is not indented like the keys above"
    ),
    "mapping values are not allowed in this context": Text(
        "dấu hai chấm ở chỗ không được có: xem thụt dòng; đoạn chữ có dấu hai chấm phải đặt trong ngoặc kép",
        "a colon where none may stand: see the indentation; words with a colon need quotation marks",
    ),
    "block sequence entries are not allowed in this context": Text(
        "dấu «-» phải ở đầu một dòng mới", "a dash must begin a new line"
    ),
    "found character that cannot start any token": Text(
        "ký tự này không được đứng ở đây: thụt dòng bằng dấu cách, không dùng phím Tab; đoạn chữ bắt đầu bằng @, %, `"
        " phải đặt trong ngoặc kép",
        "this character cannot stand here: indent with spaces, not tabs; words that begin with @, % or ` need"
        " quotation marks",
    ),
    "found a tab character that violates indentation": Text(
        "thụt dòng bằng dấu cách, không dùng phím Tab", "indent with spaces, not tabs"
    ),
    "did not find expected ',' or '}'": Text("thiếu dấu phẩy hoặc dấu «}»", "a comma or the closing } is missing"),
    "did not find expected ',' or ']'": Text("thiếu dấu phẩy hoặc dấu «]»", "a comma or the closing ] is missing"),
    "did not find expected node content": Text(
        "thiếu giá trị, hoặc thừa một dấu ngoặc", "a value is missing, or there is a bracket too many"
    ),
    "could not find expected ':'": Text("thiếu dấu hai chấm sau khoá", "the colon after a key is missing"),
    "found unexpected end of stream": Text(
        "dấu ngoặc kép mở mà không đóng", "a quotation mark is opened and not closed"
    ),
    "found unknown escape character": Text(
        "trong ngoặc kép, dấu \\ phải viết thành \\\\", "between double quotation marks, \\ must be written \\\\"
    ),
    "control characters are not allowed": Text(
        "có ký tự không nhìn thấy; xoá và gõ lại chỗ này", "an invisible character; delete and retype this place"
    ),
}


def told(found: str) -> Text:
    """The parser's message in both languages; as the parser has it where it is a rare one."""
    return _WORDS.get(found, Text(found, found))
