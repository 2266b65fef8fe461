"""All that the back office shows of documents, for Django to find."""

from documents.chattel import admin as chattel
from documents.chattel.outreach.senders import admin as outreach_senders
from documents.deals import admin as deals
from documents.forms import admin as forms
from documents.obligations import admin as obligations
from documents.paper import admin as paper

__all__ = ["chattel", "deals", "forms", "obligations", "outreach_senders", "paper"]
