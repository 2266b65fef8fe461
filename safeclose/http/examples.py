"""Examples in the API description: what was asked of a running service, and its answers.

`python -m tests.guide --write` writes examples.json: requests by operation, the first answer of each status.
"""

from pathlib import Path
from typing import Any

import orjson

EXAMPLES = Path(__file__).with_name("examples.json")


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular."""
    known = orjson.loads(EXAMPLES.read_bytes())
    for operations in (*result["paths"].values(), *result["webhooks"].values()):
        for operation in operations.values():
            found = known.get(operation["operationId"], {})
            for parameter in operation.get("parameters", []):
                if parameter.get("name") in found.get("parameters", {}):
                    text = found["parameters"][parameter["name"]]
                    parameter["example"] = int(text) if parameter["schema"].get("type") == "integer" else text
            _set(operation.get("requestBody", {}), found.get("body"))
            for status, answer in found.get("answers", {}).items():
                _set(operation["responses"][status], answer)
    return result


def _set(part: dict[str, Any], example: Any) -> None:
    content = part.get("content", {}).get("application/json")
    if content is not None and example is not None:
        content["example"] = example
