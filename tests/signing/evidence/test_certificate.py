import json
import re
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from documents.rendering.local_instants import Clocks
from documents.rendering.typesetting import Unprintable
from safeclose.sealing.bundle import BundleError, make_bundle
from signing.evidence import certificate
from signing.evidence.certificate import certificate_data, make_certificate
from tests import programs
from tests.evidence_examples import (
    ALICE,
    SEALED_AT,
    SUBJECT,
    SYSTEM,
    VERIFY_URL,
    certificate_example,
    chain,
    example,
    sealing_key,
    signer,
    story,
)

DOCUMENT = sha256(b"document").hexdigest()
WITHOUT_DRAWING = {
    "what": "Adopted signature",
    "alt": "Adopted signature of Signer 1 Ünïcode: Signer 1 Ünïcode",
    "text": "Signer 1 Ünïcode",
    "slanted": True,
    "svg": "",
    "width": 0,
    "height": 0,
}


def bundle(told, *, erase=(), subject=SUBJECT) -> bytes:
    events, revealed = chain(told, DOCUMENT)
    revealed = {seq: kept for seq, kept in revealed.items() if seq not in erase}
    documents = [{"id": "doc_1", "title": "Agreement", "sha256": DOCUMENT}]
    return make_bundle(subject, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)


def shown(told, **options) -> dict:
    return certificate_data(json.loads(bundle(told, **options)), VERIFY_URL)


def text(pdf: bytes, tmp_path) -> str:
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    written = programs.run("pdftotext", "-layout", tmp_path / "certificate.pdf", "-").stdout.decode()
    return re.sub(r"\s+", " ", written.replace("\u200b", ""))


def test_a_certificate_shows_who_signed_what_and_when():
    data = shown(story(DOCUMENT, signers=1))
    assert data["facts"] == [
        ["Sent by", "Alice Agent, Acme Realty"],
        ["Sent", "2026-05-01 12:01:00 UTC · 2026-05-01 08:01:00 EDT (UTC−04:00)"],
        ["Completed", "2026-05-01 12:06:00 UTC · 2026-05-01 08:06:00 EDT (UTC−04:00)"],
        ["Pages", "2"],
        ["Signing order", "in any order"],
    ]
    assert data["times"] == "in UTC, and in the organization’s zone, America/Toronto"
    (party,) = data["parties"]
    steps = party.pop("steps")
    assert party == {
        "id": "sgr_1",
        "name": "Signer 1 Ünïcode",
        "role": "buyer",
        "contact": ["signer1@example.com", "+14165550001"],
        "party": "",
        "identity": "Identity checked by possession of the personal link, 2026-05-01 12:03:00 UTC. "
        "Nothing beyond the link was checked.",
        "custody": [],
        "adopted": [WITHOUT_DRAWING],
        "signedAs": [],
        "marks": [],
    }
    assert [each["what"] for each in steps] == [
        "Opened the document",
        "Identity checked",
        "Consented to do business electronically",
        "Signed",
    ]
    assert {(each["ip"], each["browser"]) for each in steps} == {("203.0.113.9", "Chrome 130 on Windows")}
    content = json.loads(bundle(story(DOCUMENT, signers=1)))
    assert [each["chainHash"] for each in data["events"]] == [each["chainHash"] for each in content["events"]]
    assert data["head"] == content["head"]
    assert data["certificateSha256"] == sealing_key().fingerprint
    assert data["events"][3]["details"] == [f"in English, disclosure {'c' * 64}"]
    assert data["events"][4]["details"] == [f"document {DOCUMENT}"]
    assert (data["events"][0]["who"], data["events"][5]["who"]) == ("Alice Agent", "system")


def test_an_identity_counts_as_checked_only_when_an_event_says_so():
    """A code was asked for and sent, but never entered."""
    told = story(DOCUMENT, signers=1)
    told[0][2]["signers"][0]["authMethod"] = "sms_otp"
    told[2] = ("code_sent", told[2][1], {"channel": "sms"})
    data = shown(told)
    assert data["parties"][0]["identity"] == "Identity not checked. It was to be checked by one-time code by SMS."
    assert "Identity checked" not in json.dumps(data)
    assert [each["what"] for each in data["parties"][0]["steps"]][:2] == ["Opened the document", "Code sent"]


