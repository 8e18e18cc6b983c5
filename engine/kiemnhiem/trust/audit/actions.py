"""What the trail records, and which details of it: a closed list, so that no personal fact can slip in."""

from __future__ import annotations

from collections.abc import Mapping

#: Characters a text among the details may have.
LONGEST = 300

ACTIONS: dict[str, frozenset[str]] = {}


def action(name: str, *details: str) -> str:
    """Declare an action and the keys that its details may have. A name is given once."""
    if name in ACTIONS:
        raise ValueError(f"action {name} declared twice")
    ACTIONS[name] = frozenset(details)
    return name


#: A run of ``screen`` or ``check``: the question, and how many cases have which verdict.
DECIDED = action("decided", "command", "as_of", "library", "policies", "place", "engine", "verdicts", "results")
#: A run that was noted as decided ended before all of its results were written.
RESULTS_FAILED = action("results_failed", "command")
#: A person's answer to a judgement that a file brought with it. Who gave it stands in the file, not here: a name is a
#: personal fact, and its digest can be guessed.
JUDGEMENT_READ = action("judgement_read", "judgement", "answer", "on")
#: A judgement answered at the desk by the actor, for somebody who decided it on a day; no answer takes it back.
JUDGEMENT_GIVEN = action("judgement_given", "judgement", "answer", "on")
#: A screening was deleted with its files by its owner, or by an administrator (then whose it was); a document about it
#: was taken away: what kind, how many cases.
SCREENING_DELETED = action("screening_deleted", "owner")
DOWNLOADED = action("downloaded", "form", "cases")
#: A file was sent to the desk to be screened.
UPLOADED = action("uploaded", "as_of", "policies", "place", "bytes")
#: Somebody came in, tried to (the actor is the account that was named, or nobody's), left.
SIGNED_IN = action("signed_in")
SIGN_IN_FAILED = action("sign_in_failed")
SIGNED_OUT = action("signed_out")
#: What an account is allowed was set, its password was changed, a program's token of it was made or taken back.
ACCOUNT_MADE = action("account_made", "account", "roles", "places")
ACCOUNT_CHANGED = action("account_changed", "account", "roles", "places", "active", "password")
TOKEN_MADE = action("token_made", "account", "label", "days")
TOKEN_REVOKED = action("token_revoked", "account", "label")
#: Something that the actor may not do or see was asked for: the address by its pattern, without what stands in it.
ACCESS_REFUSED = action("access_refused", "method", "route")
#: All records were taken away, or looked through for changes: how many, and whether they were sound.
TRAIL_EXPORTED = action("trail_exported", "records")
TRAIL_VERIFIED = action("trail_verified", "records", "sound")


def refused(name: str, details: Mapping[str, object]) -> list[str]:
    """What of an action's details may not be recorded; the name itself where there is no such action."""
    if name not in ACTIONS:
        return [name]
    return [key for key, value in details.items() if key not in ACTIONS[name] or _too_long(value)]


def _too_long(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_too_long(key) or _too_long(of) for key, of in value.items())
    if isinstance(value, list | tuple):
        return any(map(_too_long, value))
    return isinstance(value, str) and len(value) > LONGEST
