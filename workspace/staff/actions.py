"""What is written about how staff sign in to the back office."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Invalid
from safeclose.secrets import encryption
from workspace.events import bus
from workspace.identity.models import User
from workspace.staff import totp
from workspace.staff.models import Authenticator, FailedSignIn

PURPOSE = "second factor of staff"  # of the key under which secrets are encrypted
WRONG_CODE = "This code is wrong, or it was used already. Wait for the next one, and try again."
LOCKED = "Too many wrong codes were given. A superuser, or whoever runs the service, has to remove your second factor."
UNREADABLE = "Your second factor can't be read any more. Whoever runs the service has to remove it."


@action
def add_second_factor(*, secret: str, code: str, by: Actor) -> tuple[str, list[str]]:
    """Give the acting person an authenticator app, which proves by a code that it has the secret.

    Returns the new id and the recovery codes, which are stored as hashes only. Raises Conflict for a person who has a
    second factor, and Invalid for a wrong code.
    """
    user = locked(User.objects.filter(is_active=True, is_staff=True), pk=int(by.id))
    if Authenticator.objects.filter(user=user).exists():
        raise Conflict("You have a second factor already.")
    step = totp.time_step(secret, code, at=clock.now())
    if step is None:
        raise Invalid(WRONG_CODE)
    codes = totp.fresh_recovery_codes()
    row = Authenticator.objects.create(
        user=user,
        secret=encryption.encrypted(secret, purpose=PURPOSE),
        last_time_step=step,
        recovery_code_hashes=[totp.hashed_recovery_code(one) for one in codes],
    )
    bus.publish("user.second_factor_added", about=user, by=by)
    return row.id, codes


@action
def use_code(*, code: str, network: str, by: Actor) -> str | None:
    """Take a code of the acting person's app, or a recovery code of theirs: each is taken once.

    Returns the id of the second factor. Returns None for a wrong code, which is counted. Raises Conflict where no code
    is taken any more.
    """
    user = locked(User.objects.all(), whole=False, pk=int(by.id))  # users are locked first, here as elsewhere
    row = found(Authenticator.objects.all(), user=user)
    if row.is_locked:
        raise Conflict(LOCKED)
    is_right = _is_recovery_code(row, code) or _is_code_of_app(row, code)
    row.wrong_codes = 0 if is_right else row.wrong_codes + 1
    row.save(update_fields=["wrong_codes", "last_time_step", "secret", "recovery_code_hashes"])
    if not is_right:
        FailedSignIn.objects.create(user_id=row.user_id, network=network, step=FailedSignIn.Step.CODE)
    return row.id if is_right else None


@action
def remove_second_factor(*, user_id: int, by: Actor) -> bool:
    """Remove a person's second factor, and end their sessions: at the next sign-in they set up a new one.

    Returns whether there was one.
    """
    user = locked(User.objects.all(), pk=user_id)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    # A session with the password only could set up a new second factor for whoever holds it.
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    if removed:
        bus.publish("user.second_factor_removed", about=user, by=by)
    return bool(removed)


@action
def record_failed_password(*, login: str, network: str) -> int | None:
    """Note a sign-in with a wrong login or password. Returns the id of the user who has the login, if there is one."""
    user_id = User.objects.filter(username__in=[login, login.casefold()]).values_list("pk", flat=True).first()
    FailedSignIn.objects.create(user_id=user_id, network=network, step=FailedSignIn.Step.PASSWORD)
    return user_id


def _is_code_of_app(row: Authenticator, code: str) -> bool:
    try:
        secret = encryption.decrypted(row.secret, purpose=PURPOSE)
    except encryption.Unreadable as error:
        raise Conflict(UNREADABLE) from error
    step = totp.time_step(secret, code, at=clock.now())
    if step is None or step <= row.last_time_step:
        return False
    row.last_time_step = step
    row.secret = encryption.encrypted(secret, purpose=PURPOSE)  # under the present SECRET_KEY, if it was replaced
    return True


def _is_recovery_code(row: Authenticator, code: str) -> bool:
    hashed = totp.hashed_recovery_code(code)
    if hashed not in row.recovery_code_hashes:
        return False
    row.recovery_code_hashes = [one for one in row.recovery_code_hashes if one != hashed]
    return True
