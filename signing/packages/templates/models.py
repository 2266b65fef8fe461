"""Templates: PDFs that are signed again and again, and where in them people sign."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from safeclose import clock
from signing.packages.archiving import Archivable
from signing.packages.at_location import AtLocation, AtLocationQuerySet


def no_positions() -> list[dict[str, Any]]:
    return []


class Template(Archivable, AtLocation):
    """A PDF at a location, ready to be put into packages there.

    `file_sha256` names the PDF as it is presented, `received_sha256` the file as it came; `left_out` says in words what
    only that one has.
    """

    name = models.CharField(max_length=500)
    active = models.BooleanField(default=True)
    chattel_type = models.CharField(max_length=64, null=True, blank=True)
    file_sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64, null=True)
    left_out = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    page_count = models.PositiveIntegerField()
    # "en" or "fr", as the PDF says; null for those made before it was recorded.
    language = models.CharField(max_length=2, null=True)
    # See `positions`; those of version 1.0.0 lack some keys.
    positions = models.JSONField(default=no_positions, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = AtLocationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["location", "id"], name="template_list_of_location"),
            models.Index(fields=["organization", "id"], name="templates_of_organization"),
        )
        constraints = (
            models.CheckConstraint(name="template_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="archived_template_is_not_active", condition=Q(archived_at=None) | Q(active=False)
            ),
            models.CheckConstraint(name="template_has_pages", condition=Q(page_count__gt=0)),
            models.CheckConstraint(
                name="template_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name