def test_the_method_is_the_one_the_event_names():
    told = story(DOCUMENT, signers=1)
    told[0][2]["signers"][0]["authMethod"] = "sms_otp"
    told[2] = ("authenticated", told[2][1], {"method": "email_otp"})
    data = shown(told)
    assert data["events"][2]["details"] == ["by one-time code by e-mail"]
    assert data["parties"][0]["identity"] == (
        "Identity checked by one-time code by e-mail, 2026-05-01 12:03:00 UTC. "
        "It was to be checked by one-time code by SMS."
    )


def test_the_identity_check_is_the_last_one_before_signing():
    told = story(DOCUMENT, signers=1)
    actor = told[2][1]
    checks = [("authenticated", actor, {"method": method}) for method in ("sms_otp", "kba", "email_otp")]
    told = [*told[:2], checks[0], checks[1], *told[3:5], checks[2], told[-1]]
    assert [kind for kind, *_ in told][4:7] == ["consented", "signed", "authenticated"]
    assert shown(told)["parties"][0]["identity"] == (
        "Identity checked by answers to personal questions, 2026-05-01 12:04:00 UTC."
    )


BOB = {"kind": "user", "id": "user_bob", "name": "Bob Broker"}
STAFF = {"kind": "staff", "id": "7", "name": "Sue"}


def returned(to: dict) -> dict:
    """The custody of a link that somebody of the sender's was given."""
    return {"how": "returned", "to": to}


MAILED = {"how": "mailed", "to": {"kind": "signer", "id": "sgr_1", "email": "ann@example.com"}}
TAKEN = ("delivered", SYSTEM, {"channel": "email", "recipient": "ann@example.com", "what": "link",
                               "occasion": "turn", "signerId": "sgr_1"})  # fmt: skip


def held(first: dict, *then: tuple, method: str = "email_link") -> list:
    """One signs, whose link was first in this custody; and then this happened, before it was opened."""
    told = story(DOCUMENT, signers=1)
    told[0][2]["signers"][0] |= {"custody": first, "authMethod": method}
    told[2] = ("authenticated", told[2][1], {"method": method})
    return [told[0], *then, *told[1:]]


def rotated(custody: dict, by: dict = ALICE) -> tuple:
    return ("link_rotated", by, {"signerId": "sgr_1", "custody": custody})


MAILED_IDENTITY = (
    "Identity checked by possession of the personal link, mailed to ann@example.com, {at}. "
    "Nothing beyond the link was checked."
)
TO_BE_MAILED_IDENTITY = MAILED_IDENTITY.replace("mailed to", "to be mailed to")
CAME_BACK = ("undelivered", SYSTEM, {"channel": "email", "recipient": "ann@example.com", "what": "link",
                                     "reason": "The mail came back.", "signerId": "sgr_1"})  # fmt: skip
