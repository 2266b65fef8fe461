"""Whether something uses a template. What uses templates says so here itself, because imports point down only."""

from collections.abc import Callable

from safeclose.records.transactions import assert_in_action
from signing.packages.templates.models import Template

Use = Callable[[Template], bool]
_uses: dict[str, Use] = {}


def uses_templates(use: Use) -> Use:
    """Mark a function that is asked, with the locked template, before the template is deleted.

    It answers whether the template is in use. It stands in a module that the app loads when it is ready.
    """
    _uses[f"{use.__module__}.{use.__qualname__}"] = use
    return use


def is_used(template: Template) -> bool:
    """Whether anything uses the template."""
    assert_in_action()
    return any(use(template) for use in _uses.values())
