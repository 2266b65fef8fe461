"""Whether something uses a template."""

from collections.abc import Callable

from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from signing.packages.templates.models import Template

# Asked before a template is deleted, with the locked template: whether it is in use.
Use = Callable[[Template], bool]
template_uses: Registry[Use] = Registry("uses of templates")


def is_used(template: Template) -> bool:
    """Whether anything uses the template."""
    assert_in_action()
    return any(use(template) for use in template_uses.all().values())
