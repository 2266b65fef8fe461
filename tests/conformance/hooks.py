"""What Schemathesis is told about this service, while it sends what it makes up (SCHEMATHESIS_HOOKS).

`SAFECLOSE_STAGE` names a JSON file: the tokens of two people, and the parameters of paths by how these begin.
"""

import itertools
import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import AuthContext, Case, HookContext
from schemathesis.core.parameters import ParameterLocation

STAGE = json.loads(Path(os.environ["SAFECLOSE_STAGE"]).read_text())
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_numbers = itertools.count(1)


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    """Alice everywhere, but where only a signer has anything."""

    def get(self, case: Case, context: AuthContext) -> str:
        """A token of who may."""
        return STAGE["tokens"]["sam" if context.operation.path.startswith("/v1/signing/signer") else "alice"]

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        """In the header."""
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Each call comes from another address, so that limits are not met; three of four find what they ask for."""
    number = next(_numbers)
    case.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    if number % 4 and _is_good(case, ParameterLocation.PATH):
        found = next((each for start, each in STAGE["places"] if case.path.startswith(start)), {})
        case.path_parameters.update({name: found[name] for name in case.path_parameters if name in found})
    if _is_good(case, ParameterLocation.QUERY):
        case.query.pop("cursor", None)  # none but the service can make one up


@schemathesis.hook
def filter_query(context: HookContext, query: dict[str, Any]) -> bool:
    """Control characters are refused in any text, which no schema says of each; other tests send them."""
    return not _has_control(query)


@schemathesis.hook
def filter_body(context: HookContext, body: Any) -> bool:
    """The same."""
    return not _has_control(body)


def _is_good(case: Case, location: ParameterLocation) -> bool:
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode.is_positive


def _has_control(value: Any) -> bool:
    if isinstance(value, str):
        return bool(CONTROL.search(value))
    if isinstance(value, dict):
        return any(_has_control(key) or _has_control(part) for key, part in value.items())
    return isinstance(value, list) and any(map(_has_control, value))
