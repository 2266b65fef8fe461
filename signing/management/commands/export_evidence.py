"""All that proves one signing, in a folder."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signing.evidence.bundle import BundleError
from signing.evidence.exporting import exported
from signing.evidence.keys import SealingKeyError
from signing.evidence.models import Trail


class Command(BaseCommand):
    """Overwrites nothing: the folder must be new or empty."""

    help = "Write sealed PDFs, certificate, evidence, the certificate to trust, and how to check them, into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="env_… of an envelope, or signing:… of a package")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to (default: a folder of that name, here)")
        parser.add_argument("--json", action="store_true", help="print a report for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        trail = Trail.objects.filter(id=options["id"]).first()
        if trail is None:
            raise CommandError(f"There is no envelope or package {options['id']} that was sent.")
        folder: Path = options["to"] or Path(trail.id.replace(":", "-"))
        try:
            if folder.exists() and any(folder.iterdir()):
                raise CommandError(f"The folder {folder} is not empty.")
            folder.mkdir(parents=True, exist_ok=True)
            names = [self._write(folder / name, content) for name, content in exported(trail)]
        except (OSError, BundleError, SealingKeyError) as error:
            raise CommandError(f"{trail.id}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"id": trail.id, "folder": str(folder), "files": names}))
        else:
            self.stdout.write(f"{folder}: {', '.join(names)}")

    def _write(self, path: Path, content: bytes) -> str:
        path.write_bytes(content)
        return path.name
