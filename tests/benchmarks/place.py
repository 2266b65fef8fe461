"""Where it is measured: a PostgreSQL of its own that keeps every commit, and production's settings."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from safeclose.config import embedded, local_keys
from tests.keys import write_pkcs12

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("SAFECLOSE_VAR") or ROOT / "var" / "bench").absolute()
ISSUER, PARTY = "https://clerk.example.test", "https://app.example.test"
# A machine whose power fails must still have what was acknowledged.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
WORK = "bench_work"
QUICK = "BENCHMARKS_QUICK"


def settle() -> None:
    """Set the environment as in production, before Django reads it; nothing is started but PostgreSQL."""
    VAR.mkdir(parents=True, exist_ok=True)
    for name in ("PGOPTIONS", "MODELS_JSON", "REDIS_URL"):
        os.environ.pop(name, None)
    write_pkcs12(VAR / "sealing.p12", "only-for-benchmarks")
    public = _clerk_key().public_key()
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "safeclose.settings",
            "DEBUG": "0",  # with DEBUG Django keeps every statement that it ran
            "SECRET_KEY": "only-for-benchmarks-" + "x" * 50,
            "SAFECLOSE_VAR": str(VAR),
            "DATABASE_URL": named(WORK),
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "CLERK_ISSUER": ISSUER,
            "CLERK_AUTHORIZED_PARTIES": PARTY,
            "CLERK_JWT_KEY": public.public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            ).decode(),
            "SEALING_PKCS12": str(VAR / "sealing.p12"),
            "SEALING_PASSWORD": "only-for-benchmarks",
            "EMAIL_URL": "dummymail://",
            "TRUSTED_PROXY_COUNT": "1",  # so that clients have different addresses, each with its own limit
        }
    )


@cache
def _server() -> str:
    return embedded.start(VAR / "postgres")


def scaled(*sizes: int) -> list[int]:
    """As they are; with --quick a twentieth, which shows that everything runs and proves nothing."""
    return [size // 20 if os.environ.get(QUICK) else size for size in sizes]


def rounds(number: int) -> int:
    """As many; with --quick two."""
    return 2 if os.environ.get(QUICK) else number


def named(database: str) -> str:
    """The address of a database of the server."""
    head, tail = _server().split("/postgres?", 1)
    return f"{head}/{database}?{tail}"


def admin() -> psycopg.Connection[Any]:
    """To make databases and to look at settings."""
    return psycopg.connect(_server(), autocommit=True)


def _clerk_key() -> rsa.RSAPrivateKey:
    pem = local_keys.made_once(VAR / "clerk.pem", _fresh_key)
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _fresh_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def token(subject: str) -> str:
    """A session token of a demo user, as Clerk would sign it: `token("alice")`."""
    now = int(time.time())
    claims: dict[str, Any] = {"iss": ISSUER, "sub": f"user_demo_{subject}", "azp": PARTY}
    claims |= {"v": 2, "sid": "sess_benchmark", "sts": "active", "iat": now, "nbf": now, "exp": now + 7200}
    if subject in ("alice", "bob"):
        claims["o"] = {"id": "org_demo_acme", "rol": "owner", "slg": "acme-financial"}
    if subject == "charlie":
        claims["o"] = {"id": "org_demo_birch", "rol": "owner", "slg": "birch-realty"}
    return jwt.encode(claims, _clerk_key(), algorithm="RS256")


@cache
def _model() -> str:
    """A migrated database with demo data, made anew unless --quick, that the others are copies of."""
    with admin() as connection:
        for name, value in DURABLE.items():
            found = connection.execute(f"SHOW {name}").fetchone()
            assert found == (value,), f"{name} is {found}"
        if not os.environ.get(QUICK):
            connection.execute("DROP DATABASE IF EXISTS bench_model WITH (FORCE)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'bench_model'").fetchone():
            connection.execute("CREATE DATABASE bench_model")
    environment = {**os.environ, "DATABASE_URL": named("bench_model")}
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("seed_demo", "--verbosity", "0", environment={**environment, "DEBUG": "1"})
    return "bench_model"


def manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run a command of the service to its end."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def database(name: str) -> Iterator[str]:
    """A copy of the model, and its address; gone afterwards."""
    with admin() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_model()}"')
        try:
            yield named(name)
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def work() -> Iterator[str]:
    """The database that Django in this process knows."""
    from django.db import connection

    with database(WORK) as url:
        try:
            yield url
        finally:
            connection.close()
            connection.close_pool()


def missing(*programs: str) -> str | None:
    """What of these is not on the machine."""
    absent = [program for program in programs if not shutil.which(program)]
    return f"{', '.join(absent)} is not on this machine" if absent else None
