"""All checks of one evidence bundle."""

from dataclasses import dataclass

from safeclose.sentences import Sentence, sentence
from safeclose.verify import bundle as bundles
from safeclose.verify import trail
from safeclose.verify.added_files import check_added_files, describe_added
from safeclose.verify.bundle import Bundle
from safeclose.verify.certificates import common_name, der
from safeclose.verify.checkpoint_checks import check_checkpoint
from safeclose.verify.findings import Description, Findings
from safeclose.verify.marks import describe_signing
from safeclose.verify.trust import Trust, check_trust

NONE_IN_BUNDLE = sentence(
    "There is no time stamp: a bundle by itself has none, and its instant is the service's own word."
)


@dataclass(frozen=True)
class Examined:
    """Evidence and what was found out about it: all but trust in its certificate. `bundle`: None if it can't be read.

    It takes as long as the evidence is large, and says the same of each file that the same bytes are in.
    """

    data: bytes
    bundle: Bundle | None
    findings: Findings


def examine(data: bytes, prefix: str = "") -> Examined:
    """Reads a bundle and makes all checks except trust in its certificate."""
    findings = Findings()
    bundle = findings.check(f"{prefix}evidence", bundles.read_bundle, data)
    if bundle is not None:
        findings.check(f"{prefix}chain", trail.check_chain, bundle)
        findings.check(f"{prefix}completion", trail.check_completion, bundle)
        check_added_files(findings, bundle, prefix)
        findings.check(f"{prefix}personal data", trail.check_personal_data, bundle)
        findings.check(f"{prefix}head", bundles.check_signature, bundle)
    return Examined(data, bundle, findings)


def check_bundle_trust(
    findings: Findings,
    bundle: Bundle,
    trust: Trust,
    prefix: str = "",
) -> None:
    """Checks trust in the certificate of a bundle outside a sealed PDF, and its checkpoint, if it has one."""

    def examine() -> tuple[bool, Sentence]:
        others = [der(each) for each in bundle.certificates[1:]]
        return check_trust(bundle.certificates[0], others, trust, bundle.signed_at)

    findings.check(f"{prefix}trust", examine)
    if bundle.states_level:
        findings.note(f"{prefix}time stamp", NONE_IN_BUNDLE)
    if "checkpoint" in bundle.content:
        check_checkpoint(findings, bundle, trust, prefix)
    findings.describe(lambda: describe(bundle))


def describe(bundle: Bundle, document: str | None = None) -> Description:
    """A description of a verified bundle; signatures and marks of one presented file, by its SHA-256, or of all."""
    subject = bundle.content["subject"]
    described = {name: subject[name] for name in ("title", "kind", "trailId") if isinstance(subject.get(name), str)}
    signatures, marks = describe_signing(bundle, document)
    described |= {
        "documentSha256": bundle.content["documentSha256"],
        "sealedAt": f"{bundle.signed_at:%Y-%m-%d %H:%M:%S} UTC",
        "completedAt": f"{bundle.completed_at:%Y-%m-%d %H:%M:%S} UTC",
        "sealedBy": common_name(bundle.certificates[0]),
    }
    return Description(described, tuple(signatures), tuple(marks), tuple(describe_added(bundle, document)))
