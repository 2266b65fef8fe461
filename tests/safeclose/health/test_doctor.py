"""How everything stands: one line each, in bounded time."""

import json
import smtplib
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from django.db import connection

from safeclose import clock
from safeclose.gateways import clerk
from safeclose.gateways.http_client import Answer, Client
from safeclose.health import database, gateways, probes, queue, storage
from safeclose.health.probes import PartStatus
from safeclose.management.commands import doctor
from safeclose.storage import storage_url
from tests.environment import CLERK_KEY, ISSUER
from tests.redis_server import RedisServer
from tests.s3_server import S3Server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, probes.Part]:
    found: dict[str, probes.Part] = {}
    monkeypatch.setattr(probes.readiness_probes, "_contributions", found)
    monkeypatch.setattr(probes.doctor_checks, "_contributions", {})
    return found


def examine(*options: str) -> str:
    printed = StringIO()
    call_command("doctor", *options, stdout=printed)
    return printed.getvalue()


def test_doctor_ends_with_0_where_all_is_well(parts: dict[str, probes.Part]) -> None:
    parts.update(b=lambda: "It is.", a=lambda: PartStatus("warn", "Hm."), c=lambda: PartStatus("off", "Not set."))
    assert examine() == "warn  a: Hm.\nok    b: It is.\noff   c: Not set.\n"
    assert json.loads(examine("--json")) == {
        "a": {"state": "warn", "sentence": "Hm."},
        "b": {"state": "ok", "sentence": "It is."},
        "c": {"state": "off", "sentence": "Not set."},
    }
    assert examine("--only", "b") == "ok    b: It is.\n"


def test_doctor_ends_with_1_where_something_fails(parts: dict[str, probes.Part], capsys: Any) -> None:
    def broken() -> str:
        raise ZeroDivisionError("secret")

    parts.update(a=lambda: PartStatus("fail", "It is broken."), b=broken, c=lambda: "It is.")
    printed = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("doctor", stdout=printed)
    assert (str(caught.value), caught.value.returncode) == ("Failing: a, b.", 1)
    assert printed.getvalue() == (
        "fail  a: It is broken.\nfail  b: It can't be examined (ZeroDivisionError).\nok    c: It is.\n"
    )


def test_doctor_does_not_wait_for_a_part_that_hangs(
    parts: dict[str, probes.Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def hanging() -> str:
        go_on.wait(60)
        return "late"

    parts.update(hanging=hanging, well=lambda: "It is.")
    found = dict(doctor.answers(parts, seconds=0.5))
    assert found == {"well": PartStatus("ok", "It is.")}
    monkeypatch.setattr(doctor, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(doctor.answers, "__kwdefaults__", {"seconds": 0.5})
    with pytest.raises(CommandError, match=r"Failing: hanging\."):
        examine()
    go_on.set()


def test_doctor_asks_everything_that_is_needed() -> None:
    assert set(probes.parts()) >= {
        "cache", "clerk", "clock", "database", "mail", "migrations", "models", "pgvector", "queue", "replica",
        "sealing", "sealing key", "search", "storage", "time stamps", "turnstile", "twilio", "workers",
    }  # fmt: skip


@pytest.mark.django_db
def test_doctor_tells_how_the_database_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.database().state == "ok"
    monkeypatch.setattr(database, "MIN_MAJOR_VERSION", 99)
    assert database.database().state == "fail"
    assert database.pgvector().state in ("ok", "off")
    assert database.migrations() == PartStatus("ok", "All are applied.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'clickwrap'")
    word = database.migrations()
    assert word.state == "fail"
    assert "the first is clickwrap.0001_" in word.sentence


@pytest.mark.django_db
@pytest.mark.parametrize(("apart", "state"), [(0, "ok"), (60, "fail"), (-60, "fail")])
def test_doctor_tells_of_a_clock_that_differs(apart: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=apart))
    assert database.clocks().state == state


@pytest.mark.django_db
def test_doctor_tells_of_jobs_that_wait_or_failed() -> None:
    assert queue.workers() == PartStatus("fail", "No worker gives a sign of life; start manage.py worker.")
    assert queue.queue() == PartStatus("ok", "0 jobs waiting, 0 dead.")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 hour')")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at, args) VALUES "
            "('q', 't', 'todo', now() + interval '1 hour', '{}'), ('q', 't', 'todo', now() - interval '1 minute', '{}')"
        )
    assert queue.workers() == PartStatus("ok", "1 at work.")
    word = queue.queue()
    assert word.state == "ok"
    assert word.sentence.startswith("1 jobs waiting since ")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 hour'")
    assert queue.queue().state == "warn"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert queue.queue() == PartStatus("warn", "0 jobs waiting, 2 dead.")


def test_doctor_tells_whether_files_can_be_written_and_read(settings: Any, tmp_path: Path, s3: S3Server) -> None:
    def use(url: str) -> PartStatus:
        settings.STORAGE_URL = url
        settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage(url, tmp_path / "files")}
        return storage.storage()

    assert use("") == PartStatus("ok", "Files are written, read and removed in a folder.")
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert use(s3.url("doctors")) == PartStatus("ok", "Files are written, read and removed in s3://doctors.")
    assert use(f"s3://key:secret@no-such-bucket?endpoint={s3.address}").state == "fail"
    (tmp_path / "files").rename(tmp_path / "away")
    (tmp_path / "files").write_text("not a folder")
    assert use("").state == "fail"


