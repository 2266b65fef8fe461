"""Shapes of drafting."""

from rest_framework.serializers import CharField, ChoiceField, DictField

from documents.paper.serializers import IssueShape
from safeclose.http.fields import ConstantSwitch, Text
from safeclose.http.shapes import Shape


class DraftRequestShape(Shape):
    """What an agreement is to say, in somebody's words. Without `formKey` the model chooses the form."""

    prompt = Text(max_length=10_000)
    form_key = Text(max_length=64, default=None, allow_null=True)


class DraftShape(Shape):
    """A proposal; nothing is kept. `POST /api/documents` makes a document of it, as a person changed it."""

    ok = ConstantSwitch(True, help_text="true")
    form_key = CharField()
    canonical = DictField(help_text="The agreement as data; its schema is that of the form's pack.")
    provenance = DictField(child=CharField(), help_text="`ai` for every value, by dotted path.")
    issues = IssueShape(many=True)


class NoDraftShape(Shape):
    """There is no proposal."""

    ok = ConstantSwitch(False, help_text="false")
    reason = ChoiceField(["no_json", "invalid_draft", "error"])
