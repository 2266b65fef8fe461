"""How counts of messages forget a person."""

from safeclose.records.erasure import Person
from workspace.sending.allowances import keys_of_recipient
from workspace.sending.models import SendingCount


def counts(person: Person) -> int:
    """What was sent to their addresses and telephone numbers is not counted any more."""
    keys = [key for text in {person.email, *person.texts} for key in keys_of_recipient(text)]
    removed, _ = SendingCount.objects.filter(key__in=keys).delete()
    return removed
