"""How acceptances forget who gave them; the blocks that hold them stay as they are."""

from django.db.models import Q

from clickwrap.acceptances.models import Acceptance, KeptSubject
from safeclose.records.erasure import Person, addressing


def acceptances(person: Person) -> int:
    """Of those whose subject is the person, by e-mail address or Clerk id, all personal values."""
    subjects = Acceptance.objects.alias(subject=KeptSubject("kept"))
    addressed = addressing(person, Acceptance.objects.all(), "kept").values("pk")
    rows = subjects.filter(subject__isnull=False).filter(Q(pk__in=addressed) | Q(subject__in=person.of("clerk")))
    theirs = [row.pk for row in rows if _is_theirs(person, row.kept["/subjectRef"]["value"])]
    return Acceptance.objects.filter(pk__in=theirs).update(kept={})


def _is_theirs(person: Person, subject: str) -> bool:
    return subject in person.of("clerk") or person.is_addressed_in(subject)
