"""Signers and the users that they are: the same e-mail address, and only if it is verified."""

from collections.abc import Sequence

from safeclose.records.transactions import assert_in_action
from signing.packages.identities.verified_users import verified_users
from signing.packages.signers import actions
from signing.packages.signers.models import PackageSigner
from workspace.events.models import Event
from workspace.identity.emails import folded
from workspace.models import User


def link_unlinked(signers: Sequence[PackageSigner]) -> None:
    """Link those of one locked package whose user has appeared since they were named."""
    assert_in_action()
    taken = {signer.user_id for signer in signers}
    unlinked = [signer for signer in signers if signer.user_id is None]
    users = verified_users([signer.email for signer in unlinked])
    for signer in unlinked:
        user = users.get(signer.folded_email)
        if user and user.pk not in taken:
            signer.user = user
            signer.save(update_fields=["user"])


def claim(user: User) -> None:
    """Link whoever signs in to what waits for their verified e-mail address: their own request is enough of a sign."""
    if not user.email_verified or not user.email:
        return
    own = PackageSigner.objects.filter(user=user).values("signing_id")
    if PackageSigner.objects.claimable(folded(user.email)).exclude(signing_id__in=own).exists():
        actions.record_link(user_id=user.pk)


def when_verified(event: Event) -> None:
    """Someone's e-mail address was found to be theirs. The event's subject is the user."""
    actions.record_link(user_id=int(event.subject_id))
