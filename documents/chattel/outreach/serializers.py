"""Shapes of campaigns."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.chattel.outreach.models import CHANNELS, Campaign
from documents.chattel.register.serializers import OptionalText
from safeclose import clock
from safeclose.http.fields import Switch, Text, Timestamp
from safeclose.http.text_fields import Line


@extend_schema_field({"type": "string", "enum": [*CHANNELS, "all"]})
class ChannelOrAll(Text):
    """One channel, or all of them."""

    default_error_messages = {"unknown_channel": "Must be sms, email, call or all."}

    def to_internal_value(self, data: Any) -> str:
        channel = super().to_internal_value(data)
        if channel not in (*CHANNELS, "all"):
            self.fail("unknown_channel")
        return channel


class NewCampaign(serializers.Serializer[Any]):
    """The body of a start: at least one channel. What is understood of tone and cadence is in docs/api.md."""

    sms = Switch()
    email = Switch()
    call = Switch()
    tone = Line(max_length=80)
    cadence = Line(max_length=80)
    notes = OptionalText(max_length=2000, default=None)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises ValidationError where no channel is on."""
        if not any(attrs[channel] for channel in CHANNELS):
            raise serializers.ValidationError("At least one channel must be on.")
        return attrs


class OptOut(serializers.Serializer[Any]):
    """The body of an opt-out."""

    campaignId = Text(max_length=64)
    channel = ChannelOrAll(help_text="sms, email, call or all")


class CampaignAnswer(serializers.Serializer[Any]):
    """A campaign. `nextTouchAt` is null when no further touch is planned."""

    id = serializers.CharField()
    documentId = serializers.CharField()
    sms = serializers.BooleanField()
    email = serializers.BooleanField()
    call = serializers.BooleanField()
    tone = serializers.CharField()
    cadence = serializers.CharField()
    notes = serializers.CharField(allow_null=True)
    active = serializers.BooleanField()
    optedOut = serializers.ListField(child=serializers.CharField())
    nextTouchAt = Timestamp(allow_null=True)
    createdAt = Timestamp()


class OneCampaign(serializers.Serializer[Any]):
    """A campaign, wrapped."""

    campaign = CampaignAnswer()


class CampaignPage(serializers.Serializer[Any]):
    """Campaigns, newest first."""

    campaigns = CampaignAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_campaign(campaign: Campaign) -> dict[str, Any]:
    """A campaign as sent to clients."""
    return {
        "id": campaign.id,
        "documentId": campaign.document_id,
        "sms": campaign.sms,
        "email": campaign.email,
        "call": campaign.call,
        "tone": campaign.tone,
        "cadence": campaign.cadence,
        "notes": campaign.notes,
        "active": campaign.active,
        "optedOut": campaign.opted_out,
        "nextTouchAt": clock.iso(campaign.next_touch_at) if campaign.next_touch_at else None,
        "createdAt": clock.iso(campaign.created_at),
    }
