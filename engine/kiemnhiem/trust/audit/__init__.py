"""The audit trail: who decided what on which receipt, in records that nobody can change unseen."""

from kiemnhiem.trust.audit.actions import ACTIONS, action
from kiemnhiem.trust.audit.record import Entry, Head, Record
from kiemnhiem.trust.audit.trail import AuditTrail
from kiemnhiem.trust.audit.verify import Fault, Verification

__all__ = ["ACTIONS", "AuditTrail", "Entry", "Fault", "Head", "Record", "Verification", "action"]
