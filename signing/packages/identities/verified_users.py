"""Users by the e-mail addresses that they have verified."""

from collections.abc import Collection

from django.db.models.functions import Lower

from workspace.identity.emails import folded
from workspace.models import User


def verified_users(addresses: Collection[str]) -> dict[str, User]:
    """By folded address: the user who has verified it; of several, the one who was there first."""
    wanted = {folded(address) for address in addresses}
    users = (
        User.objects.filter(email_verified=True, is_active=True)
        .alias(lower_email=Lower("email"))
        .filter(lower_email__in=wanted)
        .order_by("-pk")
    )
    # The database's idea of lower case takes look-alikes for one another, so it only narrows the search.
    return {folded(user.email): user for user in users}
