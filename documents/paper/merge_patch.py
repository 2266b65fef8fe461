"""JSON merge patch."""

from typing import Any


def merged(target: Any, patch: Any) -> Any:
    """`target` with `patch` applied, as RFC 7386 says: null removes, objects merge, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