CUSTODIES = [
    # What happened; what is said of the link, and of the check that was made: in a sentence, and as an event.
    (
        held(returned(ALICE)),
        ["The link was handed to the sender, Alice Agent. This is no identity check."],
        "Identity not checked: nothing beyond the link was asked for, and the link was handed to the sender, "
        "Alice Agent.",
        ["Used the link", ["handed to the sender, Alice Agent; this is no identity check"]],
    ),
    (
        held(MAILED, TAKEN),
        ["The link was mailed to ann@example.com."],
        MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, mailed to ann@example.com"]],
    ),
    (
        held(MAILED, TAKEN, CAME_BACK),
        ["The link was mailed to ann@example.com (reported as not delivered)."],
        MAILED_IDENTITY.replace("example.com", "example.com (reported as not delivered)"),
        [
            "Identity checked",
            ["by possession of the personal link, mailed to ann@example.com (reported as not delivered)"],
        ],
    ),
    (  # it was sent once more
        held(MAILED, TAKEN, CAME_BACK, TAKEN),
        ["The link was mailed to ann@example.com."],
        MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, mailed to ann@example.com"]],
    ),
    (  # a code came back
        held(MAILED, TAKEN, (*CAME_BACK[:2], {**CAME_BACK[2], "what": "code"})),
        ["The link was mailed to ann@example.com."],
        MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, mailed to ann@example.com"]],
    ),
    (
        held(MAILED),
        ["The link was to be mailed to ann@example.com."],
        TO_BE_MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, to be mailed to ann@example.com"]],
    ),
    (
        held(returned(ALICE), rotated(returned(BOB), BOB)),
        [
            "The link was handed to the sender, Alice Agent. This is no identity check.",
            "A fresh link, in its place, was handed to Bob Broker, for the sender. This is no identity check.",
        ],
        "Identity not checked: nothing beyond the link was asked for, and the link was handed to Bob Broker, "
        "for the sender.",
        ["Used the link", ["handed to Bob Broker, for the sender; this is no identity check"]],
    ),
    (
        held(returned(ALICE), rotated(MAILED, STAFF), TAKEN),
        [
            "The link was handed to the sender, Alice Agent. This is no identity check.",
            "A fresh link, in its place, was mailed to ann@example.com.",
        ],
        MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, mailed to ann@example.com"]],
    ),
    (
        held(MAILED, TAKEN, rotated(MAILED)),
        [
            "The link was mailed to ann@example.com.",
            "A fresh link, in its place, was to be mailed to ann@example.com.",
        ],
        TO_BE_MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, to be mailed to ann@example.com"]],
    ),
    (  # the first mail was refused
        held(MAILED, rotated(MAILED), TAKEN),
        ["The link was to be mailed to ann@example.com.", "A fresh link, in its place, was mailed to ann@example.com."],
        MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, mailed to ann@example.com"]],
    ),
    (  # somebody else's mail was taken
        held(MAILED, (*TAKEN[:2], {**TAKEN[2], "signerId": "sgr_2"})),
        ["The link was to be mailed to ann@example.com."],
        TO_BE_MAILED_IDENTITY,
        ["Identity checked", ["by possession of the personal link, to be mailed to ann@example.com"]],
    ),
    (
        held(returned(ALICE), method="sms_otp"),
        ["The link was handed to the sender, Alice Agent."],
        "Identity checked by one-time code by SMS, {at}.",
        ["Identity checked", ["by one-time code by SMS"]],
    ),
]


@pytest.mark.parametrize(("told", "sentences", "identity", "checked"), CUSTODIES)
def test_a_certificate_says_who_held_a_link_and_no_more(told, sentences, identity, checked):
    data = shown(told)
    (party,) = data["parties"]
    assert party["custody"] == sentences
    at = next(each["at"]["utc"] for each in party["steps"] if each["kind"] == "authenticated")
    assert party["identity"] == identity.format(at=at)
    for steps in (party["steps"], data["events"]):
        (step,) = [each for each in steps if each["kind"] == "authenticated"]
        assert [step["what"], step["details"]] == checked
    assert ("Identity checked" in json.dumps(data)) is (checked[0] == "Identity checked")


def test_a_link_that_the_sender_got_after_the_identity_check_is_told():
    """By such a link whoever has it goes on where the signer was."""
    told = held(returned(ALICE), method="sms_otp")
    told[4:4] = [rotated(returned(ALICE))]
    assert [kind for kind, *_ in told] == [
        "sent", "opened", "authenticated", "consented", "link_rotated", "signed", "completed",
    ]  # fmt: skip
    (party,) = shown(told)["parties"]
    assert party["custody"] == [
        "The link was handed to the sender, Alice Agent.",
        "A fresh link, in its place, was handed to the sender, Alice Agent. "
        "It came after the identity check, which was not made again.",
    ]


