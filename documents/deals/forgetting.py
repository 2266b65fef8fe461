"""How deals forget: the people of their documents, and whoever's address stands in them."""

from django.db.models import Q

from documents.deals.checklists.models import Milestone
from documents.deals.models import Deal
from safeclose.records.erasure import Person, addressing, strike


def deals_about(person: Person) -> None:
    """Deals of their documents, and those with their address: what was told of these may name them, too."""
    named = addressing(person, Deal.objects.all(), "title", "property_address").values("pk")
    noted = addressing(person, Milestone.objects.all(), "note").values("checklist__deal")
    theirs = Q(documents__in=person.of("document")) | Q(pk__in=named) | Q(pk__in=noted)
    for deal in Deal.objects.filter(theirs).distinct():
        person.learn("deal", deal.id)


def deals(person: Person) -> int:
    """Titles, addresses and notes; the rest of a deal is dates and words of the organization's own."""
    rows = Deal.objects.filter(pk__in=person.of("deal"))
    notes = Milestone.objects.filter(checklist__deal__in=rows)
    return strike(person, rows, "title", "property_address") + strike(person, notes, "note")
