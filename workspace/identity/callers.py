"""Who sends a request."""

from rest_framework.request import Request

from safeclose.actors import Actor
from safeclose.http import client_address
from workspace.identity.models import User

MAX_USER_AGENT_CHARACTERS = 500  # what evidence keeps


def user_of(request: Request) -> User:
    """The signed-in user. For routes whose permission class lets only signed-in callers through."""
    user = request.user
    assert isinstance(user, User)
    return user


def actor_of(request: Request) -> Actor:
    """The signed-in user as `by` of an action, with the address and the browser of this request."""
    return user_of(request).acting(ip=client_address.of(request), user_agent=user_agent_of(request))


def user_agent_of(request: Request) -> str:
    """The request's User-Agent, printable characters only, shortened to what evidence keeps."""
    given = request.headers.get("User-Agent", "")
    return "".join(letter for letter in given if letter.isprintable())[:MAX_USER_AGENT_CHARACTERS]