def test_the_trail_on_a_certificate_says_whose_link_was_replaced_and_mailed():
    told = held(returned(ALICE), rotated(returned(BOB), BOB), rotated(MAILED), TAKEN)
    events = shown(told)["events"]
    assert [[each["what"], each["details"]] for each in events[1:4]] == [
        ["New link issued", ["for Signer 1 Ünïcode, handed to Bob Broker, for the sender"]],
        ["New link issued", ["for Signer 1 Ünïcode, mailed to ann@example.com"]],
        ["Link mailed", ["channel: email", "recipient: ann@example.com"]],
    ]


def test_a_copy_that_was_mailed_is_no_link():
    told = [*held(MAILED, TAKEN), ("delivered", SYSTEM, {"what": "copy", "recipient": "ann@example.com"})]
    assert shown(told)["events"][-1]["what"] == "Copy delivered"


def test_who_held_a_link_can_be_erased():
    data = shown(held(returned(ALICE), rotated(MAILED), TAKEN), erase=range(10))
    (party,) = data["parties"]
    assert party["custody"] == [
        "The link was handed to the sender, (erased). This is no identity check.",
        "A fresh link, in its place, was mailed to (erased).",
    ]


def test_a_trail_from_before_custody_was_recorded_prints_as_it_did():
    told = story(DOCUMENT, signers=1)
    told[1:1] = [("link_rotated", ALICE, {"signerId": "sgr_1"}), TAKEN]
    data = shown(told)
    (party,) = data["parties"]
    assert (party["custody"], party["identity"]) == (
        [],
        "Identity checked by possession of the personal link, 2026-05-01 12:05:00 UTC. "
        "Nothing beyond the link was checked.",
    )
    assert [[each["what"], each["details"]] for each in data["events"][1:5]] == [
        ["New link issued", []],
        ["Copy delivered", ["channel: email", "recipient: ann@example.com"]],
        ["Opened the document", []],
        ["Identity checked", ["by possession of the personal link"]],
    ]


def test_the_page_of_a_certificate_has_who_held_a_link(needs, tmp_path):
    needs("pdftotext")
    read = text(
        make_certificate(bundle(held(returned(ALICE), rotated(MAILED), TAKEN)), verify_url=VERIFY_URL), tmp_path
    )
    assert "The link was handed to the sender, Alice Agent. This is no identity check." in read
    assert "A fresh link, in its place, was mailed to ann@example.com." in read


def test_a_party_that_did_nothing_is_shown_with_nothing():
    told = story(DOCUMENT, signers=2)
    told = [*told[:5], told[-1]]
    other = shown(told)["parties"][1]
    assert (other["name"], other["steps"], other["adopted"], other["identity"]) == (
        "Signer 2 Ünïcode",
        [],
        [],
        "Identity not checked. Nothing beyond the link was asked for.",
    )


def test_erased_values_are_shown_as_erased():
    data = shown(story(DOCUMENT, signers=1), erase=range(10))
    assert data["parties"][0]["name"] == "(erased)"
    assert data["events"][1]["ip"] == "(erased)"
    assert "Signer 1" not in json.dumps(data)


def test_reasons_are_shown_in_the_certificate():
    told = [*story(DOCUMENT, signers=1)[:2], ("declined", story(DOCUMENT)[1][1], {"reason": "Too dear."})]
    data = shown(told)
    assert data["events"][2]["details"] == ["reason: Too dear."]
    assert data["facts"][2][0] == "Declined"


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        ({}, "Declined to sign"),
        ({"identified": True}, "Declined to sign"),
        ({"identified": False}, "Declined without having been identified"),
    ],
)
def test_a_certificate_says_whether_who_declined_was_identified(recorded, words):
    end = ("declined", story(DOCUMENT)[1][1], {"reason": "No.", **recorded})
    told = [*held(returned(ALICE), method="kba")[:2], end]
    assert shown(told)["events"][2]["what"] == shown(told)["parties"][0]["steps"][1]["what"] == words


