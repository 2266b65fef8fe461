"""Shapes of uploaded templates."""

from typing import Any

from rest_framework import serializers

from documents.forms.fillable_pdf.fields import Field
from documents.forms.uploaded_templates.form import TemplateForm
from documents.forms.uploaded_templates.models import UploadedTemplate
from safeclose.http.fields import Timestamp
from safeclose.http.text_fields import Line


class NewFormTemplate(serializers.Serializer[Any]):
    """The body of an upload: a fillable PDF."""

    file = serializers.FileField(allow_empty_file=True)
    title = Line(max_length=200, required=False)


class FormOption(serializers.Serializer[Any]):
    """What may be chosen, and how the page shows it."""

    value = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`label` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "label": serializers.CharField()}


class FormField(serializers.Serializer[Any]):
    """A field of the form."""

    name = serializers.CharField()
    type = serializers.CharField(help_text="text, checkbox, radio or choice.")
    options = FormOption(many=True, allow_null=True)
    maxLength = serializers.IntegerField(allow_null=True)
    multiline = serializers.BooleanField()
    several = serializers.BooleanField(help_text="A choice of several options: its value is a list.")
    editable = serializers.BooleanField(help_text="A choice that also takes what is none of its options.")
    page = serializers.IntegerField(help_text="The first page that shows it, from 1.")
    value = serializers.JSONField(allow_null=True, help_text="What the form holds; stands unless another is given.")
    tooltip = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`required` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "required": serializers.BooleanField()}


class FormTemplateSummary(serializers.Serializer[Any]):
    """An uploaded template."""

    id = serializers.CharField()
    formKey = serializers.CharField(help_text="For POST /api/documents.")
    title = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the file as it came.")
    pageCount = serializers.IntegerField()
    fieldCount = serializers.IntegerField()
    createdAt = Timestamp()


class FormTemplate(FormTemplateSummary):
    """An uploaded template with its fields."""

    leftOut = serializers.ListField(
        child=serializers.CharField(), help_text="What the file had and documents made from it have not, in words."
    )
    schema = serializers.DictField(help_text="JSON Schema of the canonical.")

    def get_fields(self) -> dict[str, Any]:
        """`fields` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "fields": FormField(many=True)}


class FormTemplatePage(serializers.Serializer[Any]):
    """A list of templates, newest first."""

    templates = FormTemplateSummary(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_summary(template: UploadedTemplate) -> dict[str, Any]:
    """A template in a list."""
    return {
        "id": template.id,
        "formKey": template.form_key,
        "title": template.title,
        "sha256": template.sha256,
        "pageCount": template.page_count,
        "fieldCount": len(template.fields),
        "createdAt": Timestamp().to_representation(template.created_at),
    }


def shown(template: UploadedTemplate) -> dict[str, Any]:
    """A template as sent to clients."""
    return {
        **shown_summary(template),
        "leftOut": template.left_out,
        "fields": [_field(field) for field in template.form_fields()],
        "schema": TemplateForm(template).json_schema(),
    }


def _field(field: Field) -> dict[str, Any]:
    options = [{"value": value, "label": label} for value, label in field.options]
    return {
        "name": field.name,
        "type": field.kind,
        "options": options if field.kind in ("radio", "choice") else None,
        "required": field.required,
        "maxLength": field.max_length,
        "multiline": field.multiline,
        "several": field.several,
        "editable": field.editable,
        "page": field.widgets[0].page + 1,
        "value": field.default,
        "tooltip": field.tooltip,
    }
