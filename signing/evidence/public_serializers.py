"""Shapes of verification."""

from typing import Any

from rest_framework import serializers


class FilesToVerify(serializers.Serializer[Any]):
    """A sealed PDF or an evidence bundle; or a PDF, and the bundle beside it."""

    file = serializers.FileField()
    bundle = serializers.FileField(required=False)


class CheckAnswer(serializers.Serializer[Any]):
    """One check."""

    name = serializers.CharField(help_text="As docs/evidence.md lists them.")
    ok = serializers.BooleanField()
    detail = serializers.CharField(help_text="A sentence for a person.")


class VerificationAnswer(serializers.Serializer[Any]):
    """What was found out about a file, and nothing that is not in it."""

    result = serializers.ChoiceField(choices=["genuine", "altered", "unknown"])
    summary = serializers.CharField(help_text="The reason, in one sentence.")
    about = serializers.DictField(child=serializers.CharField(), help_text="Of a genuine file: what it says it is.")
    checks = CheckAnswer(many=True)
