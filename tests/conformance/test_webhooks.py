"""Events have the data that the description of their webhook says."""

from typing import Any

from jsonschema import Draft202012Validator
from schemathesis.schemas import BaseSchema


def test_the_data_of_events_is_as_their_webhooks_describe(
    events: list[dict[str, Any]], description: BaseSchema
) -> None:
    """`event` of a webhook's data is not in the log of events."""
    raw = description.raw_schema
    wrong: dict[str, Any] = {}
    seen = set()
    for event in events:
        webhook = raw["webhooks"].get(event["type"])
        if webhook is None or event["subjectType"] == "chattel_document":
            continue  # of a user, not of an organization
        seen.add(event["type"])
        payload = webhook["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        schema = {**raw["components"]["schemas"][payload]["properties"]["data"], "components": raw["components"]}
        about = {"id": event["id"], "subjectType": event["subjectType"], "subjectId": event["subjectId"]}
        faults = list(Draft202012Validator(schema).iter_errors({**event["data"], "event": about}))
        strange = event["data"].keys() - schema["properties"].keys()
        if faults or strange:
            wrong[event["type"]] = [fault.message for fault in faults], strange
    assert wrong == {}
    assert len(seen) > 30
