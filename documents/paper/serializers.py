"""Shapes of documents."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from documents.paper.models import Document
from safeclose.http.fields import ModelSerializer, Text
from safeclose.http.text_fields import Line


class NewDocument(serializers.Serializer[Any]):
    """The body of a creation. A draft's data may be incomplete."""

    formKey = Text(max_length=64)
    title = Line(max_length=200, required=False, allow_null=True)
    dealId = Text(max_length=64, required=False, allow_null=True)
    canonical = serializers.DictField(required=False, default=dict)
    provenance = serializers.DictField(child=Text(max_length=64), required=False, default=dict)


class DocumentChanges(serializers.Serializer[Any]):
    """The body of a change; `canonical` and `provenance` are JSON merge patches. `dealId` may be null: in no deal."""

    title = Line(max_length=200, required=False)
    dealId = Text(max_length=64, required=False, allow_null=True)
    canonical = serializers.DictField(required=False)
    provenance = serializers.DictField(child=Text(max_length=64, allow_null=True), required=False)


class Issue(serializers.Serializer[Any]):
    """What still keeps a document from being generated."""

    path = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class DocumentAnswer(ModelSerializer):
    """A document."""

    canonical = serializers.DictField(help_text="The agreement as data; its schema is that of the form's pack.")
    provenance = serializers.DictField(help_text="Who proposed a value, by dotted path.")
    issues = Issue(many=True)
    deal_id = serializers.CharField(allow_null=True)
    file_url = serializers.SerializerMethodField("get_file_url")

    class Meta:
        model = Document
        fields = (
            "id", "form_key", "title", "status", "canonical", "provenance", "issues", "deal_id", "sha256",
            "page_count", "generated_at", "signed_at", "created_at", "updated_at", "file_url",
        )  # fmt: skip
        read_only_fields = fields

    def get_file_url(self, document: Document) -> str | None:
        """Where the PDF is; null for a draft."""
        return f"{settings.PUBLIC_URL}/api/documents/{document.id}/file" if document.sha256 else None


class DocumentPage(serializers.Serializer[Any]):
    """A list of documents, newest first."""

    documents = DocumentAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class Usage(serializers.Serializer[Any]):
    """What was used of the plan this month."""

    used = serializers.IntegerField()
    included = serializers.IntegerField(allow_null=True)
    periodLabel = serializers.CharField()


class PackSummary(serializers.Serializer[Any]):
    """A form that documents are made from."""

    formKey = serializers.CharField()
    title = serializers.CharField()
    formNumber = serializers.CharField()
    transactionType = serializers.CharField()
    blankForm = serializers.DictField(allow_null=True)


class PackList(serializers.Serializer[Any]):
    """All forms."""

    packs = PackSummary(many=True)
    nextCursor = serializers.CharField(required=False)


class PackDetail(PackSummary):
    """One form, with the JSON Schema of its data and a complete sample."""

    schema = serializers.DictField()
    sample = serializers.DictField()
