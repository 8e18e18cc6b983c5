"""What ``kiemnhiem prove`` can find. V1. Each has a short name, by which a comment in a policy accepts it."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.problem import Code, Severity, declare

#: The short name of each finding.
NAMES: dict[str, str] = {}


def _named(name: str, code: Code) -> Code:
    NAMES[code.id] = name
    return code


SOMEBODY = _named(
    "somebody",
    declare(
        "V100",
        Severity.NOTE,
        Text("có thể có người đủ điều kiện theo «{policy}»", 'somebody can be eligible under "{policy}"'),
        Text(
            "Không cần làm gì; hồ sơ ví dụ cho thấy thế nào là đủ.", "Nothing to do; the example shows what is enough."
        ),
    ),
)
NOBODY = _named(
    "nobody",
    declare(
        "V101",
        Severity.ERROR,
        Text(
            "không ai có thể đủ điều kiện theo «{policy}»: không hồ sơ nào đạt được {requirements}{limits}",
            'nobody can be eligible under "{policy}": no case can meet {requirements}{limits}',
        ),
        Text(
            "Đối chiếu các yêu cầu được nêu với văn bản: thường có một ngưỡng hoặc một dấu so sánh bị ghi ngược.",
            "Compare the requirements named with the text: often a threshold or a comparison is the wrong way round.",
        ),
    ),
)
CONCERNS_NOBODY = _named(
    "concerns-nobody",
    declare(
        "V102",
        Severity.ERROR,
        Text("«{policy}» không áp dụng cho ai được{limits}", '"{policy}" can concern nobody{limits}'),
        Text(
            "Sửa `when` của chính sách: các điều kiện trong đó loại trừ nhau.",
            "Mend the policy's `when`: its tests exclude each other.",
        ),
    ),
)
WHEN_NEVER = _named(
    "when-never",
    declare(
        "V103",
        Severity.WARNING,
        Text(
            "yêu cầu {requirement} không bao giờ được áp dụng: `when` của nó không thể đúng{limits}",
            "requirement {requirement} never applies: its `when` cannot hold{limits}",
        ),
        Text("Sửa `when`, hoặc bỏ yêu cầu.", "Mend the `when`, or drop the requirement."),
    ),
)
CANNOT_FAIL = _named(
    "cannot-fail",
    declare(
        "V104",
        Severity.WARNING,
        Text(
            "không ai có thể không đạt yêu cầu {requirement}{limits}",
            "nobody can fail requirement {requirement}{limits}",
        ),
        Text(
            "Yêu cầu không ràng buộc ai. Kiểm tra điều kiện và các ngoại lệ của nó.",
            "It binds nobody. Check its test and its exceptions.",
        ),
    ),
)
IMPLIED = _named(
    "implied",
    declare(
        "V105",
        Severity.WARNING,
        Text(
            "yêu cầu {requirement} không thêm gì: ai đạt {others} thì cũng đạt nó, {missing}{limits}",
            "requirement {requirement} adds nothing: whoever meets {others} meets it, {missing}{limits}",
        ),
        Text(
            "Bỏ yêu cầu thừa, hoặc giữ và ghi rõ lý do (chẳng hạn để nêu căn cứ riêng).",
            "Drop it, or keep it and say why (to cite a source of its own, for example).",
        ),
    ),
)
EXCEPTION_NEVER = _named(
    "exception-never",
    declare(
        "V106",
        Severity.WARNING,
        Text(
            "ngoại lệ {exception} của yêu cầu {requirement} không bao giờ được áp dụng{limits}",
            "exception {exception} to requirement {requirement} can never apply{limits}",
        ),
        Text("Sửa `when` của ngoại lệ, hoặc bỏ ngoại lệ.", "Mend the exception's `when`, or drop it."),
    ),
)
EXCEPTION_IDLE = _named(
    "exception-idle",
    declare(
        "V107",
        Severity.WARNING,
        Text(
            "ngoại lệ {exception} của yêu cầu {requirement} không thay đổi kết quả của ai{limits}",
            "exception {exception} to requirement {requirement} changes nobody's outcome{limits}",
        ),
        Text(
            "Ai thuộc ngoại lệ cũng có kết quả như khi không có nó. Kiểm tra `when` và `require`.",
            "Whoever it applies to comes out as without it. Check its `when` and `require`.",
        ),
    ),
)
EXCEPTIONS_DISAGREE = _named(
    "exceptions-disagree",
    declare(
        "V108",
        Severity.ERROR,
        Text(
            "hai ngoại lệ {exception} và {other} của yêu cầu {requirement} có thể cùng áp dụng mà trái nhau",
            "exceptions {exception} and {other} to requirement {requirement} may both apply and disagree",
        ),
        Text(
            "Khi đó kết quả là chưa rõ dù có đủ thông tin. Thu hẹp `when` của một ngoại lệ.",
            "The outcome is then unknown although everything is known. Narrow the `when` of one of them.",
        ),
    ),
)
RELAXES = _named(
    "relaxes",
    declare(
        "V109",
        Severity.ERROR,
        Text(
            "quy định riêng «{amendment}» của {place} nới lỏng {requirement} của «{policy}» khi không được giao",
            'amendment "{amendment}" of {place} relaxes {requirement} of "{policy}", which is not delegable',
        ),
        Text(
            "Địa phương chỉ được quy định chặt hơn. Sửa quy định riêng; nếu văn bản có giao thì ghi delegable: true.",
            "A place may only tighten. Mend the amendment; where a text delegates it, write delegable: true.",
        ),
    ),
)
CONTRADICTION = _named(
    "contradiction",
    declare(
        "V110",
        Severity.ERROR,
        Text(
            "«{policy}» ({stance}) cho là đủ điều kiện trong khi «{other}» cấm cùng một người kiêm nhiệm",
            '"{policy}" ({stance}) finds a person eligible whom "{other}" prohibits from holding the posts',
        ),
        Text(
            "Hai chính sách trái nhau về cùng chức danh. Xem văn bản nào có hiệu lực, hoặc thêm ngoại lệ cho lệnh cấm.",
            "They contradict each other about the same posts. See which text is in force, or make an exception.",
        ),
    ),
)
HERE_AND_THERE = _named(
    "here-and-there",
    declare(
        "V111",
        Severity.NOTE,
        Text(
            "«{policy}» ({stance}) ở nơi này cho là đủ điều kiện, «{other}» ở nơi khác lại cấm cùng một người",
            '"{policy}" ({stance}) finds a person eligible in one place whom "{other}" prohibits in another',
        ),
        Text(
            "Có thể đúng là quy định khác nhau theo địa phương; kiểm tra lại văn bản của từng nơi.",
            "The places may really differ; check the text of each.",
        ),
    ),
)
BLOCKED = _named(
    "blocked",
    declare(
        "V112",
        Severity.ERROR,
        Text(
            "ai giữ chức danh của «{policy}» đều bị chính sách khác loại: không hồ sơ nào đạt {requirements}{limits}",
            'another policy bars whoever holds the posts of "{policy}": no case can meet {requirements}{limits}',
        ),
        Text(
            "Từng chính sách thì có người đủ điều kiện, gộp lại thì không. Đối chiếu các yêu cầu được nêu.",
            "Each policy alone can be met, together they cannot. Compare the requirements named.",
        ),
    ),
)
OPEN = _named(
    "open",
    declare(
        "V113",
        Severity.NOTE,
        Text(
            "chưa trả lời được trong thời gian cho phép: {question}",
            "not answered in the time allowed: {question}",
        ),
        Text("Không có kết luận nào được đưa ra.", "Nothing is claimed."),
    ),
)
ACCEPTED_NOTHING = _named(
    "accepted-nothing",
    declare(
        "V114",
        Severity.WARNING,
        Text(
            "ghi chú chấp nhận «{found}» không ứng với phát hiện nào ở đây",
            'the comment accepts "{found}", which is not found here',
        ),
        Text(
            "Bỏ ghi chú, hoặc đặt nó ngay trên dòng được nêu.",
            "Drop the comment, or put it right above the line that is named.",
        ),
    ),
)
NO_REASON = _named(
    "no-reason",
    declare(
        "V115",
        Severity.WARNING,
        Text("ghi chú chấp nhận «{found}» không nêu lý do", 'the comment accepts "{found}" without a reason'),
        Text("Viết: # prove: accepted tên — lý do", "Write: # prove: accepted name — reason"),
    ),
)
