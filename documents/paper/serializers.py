"""Shapes of documents."""

from django.conf import settings
from rest_framework.serializers import CharField, ChoiceField, DictField, IntegerField

from documents.packs import Pack
from documents.paper.models import Document
from safeclose import clock
from safeclose.http.fields import Text
from safeclose.http.shapes import ModelShape, Shape
from safeclose.http.text_fields import Line

CANONICAL = "The agreement as data; its schema is that of the form's pack."


class NewDocumentShape(Shape):
    """The body of a creation. A draft's data may be incomplete."""

    form_key = Text(max_length=64)
    title = Line(max_length=200, default=None, allow_null=True)
    deal_id = Text(max_length=64, default=None, allow_null=True)
    canonical = DictField(default=dict, help_text=CANONICAL)
    provenance = DictField(child=Text(max_length=64), default=dict)


class DocumentChangesShape(Shape):
    """The body of a change; `canonical` and `provenance` are JSON merge patches. `dealId` may be null: in no deal."""

    title = Line(max_length=200, required=False)
    deal_id = Text(max_length=64, required=False, allow_null=True)
    canonical = DictField(required=False, help_text="A JSON merge patch of it.")
    provenance = DictField(child=Text(max_length=64, allow_null=True), required=False)


class DocumentQueryShape(Shape):
    status = ChoiceField(Document.Status.values, required=False)
    form_key = CharField(required=False, allow_blank=True)
    deal_id = CharField(required=False, allow_blank=True)


class FileQueryShape(Shape):
    version = ChoiceField(["rendered", "sealed"], default="rendered")


class IssueShape(Shape):
    """What still keeps a document from being generated."""

    path = CharField()
    code = CharField()
    message = CharField()


class DocumentShape(ModelShape):
    """A document."""

    canonical = DictField(help_text=CANONICAL)
    provenance = DictField(child=CharField(), help_text="Who proposed a value, by dotted path.")
    issues = IssueShape(many=True)
    deal_id = CharField(allow_null=True)
    file_url = CharField(allow_null=True)

    class Meta:
        model = Document
        fields = (
            "id", "form_key", "title", "status", "canonical", "provenance", "issues", "deal_id", "sha256",
            "page_count", "generated_at", "signed_at", "created_at", "updated_at", "file_url",
        )  # fmt: skip

    def get_file_url(self, document: Document) -> str | None:
        return f"{settings.PUBLIC_URL}/api/documents/{document.id}/file" if document.sha256 else None


class UsageShape(Shape):
    """What was used of the plan this month."""

    used = IntegerField()
    included = IntegerField(allow_null=True)
    period_label = CharField()


class BlankFormShape(Shape):
    """The licensed form that a pack is printed on."""

    sha256 = CharField()


class PackShape(Shape):
    """A form that documents are made from."""

    form_key = CharField(source="key")
    title = CharField()
    form_number = CharField()
    transaction_type = CharField()
    blank_form = BlankFormShape(allow_null=True)

    def get_blank_form(self, pack: Pack) -> dict[str, str] | None:
        """`{"sha256"}` of the licensed form that it is printed on, where one is loaded."""
        digest = self.context["blank_forms"].get(pack.key)
        return {"sha256": digest} if digest else None


class PackDetailShape(PackShape):
    """One form, with the JSON Schema of its data and a complete sample."""

    schema = DictField(help_text="The JSON Schema (draft 2020-12) of `canonical`.")
    sample = DictField(help_text="A complete `canonical`.")

    def get_schema(self, pack: Pack) -> dict[str, object]:
        return pack.json_schema()

    def get_sample(self, pack: Pack) -> dict[str, object]:
        return pack.sample(clock.now().date())
