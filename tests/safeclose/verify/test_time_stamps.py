"""What the level in the evidence promises, and attacks on it: stamps removed, replaced, put in, cut off."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext

from safeclose.gateways.timestamping import Authority
from safeclose.proof.hashchain import canonical_json
from safeclose.sealing import bundle as bundles
from safeclose.sealing.archiving import archive
from safeclose.sealing.joining import join
from safeclose.sealing.keys import SealingKey
from safeclose.sealing.signature import sign
from safeclose.verify import Report, load_certificates, verify
from safeclose.verify.bundle import FORMAT_1, signed_statement
from safeclose.verify.seal import find_seal
from safeclose.verify.time_stamps import MAX_AFTER, MAX_BEFORE
from tests.evidence_examples import (
    SEALED_AT,
    SENT_AT,
    certificate_example,
    example,
    new_key,
    sealed_example,
    sealing_key,
    signed,
)
from tests.reports import failed
from tests.signing.evidence import independent
from tests.time_authority import TimeAuthority

ROOT = new_key("Time root", authority=True)
TSA = new_key("Time", issuer=ROOT, time_stamping=True)
OTHER_ROOT = new_key("Other time root", authority=True)
OTHER_TSA = new_key("Other time", issuer=OTHER_ROOT, time_stamping=True)
KEPT = Path(__file__).parent / "first_format"
PDF = Callable[[], bytes]


def asn1_of(key: SealingKey) -> asn1.Certificate:
    return asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER))


def stamper(at: datetime = SEALED_AT, key: SealingKey = TSA) -> DummyTimeStamper:
    private: Any = key.private_key
    encoded = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(asn1_of(key), asn1_keys.PrivateKeyInfo.load(encoded), fixed_dt=at)


def context(*roots: SealingKey) -> ValidationContext:
    return ValidationContext(
        trust_roots=[asn1_of(each) for each in (*roots, sealing_key())], moment=SEALED_AT, allow_fetching=False
    )


def made(stamp: DummyTimeStamper | None, *, at: datetime = SEALED_AT, **options: Any) -> bytes:
    """A file sealed by the key, with a stamp or none, whatever its evidence says."""
    bundle = signed(example().presented, sealing_key(), **options).bundle
    with join(example().presented, certificate_example(), bundle, at=at) as pdf:
        return sign(pdf, sealing_key(), at=at, nonce=b"stamped", timestamper=stamp)


@cache
def stamped() -> bytes:
    return made(stamper(), level="B-T", time_stamp_trust=[ROOT.certificate])


@cache
def archived() -> bytes:
    return archive(made(stamper(), level="B-LTA"), stamper(), context(ROOT))


def judged(pdf: bytes, *, authorities: Any = (ROOT,)) -> Report:
    return verify(pdf, trust=[sealing_key().certificate], time_stamp_trust=[each.certificate for each in authorities])


def agreed(pdf: bytes) -> tuple[str, dict[str, str]]:
    """The result, and what failed. The second implementation must find a fault exactly where this one does."""
    report = judged(pdf)
    assert bool(independent.level_fault(pdf)) == (report.result != "genuine"), independent.level_fault(pdf)
    return report.result, failed(report)


def details(pdf: bytes) -> dict[str, str]:
    return {check.name: check.detail for check in judged(pdf).checks}


# What is promised and kept


def test_no_time_stamp_is_a_check_of_its_own() -> None:
    assert agreed(sealed_example()) == ("genuine", {})
    said = "There is no time stamp, and level B-B promises none: the instant is the service's own word."
    assert details(sealed_example())["time stamp"] == said
    alone = verify(bundle=example().bundle, trust=[sealing_key().certificate])
    assert alone.checks[-1].name == "given time stamp"
    assert "There is no time stamp" in alone.checks[-1].detail


def test_what_each_level_promises_is_there() -> None:
    for pdf, names in ((stamped(), {"time stamp"}), (archived(), {"time stamp", "updates"})):
        assert agreed(pdf) == ("genuine", {})
        assert names == {"time stamp", "updates"} & details(pdf).keys()
        assert details(pdf)["time stamp"] == "Time-stamped at 2026-05-01 13:00:00 UTC by a trusted authority."


@pytest.mark.parametrize("at", [SEALED_AT - MAX_BEFORE, SEALED_AT + MAX_AFTER])
def test_a_time_stamp_at_the_bounds_is_genuine(at: datetime) -> None:
    assert agreed(made(stamper(at), level="B-T")) == ("genuine", {})


# A stranger changes the container, which no signature covers


def contained(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The file with the signer's part of its container changed."""
    (begin, after, _), _ = find_seal(pdf)
    info = cms.ContentInfo.load(bytes.fromhex(pdf[begin + 1 : after - 1].decode()))
    change(info["content"]["signer_infos"][0])
    written = info.dump(force=True).hex().upper().encode().ljust(after - begin - 2, b"0")
    assert len(written) == after - begin - 2
    return pdf[: begin + 1] + written + pdf[after - 1 :]


