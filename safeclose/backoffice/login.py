"""How often one may try to sign in to the back office."""

from django.http import HttpRequest

from safeclose.http import client_address
from safeclose.http.rate_limits import seconds_over
from safeclose.secrets import link_tokens

FROM_AN_ADDRESS = 10  # a minute
FOR_A_NAME = 5  # a minute: someone may be kept out for as long, and nobody guesses a password at that pace


def wait_before(request: HttpRequest) -> int:
    """Count this try; 0, or the seconds until the next one is heard. Raises Unavailable.

    Names are counted alike whether or not somebody has them.
    """
    name = request.POST.get("username", "").strip().lower()
    from_address = seconds_over(request, "office:login", FROM_AN_ADDRESS, f"ip:{client_address.network(request)}")
    for_name = seconds_over(request, "office:login", FOR_A_NAME, f"name:{link_tokens.hashed(name)}")
    return max(from_address, for_name)
