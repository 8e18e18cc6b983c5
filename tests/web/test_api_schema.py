"""Whatever is sent to the API, its answers are those it describes, and never a fault of the program.

Requests are made from the description (schemathesis), right and wrong ones; ``make fuzz-api`` sends many more.
"""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.desk import ADDRESS, AS_OF, POLICY, Office, Shared

from kiemnhiem.policy.model import Library

if "CI" not in os.environ:
    pytest.importorskip("schemathesis")
requests = pytest.importorskip("requests")

EXAMPLES = int(os.environ.get("FUZZ_API_EXAMPLES", "12"))
OPERATIONS = (
    "GET /api/policies", "GET /api/policies/{id}", "GET /api/problems/{code}", "GET /api/screenings",
    "POST /api/screenings", "GET /api/screenings/{id}", "DELETE /api/screenings/{id}",
    "GET /api/screenings/{id}/cases", "GET /api/screenings/{id}/cases/{case}",
    "POST /api/screenings/{id}/cases/{case}/answers", "GET /api/screenings/{id}/receipt",
    "GET /api/screenings/{id}/results.{form}", "POST /api/check", "POST /api/timeline",
)  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Shared]:
    with Office(tmp_path_factory.mktemp("desk"), library, waiting=100_000) as office:
        officer = office.user("can-bo", "officer")
        yield Shared(office, officer, officer.screened(office.workbook))


@pytest.fixture(scope="module")
def operations(asked: Shared) -> dict[str, Any]:
    import schemathesis

    schema = schemathesis.openapi.from_dict(asked.officer.get("/api/openapi.json").json())
    results: Any = schema.get_all_operations()
    found = (result.ok() for result in results)
    return {f"{of.method.upper()} {of.path}": of for of in found}


def test_every_operation_is_tried(operations: dict[str, Any]) -> None:
    assert {*operations} == {*OPERATIONS}


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_are_as_described(asked: Shared, operations: dict[str, Any], name: str) -> None:
    import schemathesis
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    names = (
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance",
    )  # fmt: skip
    checks = CHECKS.get_by_names(names)
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    case_of = st.one_of(*(operations[name].as_strategy(generation_mode=mode) for mode in modes))

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    @given(case=case_of, known=st.booleans())
    def tried(case: Any, known: bool) -> None:
        if known:
            _about_what_there_is(case, asked.screening)
        sent = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
        headers = {k: v for k, v in sent.headers.items() if k.lower() not in ("host", "cookie", "content-length")}
        answer = asked.officer.request(sent.method, sent.url, headers=headers, content=_bytes(sent.body))
        case.validate_response(answer, checks=checks)

    tried()


def _about_what_there_is(case: Any, screening: str) -> None:
    """Make it about a screening and a case that there are, and ask what can be asked; nothing is deleted."""
    known = {"id": POLICY if "policies" in case.path else screening, "case": "CB-03", "code": "C301"}
    if case.method != "DELETE":
        case.path_parameters = {
            k: urllib.parse.quote(known[k], safe="") if k in known else v
            for k, v in (case.path_parameters or {}).items()
        }
    if isinstance(case.body, dict):
        right = {"policies": [POLICY], "place": "lai-chau", "subject": "candidate", "judgement": f"{POLICY}#trusted"}
        case.body = {k: right.get(k, v) for k, v in case.body.items()}
    if case.media_type and "ndjson" in case.media_type:
        case.query = {"as_of": AS_OF, "policy": [POLICY]}
    case.headers.pop("Authorization", None)


def _bytes(body: Any) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else b"".join(body)
