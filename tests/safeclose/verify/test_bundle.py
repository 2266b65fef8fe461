"""Evidence bundles: edited by strangers, and by somebody who has the key."""

import base64
import copy
import json
from hashlib import sha256

import pytest

from safeclose.proof.hashchain import canonical_json
from safeclose.sealing.bundle import make_bundle
from safeclose.verify import verify
from safeclose.verify.bundle import signed_statement
from tests.evidence_examples import (
    ALICE,
    SEALED_AT,
    SUBJECT,
    SYSTEM,
    chain,
    example,
    new_key,
    sealed_example,
    sealing_key,
    signed,
    story,
    typeset_pdf,
)
from tests.reports import details, failed

DOCUMENT = sha256(b"document").hexdigest()


def judged(bundle, **files):
    return verify(bundle=bundle, trust=[sealing_key().certificate], **files)


def edited(change):
    content = json.loads(example().bundle)
    change(content)
    return canonical_json(content)


def retold(told, *, first=DOCUMENT, documents=None, **options):
    """A bundle signed with the trusted key about another story."""
    events, revealed = chain(told, first)
    options = {"at": SEALED_AT, "revealed": revealed} | options
    return make_bundle(SUBJECT, documents or [{"sha256": first}], events, sealing_key(), **options)


def test_a_bundle_is_genuine():
    report = judged(example().bundle)
    assert [check.name for check in report.checks] == [
        "given evidence",
        "given chain",
        "given completion",
        "given personal data",
        "given head",
        "given trust",
        "given time stamp",
    ]
    assert (report.result, failed(report)) == ("genuine", {})
    assert report.about["documentSha256"] == sha256(example().presented).hexdigest()


def test_a_bundle_may_be_laid_out_otherwise():
    content = json.loads(example().bundle)
    assert judged(json.dumps(content, indent=3, sort_keys=False).encode()).result == "genuine"


def test_without_trust_a_bundle_is_unknown():
    assert verify(bundle=example().bundle).result == "unknown"


def test_a_bundle_by_a_stranger_is_unknown():
    report = judged(signed(typeset_pdf(), new_key("Stranger")).bundle)
    assert (report.result, list(failed(report))) == ("unknown", ["given trust"])


def test_a_bundle_signed_before_the_certificate_is_unknown():
    report = judged(retold(story(DOCUMENT), at=SEALED_AT.replace(year=2025)))
    assert (report.result, list(failed(report))) == ("unknown", ["given trust"])


def set_at(*path, value):
    def change(content):
        *parents, last = path
        for each in parents:
            content = content[each]
        content[last] = value

    return change


def drop(*path):
    def change(content):
        *parents, last = path
        for each in parents:
            content = content[each]
        del content[last]

    return change


def swap(one, other):
    def change(content):
        events = content["events"]
        events[one], events[other] = events[other], events[one]

    return change


def truncate(content):
    """Leave out the end, and say that the head is where it now ends."""
    del content["events"][5:]
    content["head"] = content["events"][-1]["chainHash"]


def renumber(content):
    """Leave out an event, and close the gap in the numbers."""
    del content["events"][3]
    for seq, event in enumerate(content["events"], start=1):
        event["seq"] = event["payload"]["seq"] = seq


def relink(content):
    """Edit an event, and compute every hash anew."""
    content["events"][3]["payload"]["data"]["language"] = "fr"
    prev_hash = content["documentSha256"]
    for event in content["events"]:
        event["prevHash"] = prev_hash
        event["payloadHash"] = sha256(canonical_json(event["payload"])).hexdigest()
        prev_hash = event["chainHash"] = sha256((prev_hash + event["payloadHash"]).encode()).hexdigest()
    content["head"] = prev_hash


def own_signature(content):
    """Put one's own certificate and signature there."""
    key = new_key("Safeclose seal")
    other = json.loads(
        make_bundle(SUBJECT, [{"sha256": DOCUMENT}], chain(story(DOCUMENT), DOCUMENT)[0], key, at=SEALED_AT)
    )
    content["certificates"] = other["certificates"]
    content["signature"]["certificateSha256"] = other["signature"]["certificateSha256"]


