"""Fresh links for the signers of packages."""

from safeclose.actors import Actor
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Unknown
from signing.ceremony.delivery.actions import rotate
from signing.packages.package import steps
from signing.packages.package.lifecycle import SigningStatus
from signing.packages.signers.turns import PackageTurn


@action
def rotate_link(*, signing_id: int, signer_id: int, delivery: str, by: Actor) -> str | None:
    """A fresh link for a signer, see `ceremony.delivery.actions.rotate`. Raises Unknown, Conflict."""
    signing = steps.lock(signing_id)
    if not signing.signers.filter(pk=signer_id).exists():
        raise Unknown
    if signing.status == SigningStatus.DRAFT:
        raise Conflict("The package is a draft: its signers get their links when it is activated.")
    return rotate(PackageTurn.within(signing_id, pk=signer_id), delivery=delivery, by=by)
