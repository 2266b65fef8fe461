"""Shapes of campaigns."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, ListField

from documents.chattel.account_views import ChattelBodyShape
from documents.chattel.outreach.models import CHANNELS
from documents.chattel.register.serializers import OptionalText
from safeclose.http.fields import Switch, Text, Timestamp
from safeclose.http.shapes import Shape
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


class NewCampaignShape(ChattelBodyShape):
    """The body of a start: at least one channel. What is understood of tone and cadence is in docs/api.md."""

    sms = Switch()
    email = Switch()
    call = Switch()
    tone = Line(max_length=80)
    cadence = Line(max_length=80)
    notes = OptionalText(max_length=2000, default=None)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        if not any(attrs[channel] for channel in CHANNELS):
            raise serializers.ValidationError("At least one channel must be on.")
        return attrs


class OptOutShape(ChattelBodyShape):
    campaign_id = Text(max_length=64)
    channel = ChannelOrAll(help_text="sms, email, call or all")


class CampaignShape(Shape):
    """A campaign. `nextTouchAt` is null when no further touch is planned."""

    id = CharField()
    document_id = CharField()
    sms = BooleanField()
    email = BooleanField()
    call = BooleanField()
    tone = CharField()
    cadence = CharField()
    notes = CharField(allow_null=True)
    active = BooleanField()
    opted_out = ListField(child=CharField())
    next_touch_at = Timestamp(allow_null=True)
    created_at = Timestamp()
