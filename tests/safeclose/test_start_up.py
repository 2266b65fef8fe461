"""Whether a process starts at all: settings, checks, and the lock of the one web process."""

from pathlib import Path

from django.conf import settings

from tests.safeclose.processes import ended, started

DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
SERVE = "import safeclose.wsgi as web; print('serving', flush=True); input()"


def test_without_a_secret_key(tmp_path: Path) -> None:
    code, out, err = ended(started("manage.py", "check", SAFECLOSE_VAR=str(tmp_path), **DATABASE))
    assert (code, out, err) == (1, "", "ImproperlyConfigured: Set SECRET_KEY, or DEBUG=1 for development.\n")
    assert list(tmp_path.iterdir()) == []


def test_without_clerk(tmp_path: Path) -> None:
    given = {"SECRET_KEY": "x" * 60, "SAFECLOSE_VAR": str(tmp_path), "SEALING_PKCS12": "key.p12", **DATABASE}
    code, _, err = ended(started("manage.py", "check", **given))
    assert code == 1
    assert (
        "?: (safeclose.E001) Set CLERK_ISSUER and CLERK_JWKS_URL or CLERK_JWT_KEY, or DEBUG=1 for development." in err
    )


def test_a_second_web_process_needs_shared_counters(tmp_path: Path) -> None:
    url = settings.DATABASE_URL
    given = {
        "DEBUG": "1",
        "SAFECLOSE_VAR": str(tmp_path),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "safeclose.settings",
    }
    first = started("-c", SERVE, **given)
    try:
        assert first.stdout
        assert first.stdout.readline() == "serving\n"
        code, out, err = ended(started("-c", SERVE, **given))
        assert (code, out) == (1, "")
        assert err.strip().endswith(
            "ImproperlyConfigured: Several web processes need REDIS_URL: "
            "without it each would count rate limits for itself."
        )
    finally:
        first.kill()
        first.communicate()
    code, out, _ = ended(started("-c", SERVE.replace("input()", ""), **given))
    assert (code, out) == (0, "serving\n")
