"""Shapes of verification."""

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import BooleanField, CharField, ChoiceField, DictField, FileField, IntegerField

from safeclose.http.shapes import Shape
from safeclose.marks.definitions import MarkKind


class FilesToVerifyShape(Shape):
    """A sealed PDF or an evidence bundle; or a PDF, and the bundle beside it."""

    file = FileField()
    bundle = FileField(required=False)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "oneOf": [{"type": ["string", "number", "boolean", "null"]}, {"$ref": "#/components/schemas/Sentence"}]
        },
    }
)
class SentenceValues(DictField):
    """The values of a sentence, by name."""


class SentenceShape(Shape):
    """A sentence as a template and its values."""

    template = CharField(help_text="English, with names of values in braces. It serves as an id.")
    values_ = SentenceValues(help_text="Texts and numbers; or a sentence in this form, in its place in the other.")


class CheckShape(Shape):
    """One check."""

    name = CharField(help_text="As docs/evidence.md lists them.")
    ok = BooleanField()
    detail = CharField(help_text="A sentence for a person.")
    message = SentenceShape(help_text="`detail`, for saying it in another language.")


class SignatureFoundShape(Shape):
    """That somebody signed, as the evidence says."""

    signer = CharField(allow_null=True, help_text="The name; null where it was erased.")
    text = CharField(allow_null=True, help_text="How the signer signed; null where it was erased.")
    at = CharField(help_text="The instant, in UTC.")
    event = IntegerField(help_text="The number of the event `signed`.")
    document = CharField(allow_null=True, help_text="The title of the document.")


class MarkFoundShape(Shape):
    """What somebody put on a page, as the evidence says and the page shows."""

    page = IntegerField(help_text="From 1.")
    kind = ChoiceField([str(kind) for kind in MarkKind])
    label_ = CharField(allow_blank=True)
    signer = CharField(allow_null=True, help_text="The name; null where it was erased.")
    at = CharField(help_text="The instant of signing, in UTC.")
    event = IntegerField(help_text="The number of the event `signed`.")
    text = CharField(
        allow_null=True, allow_blank=True, help_text="What it says; empty in a checkbox, null where it was erased."
    )
    document = CharField(allow_null=True, help_text="The title of the document.")
    by = ChoiceField(
        ["signer", "signing"], help_text="Whether the signer put it one by one, or signing as a whole filled it."
    )


class AddedFileFoundShape(Shape):
    """That a signer added a file to the package, as the evidence says."""

    signer = CharField(allow_null=True, help_text="The name; null where it was erased.")
    title = CharField(allow_null=True, help_text="Null where it was erased.")
    at = CharField(help_text="The instant, in UTC.")
    event = IntegerField(help_text="The number of the event `uploaded`.")
    sha256 = CharField()


class VerificationShape(Shape):
    """What was found out about a file, and nothing that is not in it."""

    result = ChoiceField(["genuine", "altered", "unknown"])
    summary = CharField(help_text="The reason, in one sentence.")
    message = SentenceShape(help_text="`summary`, for saying it in another language.")
    about = DictField(child=CharField(), help_text="Of a genuine file: what it says it is.")
    checks = CheckShape(many=True)
    signatures = SignatureFoundShape(many=True, help_text="Of a genuine file: who signed.")
    marks = MarkFoundShape(many=True, help_text="Of a genuine file: what was put on its pages.")
    added = AddedFileFoundShape(many=True, help_text="Of a genuine file: the files that signers added.")
