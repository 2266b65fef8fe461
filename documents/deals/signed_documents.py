"""What a signed document means for its deal: by the kind of its form, and by what it says."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from documents import packs
from documents.deals.models import Deal
from documents.packs.toolkit.reading import Reading
from documents.paper.models import Document

# Where an agreement says when it is carried out, by the kind of transaction of its form.
CLOSING = {"purchase": "dates.completionDate", "lease": "lease.startDate"}
# These forms agree on nothing that closes.
PRELIMINARY = ("listing", "application")


def signed(document_id: str) -> Document | None:
    """The signed document of that id, with its organization; None unless it is in a deal."""
    rows = Document.objects.filter(id=document_id, status=Document.Status.FULLY_SIGNED, deal__isnull=False)
    found: Document | None = rows.select_related("organization").first()
    return found


def transaction_of(document: Document) -> str | None:
    """`purchase`, `lease`, `listing` or `application`; None for an uploaded template, which does not say."""
    try:
        return packs.get(document.form_key).transaction_type
    except packs.UnknownPack:
        return None


def stage_after(document: Document) -> str | None:
    """The stage that the signed document brings its deal to; None where it brings it nowhere.

    A condition is ahead until the end of its last day, where the organization is. What counts is the day on which
    everyone had signed, so that the answer is the same whenever it is asked for.
    """
    transaction = transaction_of(document)
    if transaction == "purchase":
        assert document.signed_at
        today = local_day(document.signed_at, document.organization.timezone)
        last = last_waiver_date(document)
        return Deal.Stage.CONDITIONAL if last and last >= today else Deal.Stage.FIRM
    return Deal.Stage.FIRM if transaction == "lease" else None


def last_waiver_date(document: Document) -> date | None:
    """The last day on which a condition can be fulfilled or waived; None without conditions."""
    reading = Reading(document.canonical)
    days = [reading.day(f"{path}.waiverDate") for path in reading.each("conditions")]
    return max(filter(None, days), default=None)


def closing_date(document: Document) -> date | None:
    """The day that a signed agreement names for the completion, or for the start of the tenancy."""
    path = CLOSING.get(transaction_of(document) or "")
    return Reading(document.canonical).day(path) if path else None


def local_day(instant: datetime, timezone: str) -> date:
    """The day that it is then, in that time zone."""
    return instant.astimezone(ZoneInfo(timezone)).date()
