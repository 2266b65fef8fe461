"""A key to seal with."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeclose.management.reporting import BadArgument, whole
from safeclose.sealing.fresh_key import make_key_files
from safeclose.sealing.keys import SealingKeyError


class Command(BaseCommand):
    """Never writes over a file that is there."""

    requires_system_checks = ()
    help = (
        "Make a sealing key: a PKCS#12 file with a self-signed certificate, for SEALING_PKCS12, and beside it a "
        "certificate request (.csr) for those who want a certificate of an authority."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the PKCS#12 file to write, such as seal.p12")
        parser.add_argument("--name", required=True, help="whom the certificate names, such as your company")
        parser.add_argument("--organization", default="", help="the organization in it, unless it is the same")
        parser.add_argument("--days", type=whole(1, 36500), default=3650, help="how long it is valid (3650)")
        parser.add_argument("--bits", type=int, default=3072, choices=(2048, 3072, 4096), help="size of the key (3072)")
        parser.add_argument("--password-file", type=Path, help="file with the password; it is asked for, unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = make_key_files(
                options["file"],
                password=_password(options["password_file"]),
                name=options["name"],
                organization=options["organization"],
                days=options["days"],
                bits=options["bits"],
            )
        except (SealingKeyError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Key and certificate: {options['file']}\nCertificate request: {request}")


def _password(path: Path | None) -> str:
    try:
        password = getpass("Password of the new file: ") if path is None else path.read_text("utf-8").rstrip("\r\n")
    except OSError as error:
        raise BadArgument(f"{path} can't be read: {error.strerror}.") from error
    except EOFError as error:
        raise BadArgument("There is no terminal on which to ask for the password: give --password-file.") from error
    if len(password) < 12:
        raise BadArgument("The password must have at least 12 characters.")
    return password
