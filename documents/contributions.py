"""What the documents contribute to the registries of the kernel and of the workspace, and to their own."""

from documents import forgetting as paper
from documents.chattel import forgetting as chattel
from documents.chattel.outreach.touches import in_flight, undelivered
from documents.chattel.register.deletion_holds import deletion_holds
from documents.deals import forgetting as deals
from documents.deals import jobs as deals_jobs
from documents.event_subjects import EVENT_SUBJECTS
from documents.event_types import EVENT_TYPES
from documents.obligations import admin as obligations_admin
from documents.obligations import jobs as obligations_jobs
from documents.obligations import steps as obligations_steps
from documents.paper.generation_steps import generation_steps
from documents.search import jobs as search_jobs
from documents.search import probes
from safeclose.backoffice.figures import FirstPageFigure, first_page_figures
from safeclose.health.probes import readiness_probes
from safeclose.records.erasure import Forgetter, address_columns, file_finders, forgetters, learners
from safeclose.storage.named_files import file_columns
from workspace.events.bus import EventHandler, event_handlers
from workspace.events.catalogue import event_subjects, event_types
from workspace.sending.outcomes.steps import failure_handlers

event_types.add_types(EVENT_TYPES)
event_subjects.add_subjects(EVENT_SUBJECTS)
event_handlers.add("documents.deals.jobs.advance_deal", EventHandler("DOCUMENT_SIGNED", deals_jobs.advance_deal))
event_handlers.add("documents.deals.jobs.spawn_checklist", EventHandler("DOCUMENT_SIGNED", deals_jobs.spawn_checklist))
event_handlers.add(
    "documents.obligations.jobs.when_signed", EventHandler("DOCUMENT_SIGNED", obligations_jobs.when_signed)
)
event_handlers.add(
    "documents.search.jobs.when_generated", EventHandler("document.generated", search_jobs.when_generated)
)

generation_steps.add("obligations", obligations_steps.sync)

readiness_probes.add("search", probes.search)
first_page_figures.add("obligations", FirstPageFigure("documents.view_obligation", 30, obligations_admin.overdue))
failure_handlers.add("touch", undelivered.record)
deletion_holds.add("messages on their way", in_flight.message_on_its_way)

file_columns.add_columns(
    "documents.Document.sha256",
    "documents.Document.sealed_sha256",
    "documents.Rendering.sha256",
    "documents.UploadedTemplate.sha256",
    "documents.UploadedTemplate.paper_sha256",
    "documents.BlankForm.sha256",
    "documents.BlankForm.paper_sha256",
)

address_columns.add_columns("documents.Document.canonical", "documents.Loan.borrower_email")
learners.add("parties of documents", paper.parties)
learners.add("borrowers", chattel.borrowers)
learners.add("deals", deals.deals_about)
file_finders.add("renderings", paper.renderings)
forgetters.add(
    "documents",
    Forgetter(
        paper.documents,
        (
            *(f"documents.Document.{name}" for name in paper.DATA),
            "documents.Obligation.description",
            "documents.Passage.embedding",
            "documents.Rendering.marks",
        ),
    ),
)
forgetters.add(
    "loans",
    Forgetter(
        chattel.loans,
        ("documents.Loan.borrower_name", "documents.Loan.borrower_email", "documents.Loan.borrower_phone"),
    ),
)
forgetters.add(
    "chattel records",
    Forgetter(
        chattel.records,
        (
            "documents.ChattelDocument.title",
            "documents.ChattelDocument.description",
            "documents.Campaign.notes",
            "documents.Loan.provider_name",
        ),
    ),
)
forgetters.add("comments", Forgetter(chattel.comments, ("documents.Comment.author_name", "documents.Comment.text")))
forgetters.add(
    "deals",
    Forgetter(
        deals.deals,
        ("documents.Deal.title", "documents.Deal.property_address", "documents.Milestone.note"),
    ),
)
