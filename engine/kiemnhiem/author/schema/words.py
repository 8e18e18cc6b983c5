"""What the keys and keywords of the files mean, for whoever points at one in an editor."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiemnhiem.language import Text
from kiemnhiem.policy.model import Evidence, Stance, Strength
from kiemnhiem.policy.types import How, Toward
from kiemnhiem.report.words import EVIDENCE, STANCES

#: Keys by name; ``Shape.key`` where a key means something else in one shape.
KEYS: Mapping[str, Text] = {
    "schema": Text("Phiên bản của ngôn ngữ: luôn là 1.", "The version of the language: always 1."),
    "vi": Text("Bằng tiếng Việt.", "In Vietnamese."),
    "en": Text("Bằng tiếng Anh.", "In English."),
    "id": Text("Mã, để nơi khác nhắc tới; đặt rồi thì không đổi.", "The name others refer to; once given it stays."),
    "title": Text("Tên gọi, bằng hai thứ tiếng.", "What it is called, in both languages."),
    "label": Text("Tên gọi của trường, bằng hai thứ tiếng.", "What the field is called, in both languages."),
    "note": Text("Ghi chú cho người đọc.", "A note for the reader."),
    "because": Text("Vì sao không đạt là không đạt, nói cho cán bộ.", "Why a failure is one, said to the officer."),
    "from": Text("Ngày đầu có hiệu lực.", "The first day in force."),
    "until": Text("Ngày cuối còn hiệu lực (tính cả ngày đó).", "The last day in force, itself included."),
    "in_force": Text("Hiệu lực: từ ngày, đến hết ngày.", "When it is in force: from, until."),
    "source": Text(
        "Căn cứ: một văn bản, hoặc danh sách văn bản nối tiếp.", "What it rests on: a text, or successive ones."
    ),
    "sources": Text("Các văn bản mà cả tệp này dựa vào.", "The documents that the file as a whole rests on."),
    "document": Text(
        "Mã văn bản trong sổ đăng ký (tệp sources).", "The document's id in the register (a sources file)."
    ),
    "clause": Text("Điểm, khoản, điều.", "The clause."),
    "evidence": Text("Biết chắc đến đâu.", "How well it is known."),
    "CitationShape.evidence": Text(
        "Điều khoản này được biết chắc đến đâu, nếu kém hơn cả văn bản.",
        "How well this clause is known, if less well than the document.",
    ),
    "headings": Text("Các tiêu đề cột trong bảng tính mang nghĩa này.", "Spreadsheet headings that mean this."),
    "cells": Text("Những cách viết khác gặp trong ô bảng tính.", "Other words that cells use for it."),
    "FieldShape.cells": Text(
        "Chữ trong ô có nghĩa riêng: một giá trị của trường này, hay điều nói về trường khác.",
        "Words in a cell with a meaning of their own: a value of this field, or a statement about others.",
    ),
    "place": Text("Mã địa phương (tệp places).", "The id of a place (a places file)."),
    "as_of": Text("Ngày xét.", "The day the question is asked for."),
    "subject": Text("Loại đối tượng được xét: tên một tệp vocabulary.", "What it is about: the name of a vocabulary."),
    # vocabulary
    "vocabulary": Text("Từ vựng: các trường của một loại đối tượng.", "The fields of one kind of subject."),
    "VocabularyFile.label": Text("Loại đối tượng này gọi là gì.", "What this kind of subject is called."),
    "words": Text("Chữ trong ô có cùng nghĩa ở mọi trường.", "Words of cells that mean the same in every field."),
    "fields": Text("Các trường, theo tên.", "The fields, by name."),
    "type": Text("Kiểu dữ liệu.", "The type of its values."),
    "blank": Text(
        "Ô trống được coi là gì; không ghi thì là chưa biết.",
        "What an empty cell is known to mean; if left out, unknown.",
    ),
    "least": Text(
        "Số nhỏ nhất có thể có; nhỏ hơn là ô không đọc được.", "The least it can be; less is an unreadable cell."
    ),
    "most": Text(
        "Số lớn nhất có thể có; lớn hơn là ô không đọc được.", "The most it can be; more is an unreadable cell."
    ),
    "personal": Text("Dữ liệu cá nhân: che trong thông báo và báo cáo.", "Personal: masked in messages and reports."),
    "key": Text("Mã hồ sơ, nối các trang tính với nhau.", "Names the case; other sheets refer to it."),
    "section": Text(
        "Lấy từ các hàng ghi tên đơn vị nằm giữa danh sách.", "Filled by the unit-name rows between people."
    ),
    "values": Text("Các giá trị của choice, scale (scale: từ thấp đến cao).", "The values; of a scale, lowest first."),
    "default": Text("Khi thiếu thì lấy từ trường nào của hồ sơ.", "Which field of the case fills a missing one."),
    "case": Text("Một trường của hồ sơ.", "A field of the case."),
    "level": Text("Cấp.", "Its level."),
    "DefaultShape.level": Text("Trường theo cấp của chức danh.", "The field by the level of the post."),
    "derived": Text("Được tính từ các trường khác.", "Computed from other fields."),
    "mutable": Text("Có thể thay đổi, và thay đổi bằng cách nào.", "That it can change, and how."),
    "how": Text("Thay đổi bằng cách nào.", "How it changes."),
    "weight": Text("Khó đến mức nào, từ 1 đến 100.", "How hard the change is, from 1 to 100."),
    "only": Text("Chỉ thay đổi theo một chiều.", "It changes in one direction only."),
    "unknown": Text("Chữ có nghĩa là chưa biết.", "Words for unknown."),
    "true": Text("Chữ có nghĩa là có.", "Words for yes."),
    "false": Text("Chữ có nghĩa là không.", "Words for no."),
    "separators": Text("Dấu ngăn giữa các giá trị trong một ô.", "What stands between several values in one cell."),
    # posts
    "posts": Text("Danh mục chức danh.", "A catalogue of posts."),
    "catalogue": Text("Các chức danh, theo mã.", "The posts, by id."),
    "bloc": Text("Khối: Đảng, chính quyền, Mặt trận…", "The bloc: Party, government, Front…"),
    "class": Text("Loại: chuyên trách, không chuyên trách…", "The class: full-time, part-time…"),
    "rank": Text("Cấp trưởng hay cấp phó.", "Head or deputy."),
    # sources
    "SourcesFile.sources": Text("Sổ đăng ký văn bản.", "A register of legal documents."),
    "documents": Text("Các văn bản, theo mã.", "The documents, by id."),
    "number": Text("Số, ký hiệu văn bản.", "The document's number."),
    "date": Text("Ngày ban hành.", "The day it was issued."),
    "issuer": Text("Cơ quan ban hành.", "Who issued it."),
    "replaces": Text("Các văn bản mà văn bản này thay thế.", "The documents it replaces."),
    "replaced_by": Text("Văn bản thay thế văn bản này.", "The document that replaces it."),
    "url": Text("Địa chỉ trang đã đọc.", "The page that was read."),
    "check_after": Text(
        "Sau ngày này có thể đã có văn bản khác thay thế: cần kiểm tra.",
        "After this day another text may have replaced it: check.",
    ),
    # places
    "places": Text("Các cấp chính quyền và đơn vị.", "Layers of government and their units."),
    "layers": Text("Các cấp chính quyền.", "Layers of government."),
    "units": Text("Các đơn vị, theo mã.", "The units, by id."),
    "layer": Text("Thuộc cấp nào.", "The layer it is of."),
    "inside": Text("Nằm trong đơn vị nào.", "The unit it lies in."),
    "becomes": Text("Đã thành đơn vị nào.", "The units that took its place."),
    # chapters
    "chapters": Text("Tên gọi các thư mục chính sách.", "What the folders of policies are called."),
    "titles": Text("Tên, theo đường dẫn thư mục.", "Titles, by the folder's path."),
    # policies
    "policy": Text(
        "Chính sách; tên là đường dẫn của tệp, bỏ đuôi .yaml.", "One policy; its name is the file's path without .yaml."
    ),
    "stance": Text("Pháp luật muốn gì ở việc kiêm nhiệm này.", "What the law wants of this combination."),
    "PolicyFile.posts": Text(
        "Áp dụng cho người giữ tất cả các chức danh này trong cùng một đơn vị.",
        "It concerns whoever holds all of these in one unit.",
    ),
    "when": Text("Chỉ áp dụng khi điều kiện này đúng.", "It applies only where this condition holds."),
    "parameters": Text("Các con số, danh sách có thời hạn; nhắc tới bằng $tên.", "Dated values; referred to as $name."),
    "requirements": Text("Các yêu cầu.", "The requirements."),
    "except": Text("Các ngoại lệ.", "The exceptions."),
    "PolicyFile.except": Text(
        "Những trường hợp mà việc cấm không áp dụng (chỉ khi stance: prohibited).",
        "Where the prohibition does not bite (only with stance: prohibited).",
    ),
    "require": Text("Điều kiện phải đạt.", "The condition to meet."),
    "ExceptionShape.require": Text("Điều kiện thay cho yêu cầu.", "The condition in place of the requirement."),
    "waive": Text("true: được miễn hẳn yêu cầu.", "true: the requirement is waived."),
    "judgement": Text("Câu hỏi chỉ người có thẩm quyền mới trả lời được.", "A question that only a person may answer."),
    "strength": Text(
        "must: bắt buộc; should: không đạt thì chỉ lưu ý.", "must: binding; should: a failure is only a remark."
    ),
    "remedy": Text("Cách khắc phục khi không đạt.", "What can cure a failure."),
    "RemedyShape.policy": Text("Chính sách giúp khắc phục.", "The policy that can cure it."),
    "delegable": Text("Địa phương được quyền đặt ngoại lệ.", "A narrower place may grant exceptions."),
    "value": Text("Giá trị trong thời gian đó.", "The value in that period."),
    # amendments
    "amendment": Text(
        "Điều chỉnh của địa phương; tên là đường dẫn của tệp.", "What a place changes; its name is the file's path."
    ),
    "amends": Text("Chính sách được điều chỉnh.", "The policy it changes."),
    "adds": Text("Các yêu cầu thêm vào.", "The requirements it adds."),
    "sets": Text("Các tham số đặt lại, không được nới lỏng.", "The parameters it sets, never more loosely."),
    "exceptions": Text("Các ngoại lệ cho yêu cầu được giao quyền.", "Exceptions to requirements that are delegable."),
    "to": Text("Yêu cầu được đặt ngoại lệ.", "The requirement it is an exception to."),
    # indicators
    "indicator": Text("Chỉ tiêu; tên là đường dẫn của tệp.", "A counted share; its name is the file's path."),
    "of": Text("Tính trên những trường hợp này; bỏ trống là tất cả.", "The cases it is about; all if left out."),
    "count": Text("Đếm những trường hợp này.", "The cases it counts."),
    "by": Text("Tách theo giá trị của một trường.", "Broken down by a field."),
    "targets": Text("Các mục tiêu.", "The targets."),
    "at_least": Text("Tối thiểu, phần trăm.", "At least, percent."),
    "at_most": Text("Tối đa, phần trăm.", "At most, percent."),
    # tests
    "tests": Text("Các ca kiểm thử của một chính sách.", "Cases for one policy."),
    "base": Text("Dữ kiện chung của mọi ca.", "Facts that all cases share."),
    "cases": Text("Các ca.", "The cases."),
    "name": Text("Ca này nói điều gì.", "What the case is about."),
    "with": Text("Dữ kiện thêm hoặc khác.", "Facts added or changed."),
    "without": Text("Dữ kiện, kết luận bỏ đi: chưa biết.", "Facts and judgements left out: unknown."),
    "judgements": Text("Câu trả lời của người có thẩm quyền, theo mã yêu cầu.", "A person's answers, by requirement."),
    "expect": Text(
        "Kết luận mong đợi, kèm mã các yêu cầu bắt buộc không đạt hoặc chưa rõ.",
        "The verdict, with the ids of the binding requirements failed or unknown.",
    ),
    "remarks": Text("Các yêu cầu should không đạt.", "The failed should requirements."),
    "use": Text("Dùng dữ kiện chung có tên.", "Named facts to start from."),
    "table": Text("Nhiều hàng của một ca.", "Several rows of one case."),
    "unreachable": Text("Phép thử không ca nào tới được, và vì sao.", "Tests that no case can reach, and why."),
    "requirement": Text("Mã yêu cầu.", "The requirement's id."),
    "atom": Text("Phép thử.", "The test meant."),
    "never": Text("Kết quả không bao giờ có.", "What it never comes out as."),
    "explained": Text("Thay đổi mà kiểm thử không bắt được, và vì sao.", "Changes that no test catches, and why."),
    "mutant": Text("Thay đổi nào.", "The change meant."),
    "bases": Text("Dữ kiện chung cho nhiều tệp kiểm thử.", "Facts that several test files share."),
    "named": Text("Dữ kiện, theo tên.", "Facts, by name."),
}

TYPES: Mapping[str, Text] = {
    "text": Text("chữ", "text"),
    "choice": Text("một trong các giá trị", "one of a set"),
    "scale": Text("một trong các giá trị có thứ tự, thấp trước", "one of an ordered set, lowest first"),
    "integer": Text("số nguyên", "a whole number"),
    "number": Text("số thập phân", "a decimal number"),
    "boolean": Text("có hoặc không", "yes or no"),
    "date": Text("ngày", "a date"),
    "list": Text("danh sách", "a list"),
    "post": Text("một chức danh của danh mục", "a post of the catalogue"),
    "place": Text("một địa phương của thư viện", "a place of the library"),
}
#: The words of the values that keys may have.
KEYWORDS: Mapping[str, Text] = {
    **TYPES,
    "head": Text("cấp trưởng", "head"),
    "deputy": Text("cấp phó", "deputy"),
    "true": Text("đúng", "it holds"),
    "false": Text("không đúng", "it does not hold"),
    "unknown": Text("chưa rõ", "it is unknown"),
    "used": Text("có áp dụng", "it applies"),
    "unused": Text("không áp dụng", "it does not apply"),
}
ENUMS: Mapping[type[StrEnum], Mapping[StrEnum, Text]] = {
    Stance: {stance: STANCES[stance] for stance in Stance},
    Evidence: {evidence: EVIDENCE[evidence] for evidence in Evidence},
    Strength: {
        Strength.MUST: Text("bắt buộc", "binding"),
        Strength.SHOULD: Text("nên có; không đạt thì chỉ lưu ý", "desirable; a failure is only a remark"),
    },
    How: {
        How.PASSES: Text("chờ đủ thời gian", "time passes"),
        How.COMPLETED: Text("người đó tự hoàn thành được", "the person can complete it"),
        How.GRANTED: Text("có thẩm quyền quyết định được", "somebody with the authority can grant it"),
    },
    Toward: {Toward.UP: Text("chỉ tăng", "only up"), Toward.DOWN: Text("chỉ giảm", "only down")},
}

GROUPS: Mapping[str, Text] = {
    "all_of": Text("Tất cả đều đúng.", "All of them hold."),
    "any_of": Text("Ít nhất một điều đúng.", "At least one holds."),
    "none_of": Text("Không điều nào đúng.", "None of them holds."),
}
LIST_TESTS: Mapping[str, Text] = {
    "some": Text("Có ít nhất một mục như vậy.", "At least one record fits."),
    "every": Text("Mọi mục đều như vậy.", "Every record fits."),
    "none": Text("Không có mục nào như vậy.", "No record fits."),
    "count": Text("Đếm số mục như vậy: {where: {…}, at_most: 1}.", "How many records fit: {where: {…}, at_most: 1}."),
    "where": Text("Những mục được đếm; {} là tất cả.", "The records that count; {} is all."),
    "includes": Text("Danh sách có giá trị này.", "The list holds this value."),
    "excludes": Text("Danh sách không có giá trị này.", "The list does not hold this value."),
}
VERDICTS = Text("Kết luận của chính sách khác cho cùng một hồ sơ.", "The verdict of another policy for the same case.")
FORMS: Mapping[str, Text] = {
    "years_between": Text("số năm tròn giữa hai ngày", "whole years between two dates"),
    "months_between": Text("số tháng tròn giữa hai ngày", "whole months between two dates"),
    "days_between": Text("số ngày giữa hai ngày", "days between two dates"),
    "add_months": Text("ngày, cộng một số tháng", "a date plus months"),
    "sum": Text("tổng", "the sum"),
    "difference": Text("hiệu", "the difference"),
    "product": Text("tích", "the product"),
    "ratio": Text("tỷ số; chia cho 0 là chưa biết", "the ratio; by zero, unknown"),
    "min": Text("nhỏ nhất", "the least"),
    "max": Text("lớn nhất", "the greatest"),
    "count": Text("số mục của danh sách", "how many records fit"),
    "distinct": Text("số giá trị khác nhau", "how many different values"),
    "when": Text("điều kiện đúng hay không", "whether a condition holds"),
    "lookup": Text("giá trị của hàng đầu tiên có điều kiện đúng", "the value of the first row whose condition holds"),
}
FIELD_OPERAND = Text(
    "Một trường khác (trong danh sách: của cùng mục).", "Another field (inside a list: of the same record)."
)
CASE_OPERAND = Text("Một trường của hồ sơ chứa mục này.", "A field of the case that the record belongs to.")
