"""Flows: the guided order in which a package is gone through."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from safeclose import clock
from signing.packages.archiving import Archivable
from signing.packages.at_location import AtLocation, AtLocationQuerySet


class Flow(Archivable, AtLocation):
    """Steps at a location, which its packages may follow."""

    name = models.CharField(max_length=500)
    active = models.BooleanField(default=True)
    # [{"kind", "title", "templateId"?, "order"?, "signers"?, "documents"?, "authMethod"?}], ids as strings. What a step
    # does not say is not there.
    steps = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = AtLocationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["location", "id"], name="flow_list_of_location"),
            models.Index(fields=["organization", "id"], name="flow_list_of_organization"),
        )
        constraints = (
            models.CheckConstraint(name="flow_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="archived_flow_is_not_active", condition=Q(archived_at=None) | Q(active=False)),
            models.CheckConstraint(
                name="flow_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name
