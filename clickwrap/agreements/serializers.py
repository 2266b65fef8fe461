"""Shapes of agreements."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from clickwrap.agreements.models import Agreement, Version
from safeclose import clock
from safeclose.http.fields import Switch, Text, Timestamp
from workspace.fields import Name

LONGEST_TEXT = 200_000  # characters


class Verbatim(Text):
    """A text of which every character counts: it is taken as it is sent, with the blanks at its ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


class NewAgreement(serializers.Serializer[Any]):
    """The body of a publication."""

    key = Name(max_length=200)
    title = Name(max_length=200)
    body = Verbatim(max_length=LONGEST_TEXT)


class AgreementChanges(serializers.Serializer[Any]):
    """The body of a change."""

    active = Switch()


class AgreementAnswer(serializers.Serializer[Any]):
    """An agreement, as it is now."""

    id = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    versionHash = serializers.CharField(help_text="SHA-256 of the text's UTF-8 bytes, in lower-case hex.")
    active = serializers.BooleanField()
    publishedAt = Timestamp(help_text="When this version became the current one.")
    consentUrl = serializers.CharField()


class VersionAnswer(serializers.Serializer[Any]):
    """One text that an agreement has or had."""

    version = serializers.IntegerField()
    versionHash = serializers.CharField()
    body = serializers.CharField()
    createdAt = Timestamp()


class AgreementDetail(AgreementAnswer):
    """An agreement with its texts, the newest version first."""

    versions = VersionAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class AgreementPage(serializers.Serializer[Any]):
    """A list of agreements, newest first."""

    agreements = AgreementAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def answered(agreement: Agreement) -> dict[str, Any]:
    """An agreement, as its organization sees it."""
    return {
        "id": agreement.id,
        "key": agreement.key,
        "title": agreement.title,
        "version": agreement.version,
        "versionHash": agreement.version_hash,
        "active": agreement.active,
        "publishedAt": clock.iso(agreement.published_at),
        "consentUrl": f"{settings.PUBLIC_URL}/consent/{agreement.id}",
    }


def answered_version(version: Version) -> dict[str, Any]:
    """One of its texts."""
    return {
        "version": version.number,
        "versionHash": version.sha256,
        "body": version.body,
        "createdAt": clock.iso(version.created_at),
    }
