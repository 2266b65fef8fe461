"""Settings out of the environment: right, or refused in one sentence that does not show them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from safeclose.config import environment
from tests.safeclose.child_processes.processes import ended, started
from tests.safeclose.configured import settings_of

DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
Read = Callable[[environment.Environment], Any]
NUMBER, NUMBERS, TRUTH = (
    lambda env: env.int("X", 7),
    lambda env: env.list("X", cast=int, default=[]),
    lambda env: env.bool("X", False),
)


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> environment.Environment:
    found = environment.Environment()
    monkeypatch.setattr(environment.Environment, "ENVIRON", {})
    return found


@pytest.mark.parametrize(
    ("given", "read", "value"),
    [
        (None, NUMBER, 7),
        ("", NUMBER, 7),
        ("  ", NUMBER, 7),
        (" 12 ", NUMBER, 12),
        ("-1", NUMBER, -1),
        ("", lambda env: env.int("X", None), None),
        ("3", lambda env: env.int("X", None), 3),
        ("1", TRUTH, True),
        ("Yes", TRUTH, True),
        ("0", TRUTH, False),
        ("FALSE", TRUTH, False),
        ("", lambda env: env.bool("X", True), True),
        ("3, 7,,14", NUMBERS, [3, 7, 14]),
        ("", NUMBERS, []),
        ("a , b", lambda env: env.list("X", default=[]), ["a", "b"]),
        ("$ecret$", lambda env: env("X", default=""), "$ecret$"),
        ("a\\nb", lambda env: env.str("X", default="", multiline=True), "a\nb"),
    ],
)
def test_a_setting_is_read_as_its_type_and_nothing_is_its_default(
    given: str | None, read: Read, value: object, env: environment.Environment
) -> None:
    if given is not None:
        env.ENVIRON["X"] = given
    assert read(env) == value
    assert type(read(env)) is type(value)


@pytest.mark.parametrize(
    ("given", "read", "sentence"),
    [
        ("abc", NUMBER, "X must be a whole number."),
        ("1.5", NUMBER, "X must be a whole number."),
        ("3,a", NUMBERS, "X must be a list of whole numbers, separated by commas."),
        ("ture", TRUTH, "X must be 1 or 0."),
    ],
)
def test_a_setting_of_another_type_is_refused_by_name(
    given: str, read: Read, sentence: str, env: environment.Environment
) -> None:
    env.ENVIRON["X"] = given
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(env)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("read", "right", "wrong"),
    [
        (
            environment.database,
            ["postgres://u:p@h:5432/name", "postgresql://u:@/name?host=/run", "pgsql://h1,h2:5433/name"],
            [
                "foo",
                "mysql://u@h/name",
                "sqlite:///x",
                "postgres://u@h",
                "postgres://u@h:x/name",
                "postgres://[u/name",
                "postgres://u:p/x@h/name",
                "postgres://u@h/name?colour=blue",
            ],
        ),
        (
            environment.mail,
            ["smtp+tls://u:p@h:587", "smtp://h:25", "consolemail://"],
            ["foo", "ftp://x", "smtp://", "smtp://h:x"],
        ),
        (
            environment.redis,
            ["", "redis://h:6379/0", "rediss://h", "unix:///run/redis", "redis+sentinel://h:1,[::1]/name"],
            [
                "foo",
                "http://h",
                "redis://h:x",
                "redis+sentinel://somewhere",
                "redis+sentinel://h,/name",
                "redis+sentinel://h:x/name",
                "redis+sentinel://h/name/one",
                "redis+sentinel://h/name?db=1",
            ],
        ),
        (
            environment.sentry,
            ["", "https://key@sentry.example.com/7", "http://key@127.0.0.1:1/prefix/7"],
            [
                "foo",
                "https://sentry.example.com/7",
                "https://k@/7",
                "https://k@h/x",
                "https://k@h",
                "ftp://k@h/1",
            ],
        ),
    ],
)
def test_an_address_is_taken_or_refused_without_being_shown(
    read: Callable[[str], object], right: list[str], wrong: list[str]
) -> None:
    names = {"database": "DATABASE_URL", "mail": "EMAIL_URL", "redis": "REDIS_URL", "sentry": "SENTRY_DSN"}
    for url in right:
        read(url)
    for url in wrong:
        with pytest.raises(ImproperlyConfigured, match=rf"^{names[read.__name__]} must be an address such as ") as no:
            read(url)
        assert url not in str(no.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRUSTED_PROXY_COUNT", "abc", "TRUSTED_PROXY_COUNT must be a whole number."),
        ("DATABASE_POOL", "0", "DATABASE_POOL must be at least 1."),
        ("DATABASE_URL", "foo", "DATABASE_URL must be an address such as postgres://user:password@host/name."),
        ("REMINDER_DAYS", "a", "REMINDER_DAYS must be a list of whole numbers, separated by commas."),
        (
            "STORAGE_URL",
            "ftp://x",
            "STORAGE_URL must be an address such as s3://key:secret@bucket?endpoint=https://s3.example.com&region=ca.",
        ),
        ("EMAIL_URL", "x", "EMAIL_URL must be an address such as smtp+tls://user:password@host:587."),
    ],
)
def test_a_malformed_setting_is_refused_in_one_sentence(name: str, value: str, sentence: str, tmp_path: Path) -> None:
    given = {"DEBUG": "1", "SAFECLOSE_VAR": str(tmp_path), **DATABASE, name: value}
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(**given)
    assert str(refusal.value) == sentence  # which manage.py prints alone: test_start_up


def test_the_environment_goes_before_the_file_of_settings(tmp_path: Path) -> None:
    """What is set in the environment goes before what stands in the file."""
    program = (
        "import sys; from pathlib import Path; from safeclose.config import environment;"
        "env = environment.Environment();"
        "env.read_env(Path(sys.argv[1])); print([env(name, default='') for name in ('A', 'B', 'C', 'D', 'E')])"
    )
    (tmp_path / ".env").write_text("# first\nA=1\nexport B=\"two # words\"\n\nC='$three'\nD=from the file\n")
    environment_given = {"D": "from outside"}
    assert ended(started("-c", program, str(tmp_path / ".env"), **environment_given)) == (
        0,
        "['1', 'two # words', '$three', 'from outside', '']\n",
        "",
    )
    assert "A" not in os.environ


@pytest.mark.parametrize("given", ["10.0.0.1/8", "nonsense", "10.0.0.0/33", "169.254.0.0/16", "0.0.0.0/0", "fe80::/64"])
def test_networks_for_webhooks_that_are_malformed_or_link_local_are_refused(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="WEBHOOK_ALLOWED_NETWORKS must"):
        environment.networks([given])


def test_a_database_address_may_name_several_hosts_and_parameters_of_libpq() -> None:
    url = "postgres://us%40er:p%2F%25%23%24@one:5432,two:5433/na%20me?target_session_attrs=read-write&sslmode=require"
    assert environment.database(url) == {
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/%#$",
        "HOST": "one,two",
        "PORT": "5432,5433",
        "OPTIONS": {"target_session_attrs": "read-write", "sslmode": "require"},
    }


def test_an_address_of_sentinels_may_leave_out_ports_account_and_database() -> None:
    assert environment.sentinel("redis+sentinel://one,[::1]:26380/deals") == environment.SentinelGroup(
        name="deals", hosts=[("one", 26379), ("::1", 26380)], username=None, password=None, database=0
    )
    assert environment.sentinel("redis+sentinel://me:p%40ss@one:1/deals/2") == environment.SentinelGroup(
        name="deals", hosts=[("one", 1)], username="me", password="p@ss", database=2
    )