def token(over: bytes, stamp: DummyTimeStamper) -> cms.ContentInfo:
    return asyncio.run(stamp.async_timestamp(sha256(over).digest(), "sha256"))


def attribute(*tokens: cms.ContentInfo) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": "signature_time_stamp_token", "values": list(tokens)})


def removed(signer: Any) -> None:
    del signer["unsigned_attrs"]


def replaced(stamp: DummyTimeStamper, over: bytes | None = None) -> Callable[[Any], None]:
    def change(signer: Any) -> None:
        covered = signer["signature"].native if over is None else over
        signer["unsigned_attrs"] = cms.CMSAttributes([attribute(token(covered, stamp))])

    return change


def two_values(signer: Any) -> None:
    found = [token(signer["signature"].native, stamper(SEALED_AT + timedelta(seconds=at))) for at in range(2)]
    signer["unsigned_attrs"] = cms.CMSAttributes([attribute(*found)])


def two_attributes(signer: Any) -> None:
    found = [token(signer["signature"].native, stamper(SEALED_AT + timedelta(seconds=at))) for at in range(2)]
    signer["unsigned_attrs"] = cms.CMSAttributes([attribute(each) for each in found])


def moved_to_signed(signer: Any) -> None:
    kept = signer["unsigned_attrs"][0]
    del signer["unsigned_attrs"]
    signer["signed_attrs"] = cms.CMSAttributes([*signer["signed_attrs"], kept])


def test_an_exchange_for_an_equal_stamp_is_the_control() -> None:
    assert agreed(contained(stamped(), replaced(stamper()))) == ("genuine", {})


TAKEN_OUT = "The evidence promises level B-T, and the seal has no time stamp: it was taken out."
NOT_MADE_WITH = "it is not the one that was made with the seal."
NOT_OVER_IT = "A time stamp does not belong to this seal."
UNTRUSTED = "A time stamp is not from a trusted authority."
NOT_FOR_STAMPS = "A time stamp was signed with a certificate that is not for time stamps."
EARLY, LATE = SEALED_AT - MAX_BEFORE - timedelta(seconds=1), SEALED_AT + MAX_AFTER + timedelta(seconds=1)
EXTENDED = ExtendedKeyUsageOID


def by(**options: Any) -> DummyTimeStamper:
    return stamper(key=new_key("Time", issuer=options.pop("issuer", ROOT), **options))


