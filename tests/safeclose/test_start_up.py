"""Whether a process starts at all: settings, checks, what it imports, and the lock of the one web process."""

import json
import runpy
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from documents import packs
from safeclose.config import single_process
from tests.safeclose.child_processes.processes import ended, started
from tests.safeclose.configured import configure

DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
IMPORTED = """
import django; django.setup()
from django.urls import get_resolver; get_resolver().reverse_dict
import json, sys; print(json.dumps(list(sys.modules)))
"""
# What was registered earlier is called later.
ENDED = """
import atexit, gc, sys; sys.argv = ["manage.py", "make_sealing_key", "--help"]
atexit.register(lambda: print("", gc.get_freeze_count() > 1000, len(gc.get_objects()) < 1000))
import manage; manage.main()
"""
# What only some commands, some requests or the worker need, and what only tests do.
NOT_AT_START = {
    "PIL", "aiohttp", "asn1crypto", "boto3", "botocore", "certomancer", "fontTools", "holidays", "httpx2",
    "hypothesis", "lxml", "moto", "numpy", "onnxruntime", "openai", "opentelemetry", "pyhanko", "pyhanko_certvalidator",
    "pypdfium2", "pytest", "redis", "sentry_sdk", "storages", "tests", "tokenizers", "uharfbuzz",
}  # fmt: skip


def test_a_command_without_a_secret_key_says_what_is_missing_and_touches_nothing(tmp_path: Path) -> None:
    code, out, err = ended(started("manage.py", "check", SAFECLOSE_VAR=str(tmp_path), **DATABASE))
    assert (code, out, err) == (1, "", "ImproperlyConfigured: Set SECRET_KEY, or DEBUG=1 for development.\n")
    assert list(tmp_path.iterdir()) == []


def test_check_fails_where_clerk_is_not_configured(tmp_path: Path, settings: Any) -> None:
    configure(settings, SECRET_KEY="x" * 60, SAFECLOSE_VAR=str(tmp_path), SEALING_PKCS12="key.p12", **DATABASE)
    sentence = "Set CLERK_ISSUER and CLERK_JWKS_URL or CLERK_JWT_KEY, or DEBUG=1 for development."
    with pytest.raises(SystemCheckError, match=rf"\?: \(safeclose\.E001\) {sentence}"):
        call_command("check", stdout=StringIO())


def test_a_process_imports_no_library_and_no_form_before_it_is_needed(tmp_path: Path) -> None:
    given = {"DEBUG": "1", "SAFECLOSE_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "safeclose.settings", **DATABASE}
    code, out, err = ended(started("-c", IMPORTED, **given))
    assert code == 0, err
    modules = json.loads(out)
    assert {name.partition(".")[0] for name in modules} & NOT_AT_START == set()
    assert set(modules) & {*packs._MODULES.values(), "documents.packs.samples"} == set()


def test_a_command_does_not_look_for_garbage_when_it_ends() -> None:
    code, out, err = ended(started("-c", ENDED))
    assert (code, out.splitlines()[-1], err) == (0, " True True", "")


def test_a_second_web_process_needs_shared_counters(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    taken: list[Any] = []
    monkeypatch.setattr(single_process.leases, "_contributions", {"on other machines": taken.append})
    monkeypatch.setattr("django.core.wsgi.get_wsgi_application", lambda: "the application")  # Django is set up already
    with runpy.run_module("safeclose.wsgi")["web_lock"]:
        with pytest.raises(ImproperlyConfigured) as refused:
            runpy.run_module("safeclose.wsgi")
        settings.REDIS_URL = "redis://127.0.0.1:1"
        assert runpy.run_module("safeclose.wsgi")["application"]._application == "the application"
    assert str(refused.value) == (
        "Several web processes need REDIS_URL: without it each would count rate limits for itself."
    )
    settings.REDIS_URL = ""
    with runpy.run_module("safeclose.wsgi")["web_lock"]:  # the first has ended
        assert taken[0] == taken[1] == UUID((tmp_path / "web.lock").read_text().strip()), "the data directory's id"


def test_a_web_process_that_another_machine_refuses_gives_the_lock_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: UUID) -> None:
        raise ImproperlyConfigured(single_process.SENTENCE)

    monkeypatch.setattr(single_process.leases, "_contributions", {"on other machines": refuse})
    for _ in range(2):
        with pytest.raises(ImproperlyConfigured, match="Several web processes need REDIS_URL"):
            single_process.require(tmp_path)
    monkeypatch.setattr(single_process.leases, "_contributions", {})
    single_process.require(tmp_path).close()
