"""What is written about who signers are."""

from safeclose.records.transactions import action
from signing.packages.signers.models import PackageSigner
from workspace.identity.emails import folded
from workspace.models import User


@action
def record_link(*, user_id: int) -> int:
    """Link a user to the signers of their verified e-mail address that are nobody's, or of someone who has left that
    address; how many.
    """
    # Not the whole lock: activation may hold the signers, and refer to the user.
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not user.email_verified or not user.is_active:
        return 0
    own = PackageSigner.objects.filter(user=user).values("signing_id")
    rows = PackageSigner.objects.claimable(folded(user.email)).exclude(signing_id__in=own)
    linked: int = rows.update(user=user)
    return linked
