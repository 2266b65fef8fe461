"""What the tests run in, set before Django reads its settings: production's way, on local things."""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from safeclose.config import embedded
from tests.keys import write_pkcs12

ISSUER = "https://clerk.example.test"
PARTY = "https://app.example.test"
CLERK_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)

ROOT = Path(__file__).resolve().parent.parent
# A shell starts what runs in the background deaf to Ctrl-C, and all that it starts in turn; some tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# With it each process that a test starts would compile all modules anew, which takes longer than importing them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Kept between runs, for speed; two runs at once need two of them.
POSTGRES = Path(os.environ.get("SAFECLOSE_TEST_VAR") or ROOT / "var" / "test") / "postgres"
VAR = Path(tempfile.mkdtemp(prefix="safeclose-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
# The temporary folder of this process and of all that it starts. Tests leave it empty, see conftest.py.
TEMPORARY = VAR / "tmp"
TEMPORARY.mkdir()
tempfile.tempdir = str(TEMPORARY)

write_pkcs12(VAR / "sealing.p12", "only-for-tests")
os.environ.update(
    {
        "DEBUG": "0",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "SAFECLOSE_VAR": str(VAR),
        "TMPDIR": str(TEMPORARY),
        "PYTEST_DEBUG_TEMPROOT": str(VAR),  # pytest's `tmp_path`; `--basetemp` keeps them elsewhere, to look at
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or embedded.start(POSTGRES),
        "DATABASE_POOL": "60",
        "REDIS_URL": "",
        "PUBLIC_URL": "https://safeclose.example.test",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "CLERK_ISSUER": ISSUER,
        "CLERK_JWKS_URL": "",
        "CLERK_JWT_KEY": CLERK_KEY.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        "CLERK_AUTHORIZED_PARTIES": PARTY,
        "CORS_ALLOWED_ORIGINS": PARTY,
        "TRUSTED_PROXY_COUNT": "0",
        "SEALING_PKCS12": str(VAR / "sealing.p12"),
        "SEALING_PASSWORD": "only-for-tests",
        "MODELS_JSON": "",
        "DOCUMENTS_INCLUDED_PER_MONTH": "15",
        # numpy's threads wait for each other by spinning: on a machine that is busy they take twenty times as long.
        "OPENBLAS_NUM_THREADS": "1",
        # What is lost with the machine's power need not be kept here; the tests kill processes, not machines.
        "PGOPTIONS": "-c synchronous_commit=off",
    }
)
