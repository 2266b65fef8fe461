"""All tables of the documents, for Django to find."""

from documents.chattel.models import (
    Campaign,
    ChattelDocument,
    Comment,
    ComplianceEntry,
    Loan,
    OptOut,
    OutreachSender,
    Touch,
)
from documents.deals.checklists.models import Checklist, ChecklistTemplate, Milestone, TemplateMilestone
from documents.deals.models import Deal, StageChange
from documents.forms.blank_forms.models import BlankForm
from documents.forms.uploaded_templates.models import UploadedTemplate
from documents.obligations.models import Obligation
from documents.paper.models import Document, Rendering
from documents.search.models import Passage

__all__ = [
    "BlankForm", "Campaign", "ChattelDocument", "Checklist", "ChecklistTemplate", "Comment", "ComplianceEntry", "Deal",
    "Document", "Loan", "Milestone", "Obligation", "OptOut", "OutreachSender", "Passage", "Rendering", "StageChange",
    "TemplateMilestone", "Touch", "UploadedTemplate",
]  # fmt: skip
