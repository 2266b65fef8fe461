"""Everything that is written about documents by those who draft them."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from documents import packs
from documents.forms.form import Form
from documents.forms.resolving import form_of
from documents.intake.presenting import Presentable, presentable
from documents.packs import Checked, Issue
from documents.paper.generation_steps import run_steps
from documents.paper.lifecycle import DOCUMENT
from documents.paper.merge_patch import merged
from documents.paper.models import Document, Rendering
from documents.rendering.glyph_coverage import sentence, unprintable
from documents.rendering.typesetting import Unprintable
from safeclose import clock
from safeclose.actors import Actor
from safeclose.child_processes.confined import UnfitError
from safeclose.plain_text import leaves
from safeclose.proof.hashchain import canonical_json
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Code, Conflict, Invalid, Unknown
from safeclose.storage import files
from workspace.events import bus
from workspace.models import Organization


@action
def create(
    *,
    organization: Organization,
    form_key: str,
    title: str | None,
    canonical: Mapping[str, Any],
    provenance: Mapping[str, Any],
    deal_id: str | None,
    by: Actor,
) -> Document:
    """A DRAFT. It may be incomplete; raises Invalid for an unknown form or deal, or data of the wrong shape."""
    pack = _pack(form_key, organization)
    checked = _shaped(pack, canonical)
    title = title or _one_line(pack.default_title(checked.value or {}))
    document = Document.objects.create(
        organization=organization,
        created_by_id=by.user_id,
        form_key=form_key,
        title=title,
        canonical=checked.value,
        provenance=dict(provenance),
        issues=_issues(checked, title),
        deal=_deal(deal_id, organization),
    )
    bus.publish("document.created", about=document, by=by)
    return document


@action
def edit(*, document_id: str, organization: Organization, changes: Mapping[str, Any], by: Actor) -> Document:
    """Change the title, or the data by JSON merge patch (RFC 7386). A generated document becomes a draft again.

    `changes`: `title`, `canonical`, `provenance`, `deal_id`, each optional. What changes nothing leaves everything as
    it is. The deal is no part of the data: changing nothing else changes no more, also while the document is out for
    signature.
    """
    document = locked(Document.objects.of(organization), id=document_id)
    is_moved = "deal_id" in changes and _move(document, changes["deal_id"], organization)
    is_edited = set(changes) != {"deal_id"} and _edit(document, changes)
    if is_moved or is_edited:
        _save(document)
        bus.publish("document.updated", about=document, by=by)
    return document


def _move(document: Document, deal_id: str | None, organization: Organization) -> bool:
    document.status = DOCUMENT.after(document.status, "moved_between_deals")
    before, document.deal = document.deal_id, _deal(deal_id, organization)
    return before != document.deal_id


def _edit(document: Document, changes: Mapping[str, Any]) -> bool:
    before = (document.title, document.canonical, document.provenance)
    status = DOCUMENT.after(document.status, "changed")
    checked = _shaped(document.pack, merged(document.canonical, changes.get("canonical", {})))
    document.canonical = checked.value
    document.title = changes.get("title", document.title)
    document.provenance = merged(document.provenance, changes.get("provenance", {}))
    if (document.title, document.canonical, document.provenance) == before:
        return False
    document.status, document.revision = status, document.revision + 1
    document.issues = _issues(checked, document.title)
    document.sha256 = document.page_count = document.generated_at = None
    return True


@action
def delete(*, document_id: str, organization: Organization, by: Actor) -> None:
    """Remove a document that no one was ever asked to sign."""
    document = locked(Document.objects.of(organization), id=document_id)
    if document.first_sent_at:
        raise Conflict("The document was sent for signature, so it can't be deleted.")
    bus.publish("document.deleted", about=document, by=by)
    document.delete()


def generate(*, document_id: str, organization: Organization, by: Actor) -> Document:
    """Render the PDF, with no transaction open meanwhile. Raises Invalid with `issues` while something blocks it."""
    assert_no_transaction()
    document = found(Document.objects.of(organization), id=document_id)
    DOCUMENT.after(document.status, "generated")
    pack = document.pack
    checked = _shaped(pack, document.canonical)
    _refuse_blocked(_issues(checked, document.title))
    at = clock.now()
    made = _rendered(document, pack, at=at)
    rendering = Rendering(
        organization=organization,
        document_id=document.id,
        sha256=files.keep(made.pdf),
        data_sha256=files.sha256(canonical_json(document.canonical)),
        template_version=pack.template_version,
        page_count=made.page_count,
        language=made.language,
        marks=[mark.written() for mark in made.marks],
        rendered_at=at,
    )
    return _record_rendering(rendering=rendering, revision=document.revision, by=by)


@action
def _record_rendering(*, rendering: Rendering, revision: int, by: Actor) -> Document:
    document = locked(Document.objects.of(rendering.organization), id=rendering.document_id)
    document.status = DOCUMENT.after(document.status, "generated")
    if document.revision != revision:
        raise Conflict("The document was changed while it was rendered; generate it again.")
    rendering.save(force_insert=True)
    document.issues = []
    document.sha256 = rendering.sha256
    document.page_count = rendering.page_count
    document.generated_at = rendering.rendered_at
    _save(document)
    run_steps(document)
    bus.publish("document.generated", about=document, by=by)
    return document


def _pack(form_key: str, organization: Organization) -> Form:
    try:
        return form_of(form_key, organization.pk)
    except packs.UnknownPack as error:
        raise Invalid(f"There is no form {form_key}.", fields={"formKey": ["Unknown form."]}) from error


def _deal(deal_id: str | None, organization: Organization) -> Any:
    """The organization's deal of that id, or None for None. Raises Invalid for an unknown one."""
    try:
        return None if deal_id is None else found(organization.deals.all(), id=deal_id)
    except Unknown as error:
        sentence = "There is no such deal."
        raise Invalid(sentence, fields={"dealId": [sentence]}) from error


def _shaped(pack: Form, canonical: Mapping[str, Any]) -> Checked:
    checked = pack.check(dict(canonical))
    if checked.shape:
        fields = {f"canonical.{path}" if path else "canonical": faults for path, faults in checked.shape.items()}
        path, faults = next(iter(fields.items()))
        raise Invalid(f"{path}: {faults[0]}", code=Code.INVALID_CANONICAL, fields=fields)
    return checked


def _issues(checked: Checked, title: str) -> list[dict[str, Any]]:
    """What blocks generation, the title's letters included."""
    found = list(checked.issues)
    if part := unprintable(title):
        found.append(_unprintable("title", part))
    return [asdict(issue) for issue in found]


def _rendered(document: Document, pack: Form, *, at: datetime) -> Presentable:
    try:
        typeset = pack.render(document.canonical, title=document.title, at=at)
        return replace(presentable(typeset.pdf), marks=list(typeset.marks))  # which moves nothing
    except UnfitError as error:  # of a form that somebody else made
        raise Invalid(f"The document can't be presented for signature: {error}") from error
    except Unprintable as error:
        where = next((path for path, text in leaves(document.canonical) if error.text in text), "title")
        _refuse_blocked([asdict(_unprintable(where, error.text))])
        raise


def _unprintable(path: str, part: str) -> Issue:
    return Issue(path, packs.Code.UNPRINTABLE, sentence(part))


def _refuse_blocked(issues: list[dict[str, Any]]) -> None:
    if issues:
        raise Invalid("The document can't be generated yet.", code=Code.INVALID_CANONICAL, issues=issues)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200].rstrip()


def _save(document: Document) -> None:
    document.updated_at = max(clock.now(), document.updated_at)
    document.save()