def test_a_certificate_says_that_a_link_was_locked():
    lock = ("locked", story(DOCUMENT)[1][1], {"signerId": "sgr_1", "wrongAnswers": 30})
    told = held(MAILED, method="kba")
    data = shown([*told[:2], lock, rotated(MAILED), *told[2:]])
    step = data["parties"][0]["steps"][1]
    assert (step["what"], step["details"]) == (
        "Link locked", ["after 30 wrong codes or answers; only a fresh link opens it again"],
    )  # fmt: skip


def test_a_trail_without_a_sent_event_names_those_who_acted():
    told = [*story(DOCUMENT, signers=2)[1:9], ("completed", SYSTEM, {"signers": 2})]
    data = shown(told, subject={"trailId": "env_1"})
    assert [each["name"] for each in data["parties"]] == ["Signer 1 Ünïcode", "Signer 2 Ünïcode"]
    assert (data["title"], data["times"], data["facts"][0][0]) == ("", "in UTC", "Completed")
    assert make_certificate(bundle(told, subject={"trailId": "env_1"}), verify_url=VERIFY_URL)


def test_it_is_a_tagged_letter_in_english():
    with pikepdf.open(BytesIO(certificate_example())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.docinfo["/Title"] == "Certificate of completion: Agreement of Purchase"
        assert {tuple(map(float, page.mediabox)) for page in pdf.pages} == {(0, 0, 612, 792)}


def test_the_same_bundle_gives_the_same_certificate():
    assert make_certificate(example().bundle, verify_url=VERIFY_URL) == certificate_example()


def test_the_text_of_a_certificate_can_be_extracted(needs, tmp_path):
    needs("pdftotext")
    read = text(certificate_example(), tmp_path)
    content = json.loads(example().bundle)
    for event in content["events"]:
        assert event["chainHash"][:32] in read
        assert event["chainHash"][32:] in read
    for expected in (
        content["head"],
        content["documentSha256"],
        sealing_key().fingerprint,
        VERIFY_URL,
        "Signer 2 Ünïcode",
        "signer2@example.com",
        "2026-05-01 12:10:00 UTC",
        "2026-05-01 08:10:00 EDT (UTC−04:00)",
        "203.0.113.9",
        "Chrome 130 on Windows",
    ):
        assert expected in read


def test_fifty_signers_and_what_they_may_be_called(needs, tmp_path):
    """Long names, names that look like markup, scripts without a font: there is always a certificate."""
    needs("pdftotext")
    names = [
        "A" * 300,
        "#show: it => [gone] *bold* _x_ $a$ @ref <label> \\ [",
        "陈伟 김민수 🚚",
        "محمد",
        "e\u0301\u200b\u202e\x00\x07\n",
        "👩‍👩‍👧",
        "<script>alert(1)</script>",
        "O’Brien-Łukasz",
        "שרה",
        "ﬀﬁ",
    ]
    told = story(DOCUMENT, signers=50)
    for number, party in enumerate(told[0][2]["signers"]):
        party["name"] = names[number % len(names)]
    told = [
        (kind, actor | {"name": names[number % len(names)]} if actor["name"] else actor, data)
        for number, (kind, actor, data) in enumerate(told)
    ]
    pdf = make_certificate(bundle(told + [("delivered", SYSTEM, {})] * 100), verify_url=VERIFY_URL)
    read = text(pdf, tmp_path)
    assert "#show: it => [gone] *bold* _x_ $a$ @ref <label> \\ [" in read
    assert "陈伟 김민수 [U+1F69A]" in read
    assert "O’Brien-Łukasz" in read
    assert read.count("No. Event When Hash (chainHash)") > 10
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) > 20


def test_a_glyph_missing_where_it_was_thought_to_be_does_not_stop_the_certificate(monkeypatch, needs, tmp_path):
    """A font may have a character upright and not slanted."""
    needs("pdftotext")
    genuine = certificate.typeset

    def without_umlauts(template, data, *, at):
        if "Ü" in json.dumps(data, ensure_ascii=False):
            raise Unprintable("Ü")
        return genuine(template, data, at=at)

    monkeypatch.setattr(certificate, "typeset", without_umlauts)
    read = text(make_certificate(example().bundle, verify_url=VERIFY_URL), tmp_path)
    assert "Signer 1 [U+00DC]n[U+00EF]code" in read


