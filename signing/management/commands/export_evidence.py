"""All that proves one signing, in a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.management.reporting import BadArgument, ReportingCommand
from safeclose.sealing.bundle import BundleError
from safeclose.sealing.keys import SealingKeyError
from signing.evidence.export import export_files
from signing.evidence.models import Trail


class Command(ReportingCommand):
    """Overwrites nothing: the folder must be new or empty."""

    help = "Write sealed PDFs, certificate, evidence, the certificate to trust, and how to check them, into a folder."
    go_on = "The folder is not whole: remove it, and run the command again."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("id", help="env_… of an envelope, or signing:… of a package")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to (default: a folder of that name, here)")

    def handle(self, *args: Any, **options: Any) -> None:
        trail = Trail.objects.filter(id=options["id"]).first()
        if trail is None:
            raise BadArgument(f"There is no envelope or package {options['id']} that was sent.")
        folder: Path = options["to"] or Path(trail.id.replace(":", "-"))
        try:
            if folder.exists() and any(folder.iterdir()):
                raise BadArgument(f"The folder {folder} is not empty.")
            folder.mkdir(parents=True, exist_ok=True)
            names = [self._write(folder / name, content) for name, content in export_files(trail)]
        except (OSError, BundleError, SealingKeyError) as error:
            raise CommandError(f"{trail.id}: {error}") from error
        told = {"id": trail.id, "folder": str(folder), "files": names}
        self.report(options, told, f"{folder}: {', '.join(names)}")

    def _write(self, path: Path, content: bytes) -> str:
        path.write_bytes(content)
        return path.name
