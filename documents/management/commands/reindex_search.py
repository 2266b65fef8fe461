"""All documents, made findable."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from documents.search import actions, indexing
from documents.search.storage import storage
from safeclose.gateways import ai
from workspace.models import Organization

GO_ON = "What was done is kept: the same command goes on from here."


class Command(BaseCommand):
    """After another model was configured, or pgvector was installed. Safe to repeat, to interrupt, and to run live."""

    help = "Index every document that is not a draft and is not indexed as it is now (MODELS_JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", help="only this one, by its slug")
        parser.add_argument("--all", action="store_true", help="also those that are indexed already")
        parser.add_argument("--json", action="store_true", help="print a report for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = _organization(options["organization"])
        try:
            report = _run(organization, anew=options["all"], quiet=options["json"])
        except ai.Fault as fault:
            raise CommandError(f"{fault} {GO_ON}") from fault
        except KeyboardInterrupt as stop:
            raise CommandError(f"Stopped. {GO_ON}") from stop
        sentence = "{documents} documents, {indexed} indexed now by {model}; search is {search}."
        self.stdout.write(json.dumps(report) if options["json"] else sentence.format(**report))


def _organization(slug: str | None) -> Organization | None:
    found = Organization.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise CommandError(f"There is no organization {slug}.")
    return found


def _run(organization: Organization | None, *, anew: bool, quiet: bool) -> dict[str, Any]:
    model = ai.embedding_model()
    if model is None:
        raise CommandError("No embedding model is configured; see MODELS_JSON in docs/settings.md.")
    actions.record_storage(dimensions=model.dimensions)
    at = indexing.Progress(0, 0, 0)
    with Progress(console=Console(stderr=True), disable=quiet or not sys.stderr.isatty()) as bars:
        task = bars.add_task("Documents", total=None)
        for at in indexing.index_all(model=model, organization_id=organization.pk if organization else None, anew=anew):
            bars.update(task, completed=at.seen, total=at.total)
    return {"documents": at.seen, "indexed": at.indexed, "model": model.name, "search": storage(model.dimensions).kind}
