"""Reads settings from the environment. The sentence that refuses a malformed one does not show its value."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

DESCRIPTIONS = {bool: "1 or 0", int: "a whole number"}
FALSE_WORDS = ("false", "off", "no", "n", "0")
POSTGRES = ("postgres", "postgresql", "psql", "pgsql")
SENTINEL = "redis+sentinel"

LINK_LOCAL = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"))


class Environment(environ.Env):
    """An empty setting counts as not set. A leading `$` has no special meaning, as passwords may begin with one."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """The setting, converted to `cast` or to the default's type. Raises ImproperlyConfigured."""
        given: str = self.ENVIRON.get(var, "").strip()
        if not given and default is not self.NOTSET:
            return default
        if cast is None:
            cast = type(default) if default is not None and default is not self.NOTSET else str
        try:
            return _cast(given, cast)
        except (ValueError, TypeError) as error:
            kind = "a list of whole numbers, separated by commas" if isinstance(cast, list) else DESCRIPTIONS[cast]
            raise ImproperlyConfigured(f"{var} must be {kind}.") from error


def _cast(given: str, cast: Any) -> Any:
    if cast is bool:
        return _truth(given.lower())
    if cast is list or isinstance(cast, list):
        kind = cast[0] if isinstance(cast, list) else str
        return [kind(one.strip()) for one in given.split(",") if one.strip()]
    return cast(given)


def _truth(given: str) -> bool:
    if given in environ.Env.BOOLEAN_TRUE_STRINGS:
        return True
    if given in FALSE_WORDS:
        return False
    raise ValueError(given)


def database(url: str, setting: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's parameters for `DATABASE_URL`, an address as libpq reads it. Raises ImproperlyConfigured.

    It may name hosts, as `host1:5432,host2:5432`, and parameters of libpq: `?target_session_attrs=read-write`.
    """
    sentence = f"{setting} must be an address such as postgres://user:password@host/name."
    scheme, _, rest = url.partition("://")
    if scheme not in POSTGRES:
        raise ImproperlyConfigured(sentence)
    try:
        given = conninfo_to_dict(f"postgresql://{rest}")
    except psycopg.ProgrammingError:
        raise ImproperlyConfigured(sentence) from None  # its message shows parts of the address
    ports = str(given.get("port") or "")
    if not given.get("dbname") or not all(port.isdecimal() for port in ports.split(",") if port):
        raise ImproperlyConfigured(sentence)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        **{name: str(given.pop(parameter, None) or "") for parameter, name in named.items()},
        "OPTIONS": given,
    }


def mail(url: str) -> dict[str, Any]:
    """Django's parameters for `EMAIL_URL`. Raises ImproperlyConfigured."""
    sentence = "EMAIL_URL must be an address such as smtp+tls://user:password@host:587."
    parts = _parts(url, sentence)
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(sentence) from error
    if parts.scheme.startswith("smtp") and not parts.hostname:
        raise ImproperlyConfigured(sentence)
    return found


def networks(given: list[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """`WEBHOOK_ALLOWED_NETWORKS`, such as 10.20.0.0/16. Raises ImproperlyConfigured.

    Link-local addresses can't be allowed: clouds answer with a machine's credentials there.
    """
    try:
        found = tuple(ip_network(each) for each in given)
    except ValueError as error:
        raise ImproperlyConfigured("WEBHOOK_ALLOWED_NETWORKS must be networks such as 10.20.0.0/16.") from error
    if any(one.version == link.version and one.overlaps(link) for one in found for link in LINK_LOCAL):
        raise ImproperlyConfigured("WEBHOOK_ALLOWED_NETWORKS must not contain link-local addresses.")
    return found


def redis(url: str) -> str:
    """`REDIS_URL`, checked. Raises ImproperlyConfigured."""
    sentence = (
        "REDIS_URL must be an address such as redis://host:6379/0 or redis+sentinel://host1:26379,host2:26379/name/0."
    )
    if url.startswith(f"{SENTINEL}://"):
        try:
            sentinel(url)
        except ValueError as error:
            raise ImproperlyConfigured(sentence) from error
    elif url and _parts(url, sentence).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(sentence)
    return url


class SentinelGroup(NamedTuple):
    """A group of Redis servers, and the Sentinels that know which one is the master."""

    name: str
    hosts: list[tuple[str, int]]
    username: str | None
    password: str | None
    database: int


def sentinel(url: str) -> SentinelGroup:
    """The parts of `redis+sentinel://user:password@host1:26379,host2:26379/name/0`; raises ValueError.

    Account and database are of the servers; ports (26379), account and database (0) may be left out.
    """
    rest = urlsplit(url)
    account, _, hosts = rest.netloc.rpartition("@")
    username, _, password = account.partition(":")
    name, _, number = rest.path.strip("/").partition("/")
    found = [_host_and_port(each) for each in hosts.split(",")]
    if not name or rest.query or rest.fragment:
        raise ValueError(rest.scheme)
    return SentinelGroup(name, found, unquote(username) or None, unquote(password) or None, int(number or 0))


def _host_and_port(given: str) -> tuple[str, int]:
    parts = urlsplit(f"//{given}")
    if not parts.hostname:
        raise ValueError(given)
    return parts.hostname, parts.port or 26379


def sentry(dsn: str) -> str:
    """`SENTRY_DSN`, checked. Raises ImproperlyConfigured."""
    sentence = "SENTRY_DSN must be an address such as https://key@host/1."
    if dsn:
        parts = _parts(dsn, sentence)
        is_whole = parts.hostname and parts.username and parts.path.rpartition("/")[2].isdecimal()
        if parts.scheme not in ("http", "https") or not is_whole:
            raise ImproperlyConfigured(sentence)
    return dsn


def _parts(url: str, sentence: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(sentence) from error
    return parts