ATTACKS: dict[str, tuple[Callable[[], Callable[[Any], None]], str, str]] = {
    "taken out": (lambda: removed, "time stamp", TAKEN_OUT),
    "over other bytes": (
        lambda: replaced(stamper(), b"other"),
        "time stamp",
        NOT_OVER_IT,
    ),
    "of before": (lambda: replaced(stamper(EARLY)), "time stamp", NOT_MADE_WITH),
    "of after": (lambda: replaced(stamper(LATE)), "time stamp", NOT_MADE_WITH),
    "of another authority": (lambda: replaced(stamper(key=OTHER_TSA)), "time stamp", UNTRUSTED),
    "two in one attribute": (lambda: two_values, "signature", "The container holds 2 values where one belongs."),
    "two attributes": (lambda: two_attributes, "signature", "The container holds 2 values where one belongs."),
    "in the signed attributes": (
        lambda: moved_to_signed,
        "signature",
        "The signed attributes are not those of a seal.",
    ),
    "by one for nothing": (lambda: replaced(by()), "time stamp", NOT_FOR_STAMPS),
    "by one for more": (
        lambda: replaced(by(time_stamping=True, extended=[EXTENDED.TIME_STAMPING, EXTENDED.CODE_SIGNING])),
        "time stamp",
        NOT_FOR_STAMPS,
    ),
    "by one whose purpose is not critical": (
        lambda: replaced(by(extended=[EXTENDED.TIME_STAMPING])),
        "time stamp",
        NOT_FOR_STAMPS,
    ),
    "by one whose key is not for signing": (
        lambda: replaced(by(time_stamping=True, usages=("key_encipherment",))),
        "time stamp",
        NOT_FOR_STAMPS,
    ),
    "by one that had ended": (
        lambda: replaced(by(time_stamping=True, days=30)),
        "time stamp",
        "A time stamp was signed with a certificate that was not valid then.",
    ),
    "by one that a stamper issued": (
        lambda: replaced(by(time_stamping=True, issuer=TSA)),
        "time stamp",
        UNTRUSTED,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_time_stamp_that_was_changed_is_altered(name: str) -> None:
    make, check, said = ATTACKS[name]
    attacked = contained(stamped(), make())
    assert attacked != stamped()
    report = judged(attacked)
    assert (report.result, list(failed(report))) == ("altered", [check])
    assert said in failed(report)[check]
    if name in ("taken out", "over other bytes", "of before", "of after"):
        assert independent.level_fault(attacked)


def test_the_evidence_names_the_authorities_to_who_names_none() -> None:
    """Anybody can run an authority; the service said by whom its stamps are."""
    attacked = contained(stamped(), replaced(stamper(key=OTHER_TSA)))
    report = judged(attacked, authorities=())
    said = "A time stamp is not from an authority that the evidence names."
    assert (report.result, failed(report)) == ("altered", {"time stamp": said})
    assert judged(stamped(), authorities=()).result == "genuine"
    both = judged(attacked, authorities=(ROOT, OTHER_ROOT))
    assert failed(both) == {"time stamp": said}


def test_an_issuer_that_may_not_issue_vouches_for_no_time_stamp() -> None:
    root = new_key("Seal root")
    stamp = stamper(key=new_key("Time", issuer=root, time_stamping=True))
    report = judged(made(stamp, level="B-T"), authorities=(root,))
    assert failed(report) == {"time stamp": UNTRUSTED}


def test_a_time_stamp_put_into_a_seal_that_has_none_is_altered() -> None:
    wide = made(stamper(), level="B-B")
    said = {"time stamp": "The evidence says level B-B, which has no time stamp: one was put in."}
    assert agreed(wide) == ("altered", said)


# The key's holder, or a mistake of the service


def test_a_seal_that_was_never_stamped_is_not_what_its_evidence_promises() -> None:
    for level in ("B-T", "B-LTA"):
        result, found = agreed(made(None, level=level))
        assert (result, found["time stamp"]) == ("altered", TAKEN_OUT.replace("B-T", level))


def test_a_sealed_file_must_state_its_level() -> None:
    said = {"time stamp": "The evidence in the file does not say which level its seal has."}
    assert agreed(made(None, level=None)) == ("altered", said)


def test_a_time_stamp_before_the_last_event_is_altered() -> None:
    """The trail was completed ten minutes after it began; the seal says that it was made before."""
    assert agreed(made(stamper(SENT_AT + timedelta(minutes=6)), at=SENT_AT, level="B-T")) == ("genuine", {})
    result, found = agreed(made(stamper(SENT_AT), at=SENT_AT, level="B-T"))
    assert (result, list(found)) == ("altered", ["time stamp"])
    assert NOT_MADE_WITH in found["time stamp"]


# B-LTA


def rearchived(at: datetime, key: SealingKey = TSA, *, data: bool = True) -> bytes:
    """What follows the seal is cut off, and made anew by somebody with an authority."""
    pdf = made(stamper(), level="B-LTA")
    if data:
        return archive(pdf, stamper(at, key), context(ROOT, OTHER_ROOT))
    file = BytesIO(pdf)
    PdfTimeStamper(stamper(at, key)).timestamp_pdf(IncrementalPdfFileWriter(file), "sha256", None, in_place=True)
    return file.getvalue()


LAX_TSA = new_key("Time", issuer=ROOT, extended=[EXTENDED.TIME_STAMPING])
ARCHIVES: dict[str, tuple[PDF, str]] = {
    "cut off": (lambda: made(stamper(), level="B-LTA"), "nothing follows the seal: it was cut off."),
    "made anew later": (lambda: rearchived(LATE), NOT_MADE_WITH),
    "made anew before": (lambda: rearchived(EARLY), NOT_MADE_WITH),
    "by another authority": (lambda: rearchived(SEALED_AT, OTHER_TSA), UNTRUSTED),
    "by one that is not for it": (lambda: rearchived(SEALED_AT, LAX_TSA), NOT_FOR_STAMPS),
    "without validation data": (
        lambda: rearchived(SEALED_AT, data=False),
        "The evidence promises level B-LTA, and there are no validation data.",
    ),
    "added to B-T": (
        lambda: archive(made(stamper(), level="B-T"), stamper(), context(ROOT)),
        "The evidence says level B-T, which has nothing after the seal.",
    ),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_updates_that_are_not_those_promised_are_altered(name: str) -> None:
    make, said = ARCHIVES[name]
    report = judged(make())
    assert (report.result, list(failed(report))) == ("altered", ["updates"])
    assert said in failed(report)["updates"]


def test_a_renewal_years_later_is_genuine_and_one_before_is_not() -> None:
    def renewed(at: datetime) -> bytes:
        file = BytesIO(archived())
        PdfTimeStamper(stamper(at)).timestamp_pdf(IncrementalPdfFileWriter(file), "sha256", None, in_place=True)
        return file.getvalue()

    later = renewed(SEALED_AT + timedelta(days=2000))
    assert (judged(later).result, failed(judged(later))) == ("genuine", {})
    found = failed(judged(renewed(SEALED_AT - timedelta(days=1))))
    assert found == {"updates": "The time stamps after the seal are not in the order of their instants."}


def test_validation_data_must_tell_what_was_revoked() -> None:
    """Certificates that name where revocation is told, and an update that tells nothing."""
    with TimeAuthority() as authority:
        key, root = authority.sealing_key(), authority.certificate("root")
        at = datetime.now(SEALED_AT.tzinfo).replace(microsecond=0)
        done = signed(example().presented, key, level="B-LTA", at=at)
        trusting = Authority(authority.url, [root])
        with join(done.presented, certificate_example(), done.bundle, at=at) as pdf:
            sealed = sign(pdf, key, at=at, nonce=b"n", timestamper=trusting)
        roots = [asn1.Certificate.load(root.public_bytes(Encoding.DER))]
        lenient = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
        report = verify(archive(sealed, trusting, lenient), trust=[key.certificate], time_stamp_trust=[root])
    assert (report.result, list(failed(report))) == ("altered", ["updates"])
    assert "The validation data after the seal are not those of its certificates" in failed(report)["updates"]


# Formats


def as_first_format(bundle: bytes, key: SealingKey | None = None) -> bytes:
    """The bundle as the service wrote it before it stated levels."""
    content = json.loads(bundle)
    content = {name: value for name, value in content.items() if name not in ("level", "timeStampAuthorities")}
    content["format"] = FORMAT_1
    at = datetime.fromisoformat(content.pop("signature")["at"])
    return canonical_json(bundles.signed(content, key or sealing_key(), at=at, statement=signed_statement))


def edited(bundle: bytes, **changes: Any) -> bytes:
    content = {**json.loads(bundle), **changes}
    return canonical_json({name: value for name, value in content.items() if value is not ...})


LACKS = "The evidence bundle lacks fields, or has some that don't belong there."
UNSIGNED = "The bundle's signature does not belong to this bundle."


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda: edited(stated(), level="B-LTA"), {"given head": UNSIGNED}),
        (lambda: edited(stated(), level=None, timeStampAuthorities=...), {"given head": UNSIGNED}),
        (lambda: edited(stated(), level="B-X"), {"given evidence": "level"}),
        (lambda: edited(stated(), level=...), {"given evidence": LACKS}),
        (lambda: edited(stated(), timeStampAuthorities=...), {"given head": UNSIGNED}),
        (lambda: edited(stated(), more=1), {"given evidence": LACKS}),
        (lambda: edited(stated(), level="B-B", timeStampAuthorities=[]), {"given evidence": "level"}),
        (lambda: edited(stated(), format=FORMAT_1), {"given evidence": LACKS}),
        (lambda: edited(stated(), format=FORMAT_1, level=..., timeStampAuthorities=...), {"given head": UNSIGNED}),
        (lambda: edited(as_first_format(stated()), format="safeclose-evidence/2"), {"given evidence": LACKS}),
        (
            lambda: edited(as_first_format(stated()), format="safeclose-evidence/2", level="B-B"),
            {"given head": UNSIGNED},
        ),
    ],
)
def test_a_level_or_format_that_was_changed_is_altered(make: PDF, found: dict[str, str]) -> None:
    report = verify(bundle=make(), trust=[sealing_key().certificate])
    assert (report.result, list(failed(report))) == ("altered", list(found))
    assert all(said in failed(report)[name] for name, said in found.items())


