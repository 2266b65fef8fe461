"""Makes the account of who signs in for the first time. What else is written about accounts is in `accounts`."""

from safeclose.records.transactions import action
from workspace.identity.models import User


@action
def first_seen(*, clerk_user_id: str) -> User:
    """The user of a Clerk id, made without any rights if this is the first time; safe when many come at once."""
    user = User(clerk_user_id=clerk_user_id)
    user.set_unusable_password()
    User.objects.bulk_create([user], ignore_conflicts=True)
    return User.objects.get(clerk_user_id=clerk_user_id)
