"""Creates demo data, app by app."""

import json
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import module_has_submodule

from safeclose.health import database as probe


class Command(BaseCommand):
    """An app has a module `demo` with `seed(ids)`, which adds the ids of what it created or found, by name."""

    help = "Migrate the database and make the demo data, as far as they are not there yet. Only with DEBUG."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print all ids, by name")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo data has public passwords; it is made with DEBUG=1 only.")
        if probe.migrations().state == "fail":
            call_command("migrate", verbosity=0)
        ids: dict[str, dict[str, str]] = {}
        for app in apps.get_app_configs():
            if app.module and module_has_submodule(app.module, "demo"):
                import_module(f"{app.name}.demo").seed(ids)
        if options["json"]:
            self.stdout.write(json.dumps(ids, indent=2, ensure_ascii=False))
        elif options["verbosity"]:
            self.stdout.write("The demo data is there.")
