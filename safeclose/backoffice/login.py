"""Limits for tries to sign in to the back office."""

from django.contrib.auth.forms import UsernameField
from django.http import HttpRequest

from safeclose.http import client_address
from safeclose.http.rate_limits import seconds_over
from safeclose.secrets import link_tokens

# Tries in a minute.
MAX_FROM_A_NETWORK = 10
MAX_FOR_A_LOGIN = 5  # someone may be kept out for as long, and nobody guesses a password at that pace
MAX_CODES_OF_A_USER = 5
MAX_LOGIN_CHARACTERS = 150  # what a login may have; Django's form normalises no longer ones, and nobody has them


def login_of(request: HttpRequest) -> str:
    """The login that was typed, as Django's form reads it: without spaces around it, and with full-width letters and
    other such spellings made the usual ones (NFKC).
    """
    typed = UsernameField(max_length=MAX_LOGIN_CHARACTERS).to_python(request.POST.get("username", ""))
    return str(typed or "").replace("\0", "")[:MAX_LOGIN_CHARACTERS]


def wait_before(request: HttpRequest) -> int:
    """Count this try; 0, or the seconds until the next one is heard. Raises Unavailable.

    Logins are counted alike whether or not somebody has them, and in whatever case they are typed.
    """
    name = link_tokens.hashed(login_of(request).casefold())
    return max(
        seconds_over(request, "office:login", MAX_FROM_A_NETWORK, f"ip:{client_address.network(request)}"),
        seconds_over(request, "office:login", MAX_FOR_A_LOGIN, f"name:{name}"),
    )


def wait_before_code(request: HttpRequest, user_id: int) -> int:
    """The same for a code of the second factor of this person."""
    return max(
        seconds_over(request, "office:code", MAX_FROM_A_NETWORK, f"ip:{client_address.network(request)}"),
        seconds_over(request, "office:code", MAX_CODES_OF_A_USER, f"user:{user_id}"),
    )
