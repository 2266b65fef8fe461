"""How documents forget: the data is struck, what was made of it is told apart by its hash alone."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from documents.models import Document, Obligation, Passage, Rendering
from safeclose import email_addresses
from safeclose.records.erasure import ERASED, NamingFile, Person, addressing, strike

DATA = ("canonical", "provenance", "issues", "title")


def parties(person: Person) -> None:
    """Documents whose data has the e-mail address; what stands beside it there is the person's, too."""
    for document in addressing(person, Document.objects.all(), "canonical", "provenance").iterator():
        person.learn("document", document.id, *_beside(document.canonical, person.email))


def _beside(value: Any, email: str) -> Iterator[str]:
    """Names and numbers in objects that hold this address."""
    if isinstance(value, list):
        for part in value:
            yield from _beside(part, email)
    if isinstance(value, dict):
        for key, part in value.items():
            if (
                _stands_for(value, email)
                and isinstance(part, str)
                and ("name" in key.lower() or "phone" in key.lower())
            ):
                yield part
            yield from _beside(part, email)


def _stands_for(value: dict[str, Any], email: str) -> bool:
    return any(isinstance(part, str) and email_addresses.spelled(part) == email for part in value.values())


def _without_address(value: Any, email: str) -> Any:
    """Where they live stands beside their e-mail address; the same elsewhere may be where somebody else lives."""
    if isinstance(value, list):
        return [_without_address(part, email) for part in value]
    if not isinstance(value, dict):
        return value
    gone = {key for key in value if _stands_for(value, email) and "address" in key.lower()}
    return {key: ERASED if key in gone else _without_address(part, email) for key, part in value.items()}


def renderings(person: Person) -> Iterator[NamingFile]:
    """Every PDF that was made of a document that names them."""
    rows = Document.objects.filter(id__in=person.of("document"))
    named = [one.id for one in rows if person.is_named_in([one.canonical, one.title])]
    for made in Rendering.objects.filter(document_id__in=named):
        yield NamingFile(made.sha256, f"rendering of {made.document_id}")


def documents(person: Person) -> int:
    """One that nobody has signed is a draft again, as its data is not what its PDF says any more."""
    rows = Document.objects.filter(id__in=person.of("document"))
    struck = [document for document in rows if person.is_named_in([getattr(document, name) for name in DATA])]
    for document in struck:
        _strike(person, document)
    gone, _ = Passage.objects.filter(document__in=struck).delete()
    obligations = Obligation.objects.filter(document__in=person.of("document"))
    renderings = Rendering.objects.filter(document_id__in=person.of("document"))
    return len(struck) + gone + strike(person, obligations, "description") + strike(person, renderings, "marks")


def _strike(person: Person, document: Document) -> None:
    document.canonical = _without_address(document.canonical, person.email)
    for name in DATA:
        setattr(document, name, person.struck(getattr(document, name)))
    document.title = document.title[:200]
    document.revision = F("revision") + 1
    if document.status == Document.Status.GENERATED:
        document.status = Document.Status.DRAFT
        document.sha256 = document.page_count = document.generated_at = None
    document.save()
