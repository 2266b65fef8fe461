"""Licensed blank forms that an administrator has loaded."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value

from documents.forms.fillable_pdf.fields import Field, FormMark, restored
from documents.forms.fillable_pdf.filling import Paper
from documents.forms.fillable_pdf.languages import DEFAULT
from safeclose import clock
from safeclose.storage import files


class BlankFormQuerySet(models.QuerySet["BlankForm"]):
    """Filters for blank forms, to be chained."""

    def current(self) -> "BlankFormQuerySet":
        """Those that packs are printed on now; at most one for a pack."""
        return self.filter(replaced_at=None)


class BlankForm(models.Model):
    """The blank of one pack, for the whole service. `sha256` names the file as it came, `paper_sha256` its pages
    without fields; `mapping` says what each field shows. A blank that was replaced stays on record."""

    form_key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    paper_sha256 = models.CharField(max_length=64)
    pages = models.JSONField()
    fields = models.JSONField()
    # Places for signers, as FormMark is stored.
    marks = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    mapping = models.JSONField()
    language = models.CharField(max_length=35, null=True)
    imported_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = BlankFormQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="blank_form_of_a_pack_is_one", fields=["form_key"], condition=Q(replaced_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.form_key} {self.sha256[:12]}"

    def form_fields(self) -> list[Field]:
        return [restored(row) for row in self.fields]

    def form_marks(self) -> list[FormMark]:
        return [FormMark.restored(row) for row in self.marks]

    def paper(self) -> Paper:
        pages = [(a, b, c, d) for a, b, c, d in self.pages]
        return Paper(files.read(self.paper_sha256), pages, self.language or DEFAULT)
