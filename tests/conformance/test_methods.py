"""Of every path no method but those that are described."""

import re
from typing import Any

import yaml
from django.core.cache import cache

from tests.environment import ROOT
from tests.people import Caller

PATHS = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)["paths"]
PREFIX = re.compile(r"\^?(\w*)")  # of an id, in the pattern of a parameter: `^doc_[^/]+$`
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"}


def test_a_method_that_is_not_described_is_refused_on_every_path(alice: Caller) -> None:
    wrong = {}
    for path, operations in PATHS.items():
        cache.clear()  # so that no limit is met
        described = {name.upper() for name in operations}
        for method in METHODS - described:
            answer = alice.generic(method, address(path, operations))
            allowed = set(answer.headers.get("Allow", "").split(", ")) - {"HEAD", "OPTIONS"}
            if answer.status_code not in (403, 404, 405) or allowed != described:  # who may is asked first
                wrong[f"{method} {path}"] = answer.status_code, allowed
    assert wrong == {}


def address(path: str, operations: dict[str, Any]) -> str:
    """The path, with something in place of its parameters that routes take for one."""
    parameters = [one for operation in operations.values() for one in operation.get("parameters", ())]
    patterns = {one["name"]: one["schema"].get("pattern", "") for one in parameters if one.get("in") == "path"}
    return path.format(**{name: f"{PREFIX.match(pattern)[1]}1" for name, pattern in patterns.items()})
