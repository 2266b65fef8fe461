"""GET /api/signatures/:envelopeId/certificate, …/sealed and …/evidence."""

import pytest

from safeclose.actors import SYSTEM
from safeclose.storage import files
from signing.evidence import actions, jobs
from tests.access import statuses
from tests.paper import Sent
from tests.people import Caller, Person
from tests.prepared import sent, signed

EACH = pytest.mark.parametrize(
    ("what", "kind", "ending"),
    [
        ("certificate", "application/pdf", "certificate).pdf"),
        ("sealed", "application/pdf", "sealed).pdf"),
        ("evidence", "application/json", "bundle).json"),
    ],
)


def seal(out: Sent) -> dict[str, bytes]:
    """Record files for a completed envelope, as sealing does; by the name of their route."""
    contents = {what: f"{what} of {out.id}".encode() for what in ("certificate", "sealed", "evidence")}
    actions.record_seal(
        trail_id=out.id,
        level="B-B",
        certificate_sha256=files.keep(contents["certificate"]),
        bundle_sha256=files.keep(contents["evidence"]),
        sealed={out.document["sha256"]: files.keep(contents["sealed"])},
        by=SYSTEM,
    )
    return contents


@EACH
def test_files_are_read_only_within_the_organization(
    alice: Caller, people: dict[str, Person], what: str, kind: str, ending: str
) -> None:
    out = signed(alice)
    seal(out)
    assert statuses(people, "GET", f"{out.path}/{what}") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@EACH
def test_there_are_no_files_before_the_envelope_is_sealed(alice: Caller, what: str, kind: str, ending: str) -> None:
    out, answers = sent(alice), []
    answers.append(alice.get(f"{out.path}/{what}"))
    out.sign()
    answers.append(alice.get(f"{out.path}/{what}"))
    for answer, state in zip(answers, ("not completed", "being sealed"), strict=True):
        message = f"The envelope is {state}, so it has no such file yet."
        assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": message})


@EACH
def test_each_file_is_sent_with_its_type_and_name(alice: Caller, what: str, kind: str, ending: str) -> None:
    out = signed(alice)
    content = seal(out)[what]
    answer = alice.get(f"{out.path}/{what}")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["ETag"] == f'"{files.sha256(content)}"'
    assert answer.headers["Content-Disposition"].endswith(f'({ending}"')


def test_the_envelope_says_where_its_files_are(alice: Caller) -> None:
    out = signed(alice)
    contents = seal(out)
    body = alice.get(out.path).json()
    for what in ("certificate", "sealed"):
        assert body[f"{what}Url"] == f"https://safeclose.example.test{out.path}/{what}"
        assert alice.get(f"{out.path}/{what}").content == contents[what]


def test_the_seal_job_makes_the_files(alice: Caller) -> None:
    out = sent(alice)
    copy = out.sign()[0]["copyUrl"].removeprefix("https://safeclose.example.test")
    for _ in range(2):
        jobs.seal(trail_id=out.id)
    certificate, sealed, evidence = (alice.get(f"{out.path}/{what}") for what in ("certificate", "sealed", "evidence"))
    assert certificate.content.startswith(b"%PDF-")
    assert sealed.content.startswith(b"%PDF-")
    assert evidence.json()["head"] == alice.get(f"{out.path}/events").json()["head"]
    assert Caller(None).get(copy).content == sealed.content
    assert not set(evidence.content.decode().split('"')) & {link.token for link in out.links}


@pytest.mark.parametrize("text", ["王小明", "🖋️", "עומר", "<script>#eval(1)", "ﬀ\u0301\u200b", "x" * 200])
def test_whatever_a_signer_writes_can_be_sealed(alice: Caller, text: str) -> None:
    """Else everyone would have signed, and no one would ever get a copy."""
    signer = {"name": f"{text} A", "role": text[:64], "email": "ann@example.com", "phone": text[:40]}
    out = sent(alice, signers=[signer])
    link = out.links[0]
    link.reach("consented")
    assert link.take("sign", signatureText=text, headers={"User-Agent": text}).status_code == 200
    jobs.seal(trail_id=out.id)
    assert alice.get(f"{out.path}/sealed").status_code == 200