UNSIGNED = "The bundle's signature does not belong to this bundle."
GAP = "events are missing or not in order."


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            set_at("events", 3, "payload", "data", "language", value="fr"),
            {"given chain": "Event 4: its payload was changed: it does not have this payloadHash."},
        ),
        (
            set_at("events", 3, "at", value="2026-05-01T12:00:00.000Z"),
            {
                "given chain": "Event 4: its payload says at '2026-05-01T12:04:00.000Z', "
                "the event says '2026-05-01T12:00:00.000Z'."
            },
        ),
        (
            set_at("events", 0, "prevHash", value="0" * 64),
            {"given chain": "Event 1: its prevHash is not the hash of the document."},
        ),
        (
            set_at("events", 4, "chainHash", value="0" * 64),
            {"given chain": "Event 5: its chainHash is not sha256(prevHash + payloadHash)."},
        ),
        (
            drop("events", 3),
            {"given chain": f"Event 4: expected here, but number 5 was found: {GAP}", "given head": UNSIGNED},
        ),
        (swap(2, 6), {"given chain": f"Event 3: expected here, but number 7 was found: {GAP}"}),
        (renumber, {"given chain": "Event 4: its prevHash is not the chainHash of event 3.", "given head": UNSIGNED}),
        (
            drop("events", -1),
            {
                "given chain": "The trail ends at event 9, which is not its signed head: "
                "events are missing or were replaced.",
                "given completion": "The trail has no completed event: its end is missing.",
                "given head": UNSIGNED,
            },
        ),
        (
            truncate,
            {
                "given completion": "The trail has no completed event: its end is missing.",
                "given head": UNSIGNED,
            },
        ),
        (relink, {"given head": UNSIGNED}),
        (own_signature, {"given head": UNSIGNED}),
        (set_at("subject", "title", value="Another title"), {"given head": UNSIGNED}),
        (set_at("subject", "more", value=1), {"given head": UNSIGNED}),
        (set_at("signature", "at", value="2026-06-01T00:00:00.000Z"), {"given head": UNSIGNED}),
        (set_at("signature", "value", value="AAAA"), {"given head": UNSIGNED}),
        (
            set_at("signature", "alg", value="none"),
            {"given head": "The bundle's signature names another algorithm or certificate."},
        ),
        (
            set_at("signature", "certificateSha256", value="0" * 64),
            {"given head": "The bundle's signature names another algorithm or certificate."},
        ),
        (
            set_at("events", 1, "revealed", "/ip", "value", value="198.51.100.1"),
            {"given personal data": "Event 2: The value at /ip is not the one the payload commits to."},
        ),
        (
            set_at("events", 1, "revealed", "/type", value={"value": "opened", "salt": "0" * 64}),
            {"given personal data": "Event 2: The payload commits to nothing at /type."},
        ),
        (
            set_at("documentSha256", value="0" * 64),
            {
                "given chain": "documentSha256 does not follow from the hashes of the documents.",
                "given head": UNSIGNED,
            },
        ),
    ],
)
def test_an_edited_bundle_is_altered(change, found):
    report = judged(edited(change))
    assert report.result == "altered"
    assert {name: detail for name, detail in failed(report).items() if name != "given trust"} == found
    assert report.summary == next(iter(found.values()))


@pytest.mark.parametrize(
    "change",
    [
        drop("format"),
        drop("head"),
        drop("signature"),
        drop("signature", "value"),
        drop("subject", "trailId"),
        drop("events", 0, "payloadHash"),
        drop("certificates", 0),
        set_at("more", value=1),
        set_at("events", value={}),
        set_at("events", 0, value=None),
        set_at("events", 0, "more", value=1),
        set_at("events", 0, "seq", value=True),
        set_at("events", 0, "seq", value="1"),
        set_at("events", 0, "payload", value=[]),
        set_at("events", 0, "payloadHash", value="A" * 64),
        set_at("events", 0, "revealed", value=[]),
        set_at("documents", value={}),
        set_at("documents", 0, value="x"),
        set_at("documents", 0, "sha256", value=None),
        set_at("certificates", value="x"),
        set_at("certificates", 0, value="x"),
        set_at("certificates", 0, value=5),
        set_at("signature", value="x"),
        set_at("subject", value=[]),
        set_at("head", value=None),
    ],
)
def test_a_bundle_of_another_form_is_refused(change):
    report = judged(edited(change))
    assert report.result in {"altered", "unknown"}
    assert [check.ok for check in report.checks] == [False]


