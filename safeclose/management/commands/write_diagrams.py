"""Writes docs/lifecycles.md from the transition tables of the code."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeclose.records.lifecycle import Lifecycle

INTRODUCTION = """# Lifecycles

Written by `manage.py write_diagrams` from the transition tables of the code. A transition without an arrow is
refused with `invalid_state` (two requests have their own code, `cannot_send_for_signature` and `cannot_void`) and the
sentence in the table below the diagram.
"""


class Command(BaseCommand):
    """Finds every Lifecycle in the modules called `lifecycle` of this project's apps."""

    help = "Write docs/lifecycles.md; with --check, fail where it is not current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = settings.BASE_DIR / "docs" / "lifecycles.md"
        text = page(lifecycles())
        if not options["check"]:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError("docs/lifecycles.md is not current; run manage.py write_diagrams.")


def lifecycles() -> Iterator[Lifecycle[Any]]:
    """All lifecycles, by app, in the order of their modules."""
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path).rglob("lifecycle.py")):
            module = import_module(".".join((app.name, *file.relative_to(app.path).with_suffix("").parts)))
            yield from (value for value in vars(module).values() if isinstance(value, Lifecycle))


def page(found: Iterator[Lifecycle[Any]]) -> str:
    parts = [f"## The {one.noun}\n\n```mermaid\n{one.diagram()}\n```\n\n{_refusals(one)}\n" for one in found]
    return "\n".join([INTRODUCTION, *parts])


def _refusals(lifecycle: Lifecycle[Any]) -> str:
    lines = ["| state | refused | sentence |", "|---|---|---|"]
    lines += [f"| `{state}` | `{verb}` | {text} |" for (state, verb), text in lifecycle.refusals().items()]
    return "\n".join(lines)
