"""The audit trail, for auditors: records, whether they are what they were, all of them to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import StreamingResponse

from kiemnhiem.language import Text
from kiemnhiem.report import words
from kiemnhiem.trust.audit import ACTIONS, AuditTrail, Head, Verification
from kiemnhiem.trust.audit.actions import TRAIL_EXPORTED, TRAIL_VERIFIED
from kiemnhiem.trust.audit.trail import Wanted
from kiemnhiem.web.access.visitor import Auditor, Visitor
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.render import page

router = APIRouter(include_in_schema=False)
#: Records of one page.
SIZE = 100
_Words = Annotated[str, Query(max_length=255)]
_NO_HEAD = Text("Đầu mút phải có dạng số:mã băm.", "A head is written number:hash.")

ACTION_NAMES = {
    "decided": Text("xét hồ sơ", "cases decided"),
    "results_failed": Text("không ghi được hết kết quả", "results not written"),
    "judgement_read": Text("kết luận có sẵn trong tệp", "judgement came with a file"),
    "judgement_given": Text("trả lời kết luận", "judgement answered"),
    "screening_deleted": Text("xoá danh sách", "screening deleted"),
    "downloaded": Text("tải văn bản", "document taken away"),
    "uploaded": Text("gửi tệp", "file sent"),
    "signed_in": Text("đăng nhập", "signed in"),
    "sign_in_failed": Text("đăng nhập sai", "sign-in failed"),
    "signed_out": Text("đăng xuất", "signed out"),
    "account_made": Text("lập tài khoản", "account made"),
    "account_changed": Text("đổi tài khoản", "account changed"),
    "token_made": Text("làm mã truy cập", "token made"),
    "token_revoked": Text("thu hồi mã truy cập", "token revoked"),
    "access_refused": Text("bị từ chối truy cập", "access refused"),
    "trail_exported": Text("xuất nhật ký", "trail exported"),
    "trail_verified": Text("kiểm tra nhật ký", "trail verified"),
}
#: Details of records by their keys.
DETAIL_NAMES = {
    "command": Text("lệnh", "command"),
    "as_of": Text("ngày xét", "as of"),
    "library": Text("thư viện", "library"),
    "policies": Text("chính sách", "policies"),
    "place": Text("địa phương", "place"),
    "engine": Text("bộ máy", "engine"),
    "verdicts": Text("kết luận", "verdicts"),
    "results": Text("mã băm kết quả", "digest of the results"),
    "judgement": Text("về", "about"),
    "answer": Text("trả lời", "answer"),
    "on": Text("ngày", "on"),
    "form": Text("dạng", "form"),
    "cases": Text("số hồ sơ", "cases"),
    "bytes": Text("byte", "bytes"),
    "account": Text("tài khoản", "account"),
    "owner": Text("của", "of"),
    "roles": Text("vai trò", "roles"),
    "places": Text("địa phương", "places"),
    "active": Text("đang mở", "open"),
    "password": Text("mật khẩu mới", "new password"),
    "label": Text("dùng cho", "for"),
    "days": Text("số ngày", "days"),
    "method": Text("cách gọi", "method"),
    "route": Text("địa chỉ", "address"),
    "records": Text("số bản ghi", "records"),
    "sound": Text("nguyên vẹn", "sound"),
}


@router.get("/audit")
def audit(
    request: Request,
    visitor: Auditor,
    actor: _Words = "",
    action: _Words = "",
    screening: _Words = "",
    case: _Words = "",
    before: Annotated[int, Query(ge=0, le=1 << 31)] = 0,
) -> Response:
    """The records that were asked for, the newest first."""
    return _page(request, visitor, Wanted(actor, action, screening, case), before)


@router.post("/audit/verify")
def verify(request: Request, visitor: Auditor, head: Annotated[str, Form()] = "") -> Response:
    """Look at every record, and whether the end is the one that was kept."""
    desk: Desk = request.app.state.desk
    try:
        kept = Head.parsed(head) if head.strip() else None
    except ValueError:
        return _page(request, visitor, Wanted(), problem=_NO_HEAD)
    found = desk.audit.verify(kept)
    details = {"records": found.checked, "sound": found.fault is None}
    desk.audit.record(visitor.name, TRAIL_VERIFIED, details=details)
    return _page(request, visitor, Wanted(), found=found, kept=kept is not None)


@router.post("/audit/export")
def export(request: Request, visitor: Auditor) -> Response:
    """All records, a JSON object a line, as ``kiemnhiem audit export`` prints them."""
    trail = request.app.state.desk.audit
    trail.record(visitor.name, TRAIL_EXPORTED, details={"records": trail.head().number})
    disposition = {"content-disposition": 'attachment; filename="nhat-ky.jsonl"'}
    return StreamingResponse(_lines(trail), media_type="application/x-ndjson", headers=disposition)


def _lines(trail: AuditTrail) -> Iterator[str]:
    for record in trail.every():
        yield json.dumps(asdict(record), ensure_ascii=False) + "\n"


def _page(
    request: Request, visitor: Visitor, wanted: Wanted, before: int = 0, *,
    found: Verification | None = None, kept: bool = False, problem: Text | None = None,
) -> Response:  # fmt: skip
    records = request.app.state.desk.audit.newest(wanted, before, SIZE + 1)
    return page(
        request, "audit.html", visitor, status=422 if problem else 200, wanted=wanted, records=records[:SIZE],
        older=records[SIZE - 1].number if len(records) > SIZE else 0, before=before, actions=sorted(ACTIONS),
        names=ACTION_NAMES, details=DETAIL_NAMES, found=found, kept=kept, problem=problem,
        verdicts={v.value: text for v, text in words.VERDICTS.items()},
    )  # fmt: skip
