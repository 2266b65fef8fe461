"""Shapes of closing checklists."""

from rest_framework.serializers import BooleanField, CharField, DateField

from documents.deals.checklists.models import Checklist, Milestone
from documents.deals.signed_documents import local_day
from safeclose import clock
from safeclose.http.fields import NumericId, Switch, Text, Timestamp
from safeclose.http.shapes import ModelShape, Shape


class MilestoneChangesShape(Shape):
    done = Switch(required=False, error_messages=dict.fromkeys(("invalid", "null"), "Must be true or false."))
    note = Text(max_length=2000, required=False, allow_null=True)


class DoneByShape(Shape):
    """Who did it."""

    id = NumericId()
    name = CharField()


class MilestoneShape(ModelShape):
    """One thing to do around a closing."""

    # Its context has the `timezone` of the organization.

    done = BooleanField()
    done_by = DoneByShape(allow_null=True)
    overdue = BooleanField(help_text="Not done, and its day is over where the organization is.")

    class Meta:
        model = Milestone
        fields = ("id", "title", "due_date", "done", "done_at", "done_by", "note", "overdue")

    def get_done(self, milestone: Milestone) -> bool:
        return milestone.done_at is not None

    def get_overdue(self, milestone: Milestone) -> bool:
        today = local_day(clock.now(), self.context["timezone"])
        return milestone.done_at is None and milestone.due_date < today


class ChecklistShape(Shape):
    """The checklist of a deal, with its milestones in order."""

    id = CharField()
    title = CharField()
    closing_date = DateField(source="deal.closing_date")
    created_at = Timestamp()
    before = MilestoneShape(many=True, help_text="What is due until the closing, that day included.")
    after = MilestoneShape(many=True, help_text="What is due after it.")

    def get_before(self, checklist: Checklist) -> list[Milestone]:
        return [one for one in checklist.milestones.all() if one.offset_days <= 0]

    def get_after(self, checklist: Checklist) -> list[Milestone]:
        return [one for one in checklist.milestones.all() if one.offset_days > 0]
