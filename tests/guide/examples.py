"""What was asked of a running service and its answers, as examples for the API description."""

import json
import re
from typing import Any, NamedTuple

import httpx

from tests.guide.stable import Whole

LONGEST_LIST, LONGEST_TEXT = 2, 300
# Data whose keys depend on the form, and JSON Schemas: the first keys suffice.
FREE = {"canonical", "sample", "schema"}
FREE_KEYS = 3


class Examples:
    """Sees the answers of clients, and keeps the first good one of each operation and status."""

    def __init__(self, address: str) -> None:
        description = httpx.get(f"{address}/openapi.json").json()
        paths, self.webhooks = description["paths"], description["webhooks"]
        self.operations = [
            Operation(_pattern(path), method.upper(), operation["operationId"])
            for path, operations in sorted(paths.items(), key=lambda pair: pair[0].count("{"))
            for method, operation in operations.items()
        ]
        self.stable = Whole()
        self.found: dict[str, dict[str, Any]] = {}

    def watch(self, api: httpx.Client) -> None:
        """Have each answer of this client seen."""
        api.event_hooks["response"].append(self._see)

    def add_events(self, events: list[dict[str, Any]], organization_id: str) -> None:
        """The bodies that webhooks get of them: of the first of each type."""
        for event in events:
            about = {"id": event["id"], "subjectType": event["subjectType"], "subjectId": event["subjectId"]}
            body = {
                "type": event["type"],
                "timestamp": event["createdAt"],
                "organizationId": organization_id,
                "data": {**event["data"], "event": about},
            }
            if event["type"] in self.webhooks:
                name = self.webhooks[event["type"]]["post"]["operationId"]
                self.found.setdefault(name, {"parameters": {}, "answers": {}, "body": self._stable(body)})

    def written(self, before: str) -> str:
        """The content of examples.json. Examples that say nothing new stay as they were before."""
        return json.dumps(merged(json.loads(before), self.found), ensure_ascii=False, indent=1) + "\n"

    def _see(self, response: httpx.Response) -> None:
        request, status = response.request, str(response.status_code)
        path = self.stable(request.url.path)
        for operation in self.operations:
            hit = operation.path.match(path) if operation.method == request.method else None
            if hit and response.is_success:
                known = self.found.setdefault(operation.name, {"parameters": {}, "answers": {}})
                if status not in known["answers"]:
                    query = {name: self.stable(value) for name, value in request.url.params.items()}
                    known["parameters"] = {**hit.groupdict(), **query, **known["parameters"]}
                    known["answers"][status] = self._example(response.headers, response.read())
                    known.setdefault("body", self._example(request.headers, request.read()))
                return
            if hit:
                return

    def _example(self, headers: httpx.Headers, content: bytes) -> Any:
        """What is JSON, with stable values and cut to a size for reading; else None."""
        if not content or headers.get("Content-Type") != "application/json":
            return None
        return self._stable(json.loads(content))

    def _stable(self, value: Any) -> Any:
        return json.loads(self.stable(json.dumps(_short(value), ensure_ascii=False)))


class Operation(NamedTuple):
    """`path` has a group for each parameter."""

    path: re.Pattern[str]
    method: str
    name: str


def merged(known: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What was found; of operations that still answer alike, what was known."""
    return {name: known[name] if _is_alike(known.get(name), one) else one for name, one in sorted(found.items())}


def _is_alike(one: Any, other: Any) -> bool:
    """Whether both have the same keys and kinds of values, whatever the values are."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_alike, one, other))
    return type(one) is type(other)


def _pattern(path: str) -> re.Pattern[str]:
    """Keys of packs have slashes."""
    segment = ".+" if "/packs/" in path else "[^/]+"
    return re.compile(re.sub(r"\\{(\w+)\\}", rf"(?P<\1>{segment})", re.escape(path)) + "$")


def _short(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        kept = list(value.items())
        if key in FREE:
            kept = [(name, one) for name, one in kept if not name.startswith("$")][:FREE_KEYS]
        return {name: _short(one, key if key in FREE else name) for name, one in kept}
    if isinstance(value, list):
        return [_short(one, key) for one in value[:LONGEST_LIST]]
    return f"{value[:LONGEST_TEXT]}…" if isinstance(value, str) and len(value) > LONGEST_TEXT else value
