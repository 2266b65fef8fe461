"""How far a package is in its plan. Packages without one have no order: everyone signs when they like."""

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, Any

from safeclose import jobs
from safeclose.refusals import Conflict
from signing.packages.flows.plan import ACCOUNT, DONE, LINK, NOW, WAITING, Plan, Progress
from signing.packages.package.lifecycle import PackageSignerStatus
from signing.packages.package.models import Signing

if TYPE_CHECKING:
    from signing.packages.signers.models import PackageSigner

BY_LINK = "This package asks for an identification that an account does not give. Sign by the link in the mail."

BY_ACCOUNT = "This package is to be signed with your account. Sign in to it, and sign there."


def plan_of(signing: Signing) -> Plan | None:
    """As it was copied when the package was sent."""
    return None if signing.plan is None else Plan.read(signing.plan)


def progress_of(signing: Signing, signers: "Iterable[PackageSigner] | None" = None) -> Progress:
    """What was done so far; `signers` are all of the package, if they are there already."""
    everyone = list(signing.signers.all() if signers is None else signers)
    signed = signing.signers.filter(signatures__isnull=False).values_list("pk", "signatures__document")
    return Progress(
        opened={str(one.pk) for one in everyone if one.viewed_at},
        consented={str(one.pk) for one in everyone if one.consented_at},
        signed={(str(signer_id), str(document_id)) for signer_id, document_id in signed},
    )


def on_turn(signing: Signing, signers: "Sequence[PackageSigner]") -> "list[PackageSigner]":
    """Those of `signers`, who are all of the package, whose turn it is."""
    plan = plan_of(signing)
    if plan is None:
        return list(signers)
    progress = progress_of(signing, signers)
    return [one for one in signers if plan.is_turn(str(one.pk), progress)]


def is_turn(signer: "PackageSigner", signers: "Iterable[PackageSigner] | None" = None) -> bool:
    """Whether there is something for the signer to read or to do now; `signers` are all of the package."""
    plan = plan_of(signer.signing)
    return plan is None or plan.is_turn(str(signer.pk), progress_of(signer.signing, signers))


def open_documents(signer: "PackageSigner") -> set[str] | None:
    """The ids of the documents that the signer can sign now, or has signed; None: all of theirs."""
    plan = plan_of(signer.signing)
    return None if plan is None else set(plan.open_documents(str(signer.pk), progress_of(signer.signing)))


def refuse_link(signer: "PackageSigner") -> None:
    """Raises Conflict for the holder of a link who has to sign by account."""
    plan = plan_of(signer.signing)
    if plan and plan.methods[str(signer.pk)] == ACCOUNT:
        raise Conflict(BY_ACCOUNT)


def reached(signing: Signing) -> set[tuple[str, int]]:
    """What was reached so far: what is new in it after a step of someone is what others were waiting for."""
    plan = plan_of(signing)
    return set() if plan is None else plan.turns(progress_of(signing))


def call_next(signer: "PackageSigner", before: Set[tuple[str, int]]) -> None:
    """Queue a mail for each other signer a step of whose the signer's own step has opened; `before`: `reached` then."""
    if signer.signing.status != Signing.Status.ACTIVE:
        return
    new = {int(signer_id) for signer_id, _ in reached(signer.signing) - before} - {signer.pk}
    called = signer.signing.signers.filter(pk__in=new).exclude(status=PackageSignerStatus.SIGNED)
    for one in called.order_by("pk"):
        jobs.queue("notify_signer", signer_id=one.pk, occasion="asked" if one.link_mailed_at else "turn")


def waiting_sentence(signer: "PackageSigner") -> str:
    """Whom the signer waits for, by their parties, or which of their own steps comes first."""
    plan = plan_of(signer.signing)
    assert plan is not None
    progress, signer_id = progress_of(signer.signing), str(signer.pk)
    if parties := plan.waits_for(signer_id, progress):
        return f"It is not your turn yet. First comes: {', '.join(parties)}."
    steps = [one for one in plan.current(signer_id, progress) if not one.is_done_by(signer_id, progress)]
    return f"It is not the turn of this document yet. First comes the step {steps[0].title}." if steps else ""


def refuse_out_of_turn(signer: "PackageSigner", document_id: int | None = None) -> None:
    """Raises Conflict, saying what comes first, where the signer has to wait; with a document, to sign that one."""
    plan = plan_of(signer.signing)
    if plan is None:
        return
    progress, signer_id = progress_of(signer.signing), str(signer.pk)
    is_open = document_id is None or str(document_id) in plan.open_documents(signer_id, progress)
    if not (plan.is_turn(signer_id, progress) and is_open):
        raise Conflict(waiting_sentence(signer))


def refuse_account(signer: "PackageSigner") -> None:
    """Raises Conflict where the plan asks for an identification that an account does not give."""
    plan = plan_of(signer.signing)
    if plan and plan.methods[str(signer.pk)] not in (LINK, ACCOUNT):
        raise Conflict(BY_LINK)


def progress_shown(signing: Signing) -> dict[str, Any] | None:
    """The steps with their states, and who is where; None for packages without a plan."""
    plan = plan_of(signing)
    if plan is None:
        return None
    signers = {str(one.pk): one for one in signing.signers.order_by("pk")}
    progress = progress_of(signing, signers.values())
    current = plan.turns(progress)
    return {
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "order": step.order,
                "state": plan.state(step, progress),
                "signers": [
                    {
                        "id": signer_id,
                        "name": signers[signer_id].name,
                        "state": _state(step.is_done_by(signer_id, progress), (signer_id, number) in current),
                    }
                    for signer_id in step.asks
                ],
            }
            for number, step in enumerate(plan.steps)
        ]
    }


def _state(is_done: bool, is_current: bool) -> str:
    return DONE if is_done else NOW if is_current else WAITING
