"""Someone who left traces everywhere, and the look for what is left of them."""

import json
import secrets
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from tests.people import Caller
from tests.signing.envelopes.test_secrets import everything

PHONE = "+14165550177"
ADDRESS = "198.51.100.77"
BROWSER = "ZeldaBrowser/9"
NAME = "Zelda Qu\u00fcx"
SIGNATURE = "Z. Qu\u00fcx, by her hand"


def hashed() -> str:
    """What stands in columns of bytes, as it reads."""
    with connection.cursor() as cursor:
        found = []
        for table in ("signing_trailevent", "clickwrap_block"):
            cursor.execute(f"SELECT convert_from(payload, 'UTF8') FROM {table}")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


class Zelda:
    """Nobody else has this e-mail address, not even in an earlier run."""

    def __init__(self) -> None:
        self.email = f"Zelda.{secrets.token_hex(6)}@Example.com"

    @property
    def needles(self) -> list[str]:
        """What must not be found."""
        return [self.email.lower(), PHONE, ADDRESS, BROWSER.lower(), NAME.lower(), SIGNATURE.lower()]

    @property
    def party(self) -> dict[str, str]:
        """As a signer."""
        return {"name": NAME, "email": self.email, "phone": PHONE, "role": "seller"}

    def post(self, path: str, body: dict[str, Any], caller: Caller | None = None) -> Any:
        """By her, from where she is."""
        headers = {"User-Agent": BROWSER}
        answer = (caller or Caller(None)).post(path, body, headers=headers, REMOTE_ADDR=ADDRESS)
        assert answer.status_code < 300, answer.json()
        return answer

    def get(self, path: str) -> Any:
        """Like `post`."""
        return Caller(None).get(path, headers={"User-Agent": BROWSER}, REMOTE_ADDR=ADDRESS)

    def traces(self) -> set[str]:
        """Which of it stands in the database: in any column of any table, also as bytes."""
        stored = f"{everything()}\n{hashed()}".lower()
        return {needle for needle in self.needles if needle in stored}

    def stored_files(self) -> list[Path]:
        """Files in which her address can be read."""
        needle = self.email.encode()
        found = Path(default_storage.location).rglob("*")
        return [path for path in found if path.is_file() and needle in path.read_bytes()]

    def erase(self, *options: str) -> dict[str, Any]:
        """The command's report; with `--yes`, unless it is a dry run."""
        options = options if "--dry-run" in options else (*options, "--yes")
        printed = StringIO()
        call_command("erase_person", self.email, "--json", *options, stdout=printed)
        return dict(json.loads(printed.getvalue()))


def all_is_well() -> bool:
    """Whether every chain verifies."""
    printed = StringIO()
    call_command("verify_trails", "--json", stdout=printed)
    return json.loads(printed.getvalue())["broken"] is None
