"""Rows that belong to a location, where tiers apply."""

from typing import Any, ClassVar

from django.db import models

from workspace.models import Location, Organization


class AtLocationQuerySet(models.QuerySet[Any]):
    """Querysets for rows at locations."""

    def placed(self) -> Any:
        """With the location, its company and its organization, in the same query."""
        return self.select_related("location__company__organization")


class AtLocation(models.Model):
    """A row at one location; it never moves to another."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    # That of the location: a trigger writes it. No constraint, which would lock the organization after the location:
    # who changes locations locks them in the other order.
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        db_default=0,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects: ClassVar[Any] = AtLocationQuerySet.as_manager()

    class Meta:
        abstract = True
