"""Whether a session of the back office was opened with a second factor."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from safeclose import clock
from workspace.identity.models import User

SECOND_FACTOR = "second_factor"  # in the session: the id of the second factor that opened it
NEW_APP = "new_app"  # in the session, encrypted: the secret that a new app is given, until a code proves that it has it
PASSWORD_IS_FRESH = timedelta(minutes=15)


def colleague(request: HttpRequest) -> User | None:
    """Who gave a right password in this session, and may enter the back office."""
    user = request.user
    return user if isinstance(user, User) and user.is_active and user.is_staff else None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with the second factor that its person has now."""
    person = colleague(request)
    factor = getattr(person, "authenticator", None)
    return factor is not None and request.session.get(SECOND_FACTOR) == factor.id


def may_enter(request: HttpRequest) -> bool:
    """With `DEBUG` a password is enough."""
    return settings.DEBUG or has_second_factor(request)


def has_fresh_password(person: User) -> bool:
    """Whether the password was given lately: an older session, which may be stolen, sets up no second factor."""
    return bool(person.last_login and clock.now() - person.last_login < PASSWORD_IS_FRESH)


def open_with(request: HttpRequest, factor_id: str) -> None:
    """Note that the second factor was shown. The session gets another key, so that no earlier one is worth more."""
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = factor_id
    request.session.pop(NEW_APP, None)
