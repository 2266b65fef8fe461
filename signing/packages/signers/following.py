"""How far a package is in its plan. Packages without one have no order: everyone signs when they like."""

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, Any

from safeclose import clock, jobs
from safeclose.refusals import Conflict
from signing.ceremony.models import FileAsked
from signing.packages.flows.plan import ACCOUNT, DONE, LINK, NOW, UPLOAD, WAITING, Plan, Progress
from signing.packages.package.lifecycle import PackageSignerStatus
from signing.packages.package.models import Signing

if TYPE_CHECKING:
    from signing.packages.signers.models import PackageSigner

BY_LINK = "This package asks for an identification that an account does not give. Sign by the link in the mail."

NO_FILE_ASKED = "You are not asked to add a file in this step."
FILE_IS_THERE = "You have added a file in this step already. It is part of the package, and can't be replaced."

BY_ACCOUNT = "This package is to be signed with your account. Sign in to it, and sign there."


def plan_of(signing: Signing) -> Plan | None:
    """As it was copied when the package was sent."""
    return None if signing.plan is None else Plan.read(signing.plan)


def progress_of(signing: Signing, signers: "Iterable[PackageSigner] | None" = None) -> Progress:
    """What was done so far; `signers` are all of the package, if they are there already."""
    everyone = list(signing.signers.all() if signers is None else signers)
    signed = signing.signers.filter(signatures__isnull=False).values_list("pk", "signatures__document")
    uploaded = signing.signers.filter(uploads__isnull=False).values_list("pk", "uploads__step")
    return Progress(
        opened={str(one.pk) for one in everyone if one.viewed_at},
        consented={str(one.pk) for one in everyone if one.consented_at},
        signed={(str(signer_id), str(document_id)) for signer_id, document_id in signed},
        uploaded={(str(signer_id), step) for signer_id, step in uploaded},
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


def signable_documents(signer: "PackageSigner") -> set[int]:
    """The numbers of the documents that the signer can sign now, by account."""
    plan, signer_id = plan_of(signer.signing), str(signer.pk)
    own = set(signer.documents().exclude(signatures__signer=signer).values_list("pk", flat=True))
    if not signer.may_act(clock.now()):
        return set()
    if plan is None:
        return own
    if plan.methods[signer_id] not in (LINK, ACCOUNT):
        return set()
    return own & {int(one) for one in plan.open_documents(signer_id, progress_of(signer.signing))}


def files_asked(signer: "PackageSigner") -> list[FileAsked]:
    """The files that the signer is asked to add now."""
    plan = plan_of(signer.signing)
    if plan is None or not any(step.kind == UPLOAD for step in plan.steps):
        return []
    steps = plan.uploads(str(signer.pk), progress_of(signer.signing))
    return [FileAsked(step.number, step.title) for step in steps]


def has_to_upload(signer: "PackageSigner") -> bool:
    """Whether a file of the signer is missing, be it their turn or not."""
    plan = plan_of(signer.signing)
    return plan is not None and plan.has_to_upload(str(signer.pk), progress_of(signer.signing))


def waits_for_files(signing: Signing) -> bool:
    """Whether a file of anyone is missing."""
    plan = plan_of(signing)
    uploads = [step for step in plan.steps if step.kind == UPLOAD] if plan else []
    return bool(uploads) and not all(step.is_done(progress) for progress in [progress_of(signing)] for step in uploads)


def refuse_upload(signer: "PackageSigner", number: int) -> None:
    """Raises Conflict, saying why, unless the signer is asked for a file in the step of this number now."""
    plan, signer_id = plan_of(signer.signing), str(signer.pk)
    steps = plan.steps if plan else []
    step = next((one for one in steps if (one.number, one.kind) == (number, UPLOAD) and signer_id in one.asks), None)
    if plan is None or step is None:
        raise Conflict(NO_FILE_ASKED)
    progress = progress_of(signer.signing)
    if step.is_done_by(signer_id, progress):
        raise Conflict(FILE_IS_THERE)
    if step not in plan.current(signer_id, progress):
        raise Conflict(waiting_sentence(signer))


def refuse_link(signer: "PackageSigner") -> None:
    """Raises Conflict for the holder of a link who has to sign by account."""
    if has_to_sign_in(signer):
        raise Conflict(BY_ACCOUNT)


def has_to_sign_in(signer: "PackageSigner") -> bool:
    """Whether the plan asks the signer to sign by account."""
    plan = plan_of(signer.signing)
    return plan is not None and plan.methods[str(signer.pk)] == ACCOUNT


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
    return f"This step has not come yet. First comes the step {steps[0].title}." if steps else ""


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
