"""The requests that this service sends, in its API description (`webhooks`)."""

from typing import Any

from workspace.events import catalogue
from workspace.events.catalogue import EventType

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
DEAL_STAGE: Schema = {"$ref": "#/components/schemas/DealStage"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
TEXTS: Schema = {"type": "array", "items": TEXT}
# The data of events by key: a key means the same in all types of events. Others are texts.
DATA: dict[str, Schema] = {
    **dict.fromkeys(("documents", "milestones", "seq", "signers", "size", "version"), NUMBER),
    **dict.fromkeys(("changed", "events", "permissions"), TEXTS),
    **dict.fromkeys(("acceptedAt", "completedAt", "expiresAt"), INSTANT),
    "active": YES_OR_NO,
    "before": {"type": ["string", "null"], "format": "date-time"},
    "closingDate": DAY,
    **dict.fromkeys(("dealId", "eventId", "language", "locationId", "reason", "sha256", "userId"), TEXT_OR_NULL),
    "status": {"$ref": "#/components/schemas/DocumentStatus"},
    **dict.fromkeys(("from", "stage", "to"), DEAL_STAGE),
    "custody": {"type": "string", "enum": ["mailed", "returned"]},
    "tiers": {"type": "object", "additionalProperties": TEXT, "description": "By part of the service."},
    "vault": {"type": "object", "additionalProperties": YES_OR_NO},
    "verified": YES_OR_NO,
}
HEADERS = {
    "webhook-id": "The delivery's id: the same at every try.",
    "webhook-timestamp": "When this try is made, in seconds since 1970.",
    "webhook-signature": "`v1,` and an HMAC-SHA256 by the webhook's secret, in base64; two while secrets change.",
}


def add_webhooks(result: Schema, **_: Any) -> Schema:
    """A hook of drf-spectacular."""
    schemas = result["components"]["schemas"]
    schemas["EventSubject"] = {
        "type": "object",
        "description": "Which event it is, and what it is about.",
        "properties": {"id": TEXT, "subjectType": TEXT, "subjectId": TEXT},
        "required": ["id", "subjectId", "subjectType"],
    }
    result["components"]["parameters"] |= {
        name: {"in": "header", "name": name, "required": True, "schema": TEXT, "description": sentence}
        for name, sentence in HEADERS.items()
    }
    result["webhooks"] = {}
    for one in catalogue.types():
        if one.is_of_organizations:
            name = "".join(word.capitalize() for word in one.name.replace(".", "_").split("_"))
            schemas[f"{name}Event"] = _payload(one)
            result["webhooks"][one.name] = {"post": _operation(one, name)}
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _payload(one: EventType) -> Schema:
    data = {key: DATA.get(key, TEXT) for key in sorted(one.data)}
    return {
        "type": "object",
        "description": one.sentence,
        "properties": {
            "type": {"type": "string", "const": one.name},
            "timestamp": {**INSTANT, "description": "When it happened."},
            "organizationId": {"type": "string", "pattern": "^[0-9]+$"},
            "data": {
                "type": "object",
                "properties": {**data, "event": {"$ref": "#/components/schemas/EventSubject"}},
                "required": ["event"],
            },
        },
        "required": ["data", "organizationId", "timestamp", "type"],
    }


def _operation(one: EventType, name: str) -> Schema:
    return {
        "operationId": f"on{name}",
        "summary": one.sentence.removesuffix("."),
        "description": f"{one.sentence} Sent to each webhook that asks for `{one.name}`.",
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [{"$ref": f"#/components/parameters/{header}"} for header in HEADERS],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}Event"}}},
        },
        "responses": {
            "2XX": {"description": "It was received. Any other answer, or none, is a failure: it is tried again."},
            "410": {"description": "The receiver wants no more: the webhook is switched off."},
        },
    }
