"""All tables of the documents, for Django to find."""

from documents.chattel.models import Campaign, ChattelDocument, Comment, ComplianceEntry, Loan, Touch
from documents.forms.blank.models import BlankForm
from documents.forms.uploaded.models import UploadedTemplate
from documents.obligations.models import Obligation
from documents.paper.models import Document, Rendering
from documents.search.models import Passage

__all__ = [
    "BlankForm", "Campaign", "ChattelDocument", "Comment", "ComplianceEntry", "Document", "Loan", "Obligation",
    "Passage", "Rendering", "Touch", "UploadedTemplate",
]  # fmt: skip
