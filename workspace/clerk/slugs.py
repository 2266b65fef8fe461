"""Slugs of organizations, made of what Clerk has for one."""

import re
from collections.abc import Iterator
from itertools import count

from django.utils.text import slugify

from workspace.organizations.models import Organization

MAX_SLUG_LENGTH = 48


def free_slug(wanted: str, organization: Organization) -> str:
    """`acme`, or the first of `acme-2`, `acme-3`, … that no other organization has."""
    base = fitting(wanted) or "organization"
    others = Organization.objects.exclude(pk=organization.pk)
    near = others.filter(slug__startswith=base[: MAX_SLUG_LENGTH - 12])
    taken = set(near.values_list("slug", flat=True))
    return next(slug for slug in _candidates(base) if slug not in taken)


def fitting(text: str) -> str:
    """The text in the letters of our slugs, as long as they may be; "" where nothing is left of it."""
    return re.sub("[^a-z0-9]+", "-", slugify(text))[:MAX_SLUG_LENGTH].strip("-")


def _candidates(base: str) -> Iterator[str]:
    yield base
    for number in count(2):
        yield f"{base[: MAX_SLUG_LENGTH - 1 - len(str(number))]}-{number}"
