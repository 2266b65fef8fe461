"""Shapes of closing checklists."""

from typing import Any

from rest_framework import serializers

from documents.deals.checklists.models import Checklist, Milestone
from documents.deals.signed_documents import local_day
from safeclose import clock
from safeclose.http.fields import ModelSerializer, NumericId, Text


class MilestoneChanges(serializers.Serializer[Any]):
    """The body of a change."""

    done = serializers.BooleanField(required=False)
    note = Text(max_length=2000, required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        """DRF would take `"yes"` and 1 for true."""
        if "done" in data and not isinstance(data["done"], bool):
            raise serializers.ValidationError({"done": ["Must be true or false."]})
        return super().to_internal_value(data)


class DoneBy(serializers.Serializer[Any]):
    """Who did it."""

    id = NumericId()
    name = serializers.CharField()


class MilestoneAnswer(ModelSerializer):
    """One thing to do around a closing."""

    done = serializers.SerializerMethodField("get_done")
    done_by = DoneBy(allow_null=True)
    overdue = serializers.SerializerMethodField("get_overdue")

    class Meta:
        model = Milestone
        fields = ("id", "title", "due_date", "done", "done_at", "done_by", "note", "overdue")
        read_only_fields = fields

    def get_done(self, milestone: Milestone) -> bool:
        """Whether somebody said so."""
        return milestone.done_at is not None

    def get_overdue(self, milestone: Milestone) -> bool:
        """Not done, and its day is over where the organization is."""
        today = local_day(clock.now(), self.context["timezone"])
        return milestone.done_at is None and milestone.due_date < today


class ChecklistAnswer(serializers.Serializer[Any]):
    """The checklist of a deal."""

    id = serializers.CharField()
    title = serializers.CharField()
    closingDate = serializers.DateField()
    createdAt = serializers.DateTimeField()
    before = MilestoneAnswer(many=True, help_text="What is due until the closing, that day included.")
    after = MilestoneAnswer(many=True, help_text="What is due after it.")


class ChecklistBody(serializers.Serializer[Any]):
    """The answer's body."""

    checklist = ChecklistAnswer()


def shown(checklist: Checklist, timezone: str) -> dict[str, Any]:
    """A checklist as it is answered, with its milestones in order."""
    milestones = list(checklist.milestones.select_related("done_by"))
    before = [one for one in milestones if one.offset_days <= 0]
    after = [one for one in milestones if one.offset_days > 0]
    context = {"timezone": timezone}
    return {
        "id": checklist.id,
        "title": checklist.title,
        "closingDate": checklist.deal.closing_date,
        "createdAt": clock.iso(checklist.created_at),
        "before": MilestoneAnswer(before, many=True, context=context).data,
        "after": MilestoneAnswer(after, many=True, context=context).data,
    }