@pytest.mark.parametrize(
    "name",
    ["\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f", "co\xadop"],
)
def test_joiners_and_marks_of_a_name_are_no_numbers(name):
    """Their names are as on the documents that were signed."""
    told = story(DOCUMENT, signers=1)
    told[0][2]["signers"][0]["name"] = name
    data = certificate.printed(shown(told))
    assert data["parties"][0]["name"] == name
    assert "[U+" not in json.dumps(data | {"labels": {}}, ensure_ascii=False)
    assert make_certificate(bundle(told), verify_url=VERIFY_URL).startswith(b"%PDF")


def test_a_signature_in_letters_that_have_no_italics_is_upright():
    told = [
        (kind, actor, data | {"signatureText": "王小明"} if kind == "signed" and actor["id"] == "sgr_1" else data)
        for kind, actor, data in story(DOCUMENT, signers=2)
    ]
    parties = shown(told)["parties"]
    slanted = {one["text"]: one["slanted"] for party in parties for one in party["adopted"]}
    assert slanted == {"王小明": False, "Signer 2 Ünïcode": True}


@pytest.mark.parametrize(
    ("zone", "at", "local"),
    [
        ("America/Toronto", "2026-01-01T02:00:00.500Z", "2025-12-31 21:00:00 EST (UTC−05:00)"),
        ("America/St_Johns", "2026-07-01T12:00:00.000Z", "2026-07-01 09:30:00 NDT (UTC−02:30)"),
        ("Asia/Kolkata", "2026-07-01T12:00:00.000Z", "2026-07-01 17:30:00 IST (UTC+05:30)"),
        ("UTC", "2026-07-01T12:00:00.000Z", "2026-07-01 12:00:00 UTC (UTC+00:00)"),
        ("Nowhere/Nothing", "2026-07-01T12:00:00.000Z", ""),
        ("../../etc/passwd", "2026-07-01T12:00:00.000Z", ""),
        (None, "2026-07-01T12:00:00.000Z", ""),
    ],
)
def test_instants_are_labelled_with_their_zone(zone, at, local):
    assert Clocks.of(zone).show(at)["local"] == local


def test_milliseconds_are_shown_where_they_are_asked_for():
    clocks = Clocks.of(None)
    assert clocks.show("2026-01-01T02:00:00.049Z")["utc"] == "2026-01-01 02:00:00.049 UTC"
    assert clocks.show("2026-01-01T02:00:00.999Z", timespec="seconds")["utc"] == "2026-01-01 02:00:00 UTC"


def test_no_bundle_is_made_of_a_broken_chain():
    events, _ = chain(story(DOCUMENT), DOCUMENT)
    with pytest.raises(BundleError, match="Event 2: expected here, but number 3 was found"):
        make_bundle(SUBJECT, [{"sha256": DOCUMENT}], [events[0], *events[2:]], sealing_key(), at=SEALED_AT)
    with pytest.raises(BundleError, match="not the hash of the document"):
        make_bundle(SUBJECT, [{"sha256": "0" * 64}], events, sealing_key(), at=SEALED_AT)


def test_a_bundle_is_the_same_each_time_and_may_carry_a_checkpoint():
    events, revealed = chain(story(DOCUMENT), DOCUMENT)
    made = [
        make_bundle(
            SUBJECT,
            [{"sha256": DOCUMENT}],
            events,
            sealing_key(),
            at=SEALED_AT,
            revealed=revealed,
            checkpoint={"root": "0" * 64},
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert json.loads(made[0])["checkpoint"] == {"root": "0" * 64}
    assert signer(1)["name"] in made[0].decode()
    assert ALICE["name"] in made[0].decode()
