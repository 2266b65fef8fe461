"""What is written about the documents of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from documents.chattel.register import printing
from documents.intake.presenting import presentable
from documents.models import ChattelDocument, Document
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Conflict, Invalid, Unknown
from safeclose.storage import files
from signing.packages.documents import positions
from signing.packages.documents.models import SigningDocument
from signing.packages.package import steps
from signing.packages.package.models import Signing
from signing.packages.templates.models import Template
from signing.packages.templates.positions import Position
from signing.packages.uploads import StoredPdf
from workspace.models import Location

MAX_DOCUMENTS = 1000
NO_RECORD = "There is no such chattel document."


@dataclass(frozen=True)
class Place:
    """Where in the package a document stands, and how it is called there; None: last, and as its source is called."""

    position: int | None = None
    title: str | None = None
    required: bool = True


@dataclass(frozen=True)
class Print:
    """A print of a chattel record, in the file store."""

    sha256: str
    page_count: int
    language: str


def add_template(*, signing_id: int, template_id: int, place: Place, by: Actor) -> SigningDocument:
    """Put the PDF of an active template of the same location into a draft; raises Invalid for any other."""
    taken = positions.of_template(template_id)
    return _add_template(signing_id=signing_id, template_id=template_id, taken=taken, place=place, by=by)


@action
def _add_template(
    *, signing_id: int, template_id: int, taken: list[Position], place: Place, by: Actor
) -> SigningDocument:
    signing = steps.lock_draft(signing_id)
    at_location = Template.objects.filter(location_id=signing.location_id, pk=template_id)
    template = at_location.select_for_update().first()  # it may not be deleted meanwhile
    if template is None:
        raise Invalid("templateId names no template of this location.")
    if not template.active:
        raise Invalid("The template is not active.")
    source = SigningDocument(
        template=template,
        title=template.name,
        chattel_type=template.chattel_type,
        file_sha256=template.file_sha256,
        received_sha256=template.received_sha256,
        left_out=template.left_out,
        page_count=template.page_count,
        language=template.language,
        positions=taken,
    )
    return _add(signing, source, place, by)


@action
def add_generated(*, signing_id: int, document_id: str, place: Place, by: Actor) -> SigningDocument:
    """Put the present PDF of a document of the same organization into a draft; raises Invalid for any other."""
    signing = steps.lock_draft(signing_id)
    location = Location.objects.select_related("company__organization").get(pk=signing.location_id)
    try:
        document = found(Document.objects.of(location.company.organization), id=document_id)
    except Unknown as error:
        raise Invalid("There is no such document.") from error
    if document.sha256 is None:
        raise Invalid("The document is a draft; it has no file until it is generated.")
    rendering = document.rendering()
    source = SigningDocument(
        document=document,
        title=document.title,
        file_sha256=rendering.sha256,
        page_count=rendering.page_count,
        language=rendering.language,
        positions=rendering.marks,
    )
    return _add(signing, source, place, by)


def add_chattel(*, signing_id: int, document_id: str, place: Place, by: Actor) -> SigningDocument:
    """Put a print of one's own chattel document, as it is now, into a draft; raises Invalid for any other.

    The record may change later; the print, which is what people sign, does not.
    """
    assert_no_transaction()
    try:
        record = found(ChattelDocument.objects.filter(owner_id=by.user_id).shown(), id=document_id)
    except Unknown as error:
        raise Invalid(NO_RECORD) from error
    printed = presentable(printing.printed(record, at=clock.now()).pdf)
    pdf = Print(files.keep(printed.pdf), printed.page_count, printed.language)
    return _add_print(signing_id=signing_id, record=record, pdf=pdf, place=place, by=by)


@action
def _add_print(*, signing_id: int, record: ChattelDocument, pdf: Print, place: Place, by: Actor) -> SigningDocument:
    """Locks the record before the package, as its deletion does."""
    now: ChattelDocument = locked(ChattelDocument.objects.of(record.owner_id), id=record.id)
    if now.updated_at != record.updated_at:
        raise Conflict("The chattel document was changed while it was printed; add it again.")
    signing = steps.lock_draft(signing_id)
    source = SigningDocument(
        chattel_document=now,
        title=now.title,
        chattel_type=now.chattel_type,
        file_sha256=pdf.sha256,
        page_count=pdf.page_count,
        language=pdf.language,
    )
    return _add(signing, source, place, by)


@action
def add_upload(*, signing_id: int, title: str, pdf: StoredPdf, place: Place, by: Actor) -> SigningDocument:
    """Put an uploaded PDF into a draft; what its form asked of signers becomes its positions."""
    signing = steps.lock_draft(signing_id)
    source = SigningDocument(
        title=title,
        **pdf.columns,
        positions=pdf.positions,
    )
    return _add(signing, source, place, by)


@action
def replace_positions(*, signing_id: int, document_id: int, given: Sequence[Position], by: Actor) -> SigningDocument:
    """Ask for these marks on the pages of a document of a draft, and for no others. `given` lies on the pages.

    Raises Invalid for a signer that the package does not have.
    """
    signing = steps.lock_draft(signing_id)
    document: SigningDocument = found(signing.documents.all(), id=document_id)
    positions.refuse_unknown_signers(given, {str(number) for number in signing.signers.values_list("pk", flat=True)})
    if rows.change(document, {"positions": list(given)}):
        steps.edited(signing, by=by)
    return document


@action
def remove(*, signing_id: int, document_id: int, by: Actor) -> None:
    """Take a document out of a draft; whoever had only this one to sign has none then."""
    signing = steps.lock_draft(signing_id)
    found(signing.documents.all(), id=document_id).delete()
    steps.edited(signing, by=by)


def _add(signing: Signing, document: SigningDocument, place: Place, by: Actor) -> SigningDocument:
    if signing.documents.count() >= MAX_DOCUMENTS:
        raise Conflict(f"A package has at most {MAX_DOCUMENTS} documents.")
    last = signing.documents.aggregate(last=Max("position"))["last"] or 0
    document.signing = signing
    document.position = last + 1 if place.position is None else place.position
    document.title = place.title or document.title
    document.required = place.required
    document.save(force_insert=True)
    steps.edited(signing, by=by)
    return document