def stated() -> bytes:
    return signed(example().presented, sealing_key(), level="B-T", time_stamp_trust=[ROOT.certificate]).bundle


@pytest.mark.parametrize("name", ["safeclose-evidence/3", "safeclose-evidence/0", ["safeclose-evidence/1"], None])
def test_a_format_that_is_not_known_is_unknown(name: Any) -> None:
    report = verify(bundle=edited(stated(), format=name), trust=[sealing_key().certificate])
    assert (report.result, list(failed(report))) == ("unknown", ["given evidence"])


def test_a_bundle_that_says_another_level_than_the_file_is_altered() -> None:
    for level, result in (("B-T", "genuine"), (None, "genuine"), ("B-B", "altered"), ("B-LTA", "altered")):
        bundle = signed(example().presented, sealing_key(), level=level).bundle
        report = verify(stamped(), bundle, trust=[sealing_key().certificate])
        assert report.result == result, level
    assert failed(report) == {"given events": "The given bundle says another level than the one in the PDF."}


def kept(name: str) -> bytes:
    return (KEPT / name).read_bytes()


def judged_kept(pdf: bytes | None, bundle: bytes | None = None) -> Report:
    trust, authority = (load_certificates(kept(name)) for name in ("trust.pem", "authority.pem"))
    return verify(pdf, bundle, trust=trust, time_stamp_trust=authority)


