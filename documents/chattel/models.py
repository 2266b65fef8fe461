"""All tables of chattel documents."""

from documents.chattel.comments.models import Comment
from documents.chattel.compliance.models import ComplianceEntry
from documents.chattel.loans.models import Loan
from documents.chattel.outreach.models import Campaign, Touch
from documents.chattel.outreach.opt_outs.models import OptOut
from documents.chattel.outreach.senders.models import OutreachSender
from documents.chattel.register.models import ChattelDocument

__all__ = ["Campaign", "ChattelDocument", "Comment", "ComplianceEntry", "Loan", "OptOut", "OutreachSender", "Touch"]
