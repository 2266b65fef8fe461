"""How records of collateral forget borrowers, and those who keep the records."""

from documents.chattel.models import Campaign, ChattelDocument, Comment, Loan
from safeclose.records.erasure import ERASED, Person, addressing, of_address, strike


def borrowers(person: Person) -> None:
    """Loans with their address."""
    for loan in of_address(person, Loan.objects.all(), "borrower_email"):
        person.learn("chattel_document", loan.document_id, loan.borrower_name, loan.borrower_phone)


def loans(person: Person) -> int:
    """Nobody is reached about them any more."""
    rows = of_address(person, Loan.objects.all(), "borrower_email")
    reaching = Campaign.objects.filter(document__loan__in=rows, active=True)
    stopped = reaching.update(active=False, next_touch_at=None)
    return stopped + rows.update(borrower_name=None, borrower_email=None, borrower_phone=None)


def records(person: Person) -> int:
    """What is written of them in records about their loans, or in those that they keep."""
    about = ChattelDocument.objects.filter(id__in=person.of("chattel_document"))
    rows = about | ChattelDocument.objects.filter(owner__in=person.numbers("user"))
    ids = list(rows.values_list("id", flat=True))
    changed = strike(person, ChattelDocument.objects.filter(id__in=ids), "title", "description")
    changed += strike(person, Loan.objects.filter(document__in=ids), "provider_name")
    return changed + strike(person, Campaign.objects.filter(document__in=ids), "notes")


def comments(person: Person) -> int:
    """What they said stays, without their name; what others said of them is struck."""
    theirs = Comment.objects.filter(author__in=person.numbers("user")).exclude(author_name=ERASED)
    changed = theirs.update(author_name=ERASED)
    about = Comment.objects.filter(document__in=person.of("chattel_document"))
    said = about | Comment.objects.filter(author__in=person.numbers("user"))
    named = addressing(person, Comment.objects.all(), "text").values("pk")
    return changed + strike(person, said | Comment.objects.filter(pk__in=named), "text")