def test_a_certificate_written_in_another_way_is_refused():
    """PEM can be laid out in many ways; here there is one."""
    report = judged(edited(lambda content: content["certificates"].append(content["certificates"].pop() + "\n")))
    assert report.result == "altered"


def test_a_repeated_name_is_refused():
    doubled = example().bundle.replace(b'"head":', b'"head":"%s","head":' % (b"0" * 64))
    report = judged(doubled)
    assert (report.result, report.summary) == ("altered", "The evidence bundle is not valid JSON.")


def test_values_may_be_erased():
    """After erasure every hash is as it was."""
    report = judged(edited(lambda content: [event.pop("revealed", None) for event in content["events"]]))
    assert report.result == "genuine"
    assert "34 were erased or left out" in details(report)["given personal data"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (story(DOCUMENT)[:-1], "The trail has no completed event: its end is missing."),
        ([*story(DOCUMENT), ("completed", SYSTEM, {"signers": 2})], "The trail was completed more than once."),
        ([*story(DOCUMENT), ("signed", ALICE, {})], "After its completion the trail goes on with signed."),
        ([*story(DOCUMENT)[:-2], story(DOCUMENT)[-1]], "The trail says 2 signers completed it, but 1 signed."),
        ([("completed", SYSTEM, {"signers": 0})], "The trail says 0 signers completed it, but 0 signed."),
        (
            [*story("e" * 64)[:5], ("completed", SYSTEM, {"signers": 1})],
            f"An event is about another document, {'e' * 64}.",
        ),
        ([*story(DOCUMENT)[:-1], ("completed", SYSTEM, {})], "Could not be examined (KeyError)."),
    ],
)
def test_what_the_events_say_must_hold_together(told, found):
    """Even when the trusted key has signed it."""
    report = judged(retold(told))
    assert report.result == "altered"
    assert failed(report)["given completion"] == found


def test_deliveries_may_follow_the_completion():
    told = [*story(DOCUMENT), ("delivered", SYSTEM, {"recipient": "signer1@example.com"})]
    assert judged(retold(told)).result == "genuine"


def test_a_trail_may_be_about_several_documents():
    hashes = sorted([DOCUMENT, "e" * 64])
    first = sha256("\n".join(hashes).encode()).hexdigest()
    documents = [{"title": "One", "sha256": hashes[1]}, {"title": "Other", "sha256": hashes[0]}]
    bundle = retold(story(DOCUMENT), first=first, documents=documents)
    assert judged(bundle).result == "genuine"
    assert judged(bundle, pdf=b"document").result == "genuine"
    assert judged(bundle, pdf=b"another").result == "unknown"


def test_a_later_bundle_beside_the_sealed_file_may_have_more_events():
    presented = sha256(example().presented).hexdigest()
    documents = json.loads(example().bundle)["documents"]
    later = [*story(presented), ("delivered", SYSTEM, {})]
    report = judged(retold(later, first=presented, documents=documents), pdf=sealed_example())
    assert report.result == "genuine"
    assert report.checks[-1].detail == "The given bundle has the events of the PDF, and 1 later ones."
    other = [*story(presented, signers=1), ("delivered", SYSTEM, {})]
    report = judged(retold(other, first=presented, documents=documents), pdf=sealed_example())
    assert (report.result, failed(report)) == (
        "altered",
        {"given events": "The given bundle has other events than the one in the PDF."},
    )


def test_the_signature_needs_only_json_sha256_and_rsa():
    """Recomputed as docs/evidence.md tells it."""
    content = json.loads(example().bundle)
    statement = copy.deepcopy(content)
    statement["events"] = len(content["events"])
    statement["certificates"] = [
        sha256(base64.b64decode("".join(each.splitlines()[1:-1]))).hexdigest() for each in content["certificates"]
    ]
    value = base64.b64decode(statement["signature"].pop("value"))
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert text == signed_statement(content)
    numbers = sealing_key().private_key.public_key().public_numbers()
    padded = pow(int.from_bytes(value, "big"), numbers.e, numbers.n).to_bytes(len(value), "big")
    assert padded.startswith(b"\x00\x01\xff\xff")
    assert padded.endswith(sha256(text).digest())
