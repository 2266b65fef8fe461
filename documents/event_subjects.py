"""What events are about: for each model, the subject that a row is."""

from collections.abc import Callable
from typing import Any

from documents.chattel.comments.models import Comment
from documents.chattel.outreach.senders.models import OutreachSender
from documents.chattel.register.models import ChattelDocument
from documents.deals.models import Deal
from documents.forms.blank_forms.models import BlankForm
from documents.forms.uploaded_templates.models import UploadedTemplate
from documents.obligations.models import Obligation
from documents.paper.models import Document
from workspace.events.catalogue import Subject


def _document(row: Document) -> Subject:
    data = {"formKey": row.form_key, "title": row.title, "status": row.status}
    return Subject("document", row.id, row.organization_id, data=data)


def _deal(row: Deal) -> Subject:
    return Subject("deal", row.id, row.organization_id, data={"title": row.title, "type": row.type, "stage": row.stage})


def _obligation(row: Obligation) -> Subject:
    return Subject("obligation", row.id, row.organization_id, data={"documentId": row.document_id, "type": row.type})


def _template(row: UploadedTemplate) -> Subject:
    return Subject("template", row.id, row.organization_id, data={"title": row.title, "sha256": row.sha256})


def _form(row: BlankForm) -> Subject:
    return Subject("form", row.form_key)


def _chattel_document(row: ChattelDocument) -> Subject:
    data = {"title": row.title, "chattelType": row.chattel_type}
    return Subject("chattel_document", row.id, user_id=row.owner_id, data=data)


def _comment(row: Comment) -> Subject:
    return Subject("comment", row.id, user_id=row.document.owner_id, data={"documentId": row.document_id})


def _outreach_sender(row: OutreachSender) -> Subject:
    return Subject("outreach_sender", str(row.pk), row.organization_id, row.user_id)


EVENT_SUBJECTS: dict[type[Any], Callable[[Any], Subject]] = {
    Document: _document,
    Deal: _deal,
    Obligation: _obligation,
    UploadedTemplate: _template,
    BlankForm: _form,
    ChattelDocument: _chattel_document,
    Comment: _comment,
    OutreachSender: _outreach_sender,
}
