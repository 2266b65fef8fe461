"""Loading the licensed blank of a pack."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents import packs
from documents.forms.blank_forms import actions
from documents.forms.blank_forms.mapping import by_name, faults, parties_of_marks
from documents.forms.fillable_pdf.fields import Field
from documents.forms.fillable_pdf.reading import BlankPaper, blank_paper
from documents.packs import Pack
from safeclose.actors import SYSTEM
from safeclose.child_processes.confined import UnfitError
from safeclose.management.reporting import BadArgument
from safeclose.storage import files


class Command(BaseCommand):
    """The forms are licensed, so they are not a part of this program: whoever holds a licence loads them."""

    help = "Print a pack on its licensed form: a fillable PDF, with a mapping of its fields to the pack's data."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which pack, which file."""
        parser.add_argument("form_key", help="on/freehold-purchase, …")
        parser.add_argument("blank", nargs="?", type=Path, help="the fillable PDF")
        parser.add_argument("--mapping", type=Path, help='JSON: {"field": "parties.buyers.0.name", …}')
        parser.add_argument("--list", action="store_true", help="print the fields of the PDF, and change nothing")
        parser.add_argument("--remove", action="store_true", help="print the pack on plain paper again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, naming what is wrong."""
        pack = _pack(options["form_key"])
        if options["remove"]:
            had_one = actions.remove(form_key=pack.key, by=SYSTEM)
            self.stdout.write(f"{pack.key} is printed on plain paper" + (" again." if had_one else " already."))
            return
        if options["blank"] is None:
            raise BadArgument("Name the PDF.")
        content = _read(options["blank"])
        paper = _paper(content)
        if options["list"]:
            self.stdout.write("\n".join([*map(_line, paper.fields), *_places(paper)]))
            return
        mapping = _mapping(options["mapping"], paper, pack)
        actions.load(
            form_key=pack.key,
            sha256=files.keep(content),
            paper_sha256=files.keep(paper.pdf),
            paper=paper,
            mapping=mapping,
            by=SYSTEM,
        )
        self._report(pack, paper, mapping)

    def _report(self, pack: Pack, paper: BlankPaper, mapping: dict[str, str]) -> None:
        parties = parties_of_marks(mapping, paper.marks, pack.sides)
        empty = [field for field in paper.fields if field.name not in mapping]
        filled = len(mapping) - sum(one.field in parties for one in paper.marks)
        self.stdout.write(f"{pack.key} is printed on this form; {filled} of its fields are filled.")
        if unnamed := [line for line in _places(paper) if line.rpartition(":")[0] not in mapping]:
            self.stdout.write("These places for signers name no party:")
            self.stdout.write("\n".join(unnamed))
        if paper.left_out:
            self.stdout.write(f"Left out of the form: {', '.join(paper.left_out)}.")
        if empty:
            self.stdout.write("These fields stay empty:")
            self.stdout.write("\n".join(_line(field) for field in empty))


def _pack(form_key: str) -> Pack:
    try:
        return packs.get(form_key)
    except packs.UnknownPack as error:
        known = ", ".join(pack.key for pack in packs.every())
        raise BadArgument(f"There is no form {form_key}; there are {known}.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadArgument(f"{path} can't be read: {error.strerror}.") from error


def _paper(content: bytes) -> BlankPaper:
    try:
        return blank_paper(content)
    except UnfitError as error:
        raise CommandError(str(error)) from error


def _mapping(path: Path | None, paper: BlankPaper, pack: Pack) -> dict[str, str]:
    if path is None:
        return by_name(paper.fields, pack.model, paper.marks, pack.sides)
    try:
        mapping = json.loads(_read(path))
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}.") from error
    if not isinstance(mapping, dict):
        raise CommandError(f"{path} must hold an object.")
    if wrong := faults(mapping, paper.fields, pack.model, paper.marks, pack.sides):
        raise CommandError("\n".join(wrong))
    return mapping


def _places(paper: BlankPaper) -> list[str]:
    return [f"{one.field}: {one.mark.kind}, page {one.mark.page}" for one in paper.marks if not one.fillable]


def _line(field: Field) -> str:
    options = f" ({', '.join(field.values)})" if field.options else ""
    return f"{field.name}: {field.kind}{options}, page {field.widgets[0].page + 1}"
