"""What has to be done around a closing: templates that staff edit, and the checklists copied from them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from documents.deals.models import Deal
from safeclose import clock
from safeclose.records import ids
from workspace.models import Event

MAX_OFFSET_DAYS = 3650  # between a milestone and the closing


class ChecklistTemplate(models.Model):
    """What the checklists of one type of deal are copied from. Editing it changes no checklist that is there."""

    deal_type = models.CharField(max_length=8, choices=Deal.Type)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ("id",)
        verbose_name = "checklist template"
        constraints = (
            models.UniqueConstraint(fields=["deal_type"], name="deal_type_has_one_checklist_template"),
            models.CheckConstraint(
                name="checklist_template_is_for_a_known_type", condition=Q(deal_type__in=["purchase", "sale", "lease"])
            ),
        )

    def __str__(self) -> str:
        return self.title


class TemplateMilestone(models.Model):
    """One thing to do, so many days before (-) or after (+) the closing."""

    template = models.ForeignKey(ChecklistTemplate, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    offset_days = models.SmallIntegerField(
        verbose_name="days from the closing",
        help_text="-7: a week before; 0: on the day; 7: a week after.",
        validators=[MinValueValidator(-MAX_OFFSET_DAYS), MaxValueValidator(MAX_OFFSET_DAYS)],
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Orders those of the same day.")

    class Meta:
        ordering = ("offset_days", "position", "id")
        verbose_name = "milestone of a template"
        verbose_name_plural = "milestones of templates"
        constraints = (
            models.CheckConstraint(
                name="template_milestone_is_within_ten_years",
                condition=Q(offset_days__gte=-MAX_OFFSET_DAYS, offset_days__lte=MAX_OFFSET_DAYS),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.offset_days:+})"


class Checklist(models.Model):
    """A deal's own copy of a template; `event` is the DOCUMENT_SIGNED that it was made upon."""

    id = ids.TypeIDField(prefix="chk", primary_key=True, editable=False)
    deal = models.OneToOneField(Deal, on_delete=models.PROTECT, related_name="checklist")
    title = models.CharField(max_length=120)
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """One thing to do for a deal. While it is not done, `due_date` is the deal's closing date and `offset_days`."""

    id = ids.TypeIDField(prefix="mil", primary_key=True, editable=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="milestones", db_index=False)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    offset_days = models.SmallIntegerField(verbose_name="days from the closing")
    due_date = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=2000, null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["checklist", "number"], name="milestones_of_a_checklist_are_numbered"),
            models.CheckConstraint(
                name="milestone_is_done_by_someone_only_when_done",
                condition=Q(done_by=None) | Q(done_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title
