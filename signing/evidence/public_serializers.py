"""Shapes of verification."""

from rest_framework.serializers import BooleanField, CharField, ChoiceField, DictField, FileField

from safeclose.http.shapes import Shape


class FilesToVerifyShape(Shape):
    """A sealed PDF or an evidence bundle; or a PDF, and the bundle beside it."""

    file = FileField()
    bundle = FileField(required=False)


class CheckShape(Shape):
    """One check."""

    name = CharField(help_text="As docs/evidence.md lists them.")
    ok = BooleanField()
    detail = CharField(help_text="A sentence for a person.")


class VerificationShape(Shape):
    """What was found out about a file, and nothing that is not in it."""

    result = ChoiceField(["genuine", "altered", "unknown"])
    summary = CharField(help_text="The reason, in one sentence.")
    about = DictField(child=CharField(), help_text="Of a genuine file: what it says it is.")
    checks = CheckShape(many=True)