@pytest.mark.parametrize("name", ["b-b.pdf", "b-t.pdf", "b-lta.pdf"])
def test_a_file_of_the_first_format_verifies_as_before(name: str) -> None:
    report = judged_kept(kept(name), kept("evidence.json"))
    assert (report.result, failed(report)) == ("genuine", {})
    said = {check.name: check.detail for check in report.checks}
    assert said["time stamp"] == (
        "There is no time stamp: the instant is the service's own word."
        if name == "b-b.pdf"
        else "Time-stamped at 2026-05-01 13:00:00 UTC by a trusted authority."
    )
    assert ("updates" in said) == (name == "b-lta.pdf")
    assert not independent.level_fault(kept(name))
    assert judged_kept(None, kept("evidence.json")).result == "genuine"


def test_a_stamp_taken_out_of_the_first_format_leaves_its_room() -> None:
    attacked = contained(kept("b-t.pdf"), removed)
    report = judged_kept(attacked)
    said = "The seal has the room of a time stamp, and none is there: it was taken out."
    assert (report.result, failed(report)) == ("altered", {"time stamp": said})
    assert independent.level_fault(attacked)


def test_the_trusted_certificate_of_the_first_format_may_be_the_issuers() -> None:
    issuer, own = (load_certificates(kept(name)) for name in ("issuer.pem", "trust.pem"))
    assert verify(kept("b-b.pdf"), trust=issuer).result == "unknown"
    assert verify(kept("b-b.pdf"), trust=issuer, signer_subjects=[own[0].subject]).result == "genuine"
