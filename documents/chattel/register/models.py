"""Records of movable collateral."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from documents.chattel.loans.statuses import LoanStatus
from documents.chattel.register.types import MAX_ID_LENGTH, TYPES
from safeclose import clock
from safeclose.records import ids


class ChattelDocumentQuerySet(models.QuerySet["ChattelDocument"]):
    """Filters and counts for chattel documents."""

    def of(self, owner_id: int) -> "ChattelDocumentQuerySet":
        """Those of one user account."""
        return self.filter(owner__only=owner_id)

    def shown(self) -> "ChattelDocumentQuerySet":
        """With the loan that an answer holds, in the same query."""
        return self.select_related("loan")

    def counted(self) -> dict[str, int]:
        """How many there are, with a loan, and with one that is behind."""
        return self.aggregate(
            total=Count("id"), with_loan=Count("loan"), behind=Count("loan", filter=Q(loan__status=LoanStatus.BEHIND))
        )


class ChattelDocument(models.Model):
    """A record of collateral that belongs to a user account. It is no paper: what is signed is a print of it."""

    id = ids.TypeIDField(prefix="doc", primary_key=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, null=True)
    chattel_type = models.CharField(max_length=MAX_ID_LENGTH)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = ChattelDocumentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["owner", "-updated_at", "-id"], name="chattel_list_of_owner"),)
        constraints = (
            models.CheckConstraint(name="chattel_type_is_known", condition=Q(chattel_type__in=list(TYPES))),
            models.CheckConstraint(name="chattel_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="chattel_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return self.title