def test_doctor_tells_whether_counters_are_kept(redis: RedisServer, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis.url}}
    assert storage.counters() == PartStatus("ok", "In Redis.")
    redis.stop()
    assert storage.counters().state == "fail"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.REDIS_URL = ""
    assert storage.counters() == PartStatus("fail", "What is written to it can't be read again.")


@pytest.fixture
def nowhere() -> int:
    """A port at which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_doctor_names_what_a_mail_service_lacks(settings: Any) -> None:
    settings.MAIL_SERVICE, settings.EMAIL_URL = "postmark", ""
    settings.ANYMAIL, settings.MAIL_WEBHOOK_SECRET = {}, []
    lacking = "MAIL_SERVICE=postmark needs POSTMARK_SERVER_TOKEN, MAIL_WEBHOOK_SECRET."
    assert gateways.mail() == PartStatus("fail", lacking)
    settings.ANYMAIL, settings.MAIL_WEBHOOK_SECRET = {"POSTMARK_SERVER_TOKEN": "x"}, ["hooks:" + "x" * 20]
    sentence = "Mail goes to postmark; whether it takes our key shows with the first mail."
    assert gateways.mail() == PartStatus("ok", sentence)


def test_doctor_calls_off_what_is_not_configured(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.CLERK_JWT_KEY = settings.CLERK_JWKS_URL = settings.TWILIO_ACCOUNT_SID = settings.MODELS_JSON = ""
    settings.TURNSTILE_SECRET_KEY = ""
    for part in (gateways.mail, gateways.clerk, gateways.twilio, gateways.turnstile, gateways.models):
        assert part().state == "off"


def test_doctor_fails_what_does_not_answer(settings: Any, nowhere: int, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{nowhere}"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", nowhere
    settings.CLERK_JWT_KEY, settings.CLERK_JWKS_URL = "", address
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_API_URL = "AC", address
    settings.TURNSTILE_SECRET_KEY, settings.TURNSTILE_URL = "key", address
    models = tmp_path / "models.json"
    models.write_text(json.dumps({"chat": {"endpoint": address, "model": "m"}}))
    settings.MODELS_JSON = str(models)
    for part in (gateways.mail, gateways.clerk, gateways.twilio, gateways.turnstile, gateways.models):
        word = part()
        assert (part.__name__, word.state) == (part.__name__, "fail")
        assert word.sentence.endswith(".")


@pytest.mark.parametrize(
    ("part", "status", "body", "state"),
    [
        (gateways.twilio, 200, {"status": "active"}, "ok"),
        (gateways.twilio, 200, {"status": "suspended"}, "fail"),
        (gateways.twilio, 401, {"code": 20003}, "fail"),
        (gateways.twilio, 200, None, "fail"),
        (gateways.turnstile, 200, {"success": False, "error-codes": ["invalid-input-response"]}, "ok"),
        (gateways.turnstile, 200, {"success": False, "error-codes": ["invalid-input-secret"]}, "fail"),
        (gateways.turnstile, 503, {"x": 1}, "fail"),
        (gateways.models, 200, {"data": []}, "ok"),
        (gateways.models, 404, None, "ok"),
        (gateways.models, 401, {}, "fail"),
    ],
)
def test_doctor_passes_what_answers(
    part: probes.Part, status: int, body: Any, state: str, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.TWILIO_ACCOUNT_SID = settings.TURNSTILE_SECRET_KEY = "key"
    models = tmp_path / "models.json"
    models.write_text(json.dumps({"chat": {"endpoint": "http://models.test/v1", "model": "m"}}))
    settings.MODELS_JSON = str(models)
    answer = Answer(status, {}, b"<html>" if body is None else json.dumps(body).encode())
    monkeypatch.setattr(Client, "exchange", lambda *args, **words: answer)
    word = part()
    assert isinstance(word, PartStatus)
    assert word.state == state


COMPARED = PartStatus("ok", "Tokens are checked with keys of CLERK_ISSUER.")
JWKS = "https://clerk.test/jwks"
OF_ISSUER = f"{ISSUER}/.well-known/jwks.json"
OURS = {"ins_1": CLERK_KEY.public_key()}
OTHERS = {"ins_1": rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()}


@pytest.mark.parametrize(
    ("with_pem", "fetched", "word"),
    [
        (True, {OF_ISSUER: OURS}, COMPARED),
        (True, {OF_ISSUER: {**OTHERS, "ins_2": OURS["ins_1"]}}, COMPARED),
        (
            True,
            {OF_ISSUER: OTHERS},
            PartStatus("fail", "CLERK_JWT_KEY has no key of CLERK_ISSUER: every token is refused."),
        ),
        (True, {}, PartStatus("warn", "CLERK_ISSUER gives no keys, so they were not compared with CLERK_JWT_KEY.")),
        (False, {JWKS: OURS, OF_ISSUER: OURS}, COMPARED),
        (
            False, {JWKS: OTHERS, OF_ISSUER: OURS},
            PartStatus("fail", "CLERK_JWKS_URL has no key of CLERK_ISSUER: every token is refused."),
        ),
        (
            False, {JWKS: OURS},
            PartStatus("warn", "CLERK_ISSUER gives no keys, so they were not compared with CLERK_JWKS_URL."),
        ),
        (False, {OF_ISSUER: OURS}, PartStatus("fail", "No keys can be had at CLERK_JWKS_URL.")),
    ],
)  # fmt: skip
def test_doctor_compares_the_keys_of_tokens_with_those_of_the_issuer(
    with_pem: bool, fetched: dict[str, Any], word: PartStatus, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_pem:
        settings.CLERK_JWT_KEY, settings.CLERK_JWKS_URL = "", JWKS
    monkeypatch.setattr(clerk, "fetched_keys", lambda url: fetched.get(url, {}))
    assert gateways.clerk() == word


@pytest.mark.parametrize("pem", ["nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_doctor_fails_a_key_that_is_none(pem: str, settings: Any) -> None:
    settings.CLERK_JWT_KEY = pem
    assert gateways.clerk() == PartStatus("fail", "CLERK_JWT_KEY is no PEM of a public key.")


def test_doctor_fails_a_mail_server_that_refuses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: object) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"who is alice@example.com?")

    settings.EMAIL_BACKEND = SMTP
    monkeypatch.setattr(f"{SMTP}.open", refused)
    assert gateways.mail() == PartStatus("fail", "The mail server answers 535.")


def test_doctor_fails_a_malformed_file_of_models(settings: Any) -> None:
    settings.MODELS_JSON = "/nowhere/models.json"
    assert gateways.models().state == "fail"
