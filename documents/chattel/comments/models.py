"""What people say about a chattel document."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.chattel.register.models import ChattelDocument
from safeclose import clock
from safeclose.records import ids


class CommentQuerySet(models.QuerySet["Comment"]):
    def after(self, number: int) -> "CommentQuerySet":
        """Those that were written later, in order."""
        return self.filter(number__gt=number).order_by("number")


class Comment(models.Model):
    """One comment; never changed, and gone only with its document."""

    id = ids.TypeIDField(prefix="cmt", primary_key=True, editable=False)
    document = models.ForeignKey(ChattelDocument, on_delete=models.CASCADE, related_name="comments", db_index=False)
    # 1, 2, 3, … within the document: the order in which streams tell them.
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    author_name = models.CharField(max_length=320)
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="comments_of_a_document_are_numbered"),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"
