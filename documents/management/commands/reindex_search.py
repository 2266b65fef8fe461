"""All documents, made findable."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.progress import Progress

from documents.search import actions, indexing
from documents.search.storage import storage
from safeclose.gateways import ai
from safeclose.management.reporting import BadArgument, ReportingCommand
from workspace.models import Organization


class Command(ReportingCommand):
    """After another model was configured, or pgvector was installed. Safe to repeat, to interrupt, and to run live."""

    help = "Index every document that is not a draft and is not indexed as it is now (MODELS_JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organization", help="only this one, by its slug")
        parser.add_argument("--all", action="store_true", help="also those that are indexed already")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = _organization(options["organization"])
        try:
            report = _run(organization, self.bars(options), anew=options["all"])
        except ai.Fault as fault:
            raise CommandError(f"{fault} {self.go_on}") from fault
        sentence = "{documents} documents, {indexed} indexed now by {model}; search is {search}."
        self.report(options, report, sentence.format(**report))


def _organization(slug: str | None) -> Organization | None:
    found = Organization.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise BadArgument(f"There is no organization {slug}.")
    return found


def _run(organization: Organization | None, progress_bars: Progress, *, anew: bool) -> dict[str, Any]:
    model = ai.embedding_model()
    if model is None:
        raise CommandError("No embedding model is configured; see MODELS_JSON in docs/settings.md.")
    actions.record_storage(dimensions=model.dimensions)
    at = indexing.Progress(0, 0, 0)
    with progress_bars as bars:
        task = bars.add_task("Documents", total=None)
        for at in indexing.index_all(model=model, organization_id=organization.pk if organization else None, anew=anew):
            bars.update(task, completed=at.seen, total=at.total)
    return {"documents": at.seen, "indexed": at.indexed, "model": model.name, "search": storage(model.dimensions).kind}
