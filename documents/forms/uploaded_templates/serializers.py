"""Shapes of uploaded templates."""

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import BooleanField, CharField, DictField, FileField, IntegerField, JSONField, ListField

from documents.forms.fillable_pdf.fields import Field
from documents.forms.uploaded_templates.form import TemplateForm
from documents.forms.uploaded_templates.models import UploadedTemplate
from safeclose.http.fields import Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line


class NewFormTemplateShape(Shape):
    """The body of an upload: a fillable PDF."""

    file = FileField(allow_empty_file=True)
    title = Line(max_length=200, required=False)


class FormOptionShape(Shape):
    """What may be chosen, and how the page shows it."""

    value = CharField()
    label_ = CharField()


@extend_schema_field({"oneOf": [{"type": ["string", "boolean"]}, {"type": "array", "items": {"type": "string"}}]})
class FormValue(JSONField):
    """What a field holds, by its type; a list where it takes several."""


class FormFieldShape(Shape):
    """A field of the form."""

    name = CharField()
    type = CharField(source="kind", help_text="text, checkbox, radio or choice.")
    options = FormOptionShape(many=True, allow_null=True)
    required_ = BooleanField()
    max_length = IntegerField(allow_null=True)
    multiline = BooleanField()
    several = BooleanField(help_text="A choice of several options: its value is a list.")
    editable = BooleanField(help_text="A choice that also takes what is none of its options.")
    page = IntegerField(help_text="The first page that shows it, from 1.")
    value = FormValue(
        source="default", allow_null=True, help_text="What the form holds; stands unless another is given."
    )
    tooltip = CharField(allow_null=True)

    def get_options(self, field: Field) -> list[dict[str, str]] | None:
        if field.kind not in ("radio", "choice"):
            return None
        return [{"value": value, "label": label} for value, label in field.options]

    def get_page(self, field: Field) -> int:
        return field.widgets[0].page + 1


class FormTemplateSummaryShape(Shape):
    """An uploaded template."""

    id = CharField()
    form_key = CharField(help_text="For POST /api/documents.")
    title = CharField()
    sha256 = CharField(help_text="Of the file as it came.")
    page_count = IntegerField()
    field_count = IntegerField()
    created_at = Timestamp()

    def get_field_count(self, template: UploadedTemplate) -> int:
        return len(template.fields)


class FormTemplateShape(FormTemplateSummaryShape):
    """An uploaded template with its fields."""

    left_out = ListField(
        child=CharField(), help_text="What the file had and documents made from it have not, in words."
    )
    fields_ = FormFieldShape(many=True)
    schema = DictField(help_text="JSON Schema of the canonical.")

    def get_fields_(self, template: UploadedTemplate) -> list[Field]:
        return template.form_fields()

    def get_schema(self, template: UploadedTemplate) -> dict[str, object]:
        return TemplateForm(template).json_schema()
