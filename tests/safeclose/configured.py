"""What the settings make of an environment, in this process: most tests of settings need no process of their own."""

import os
import runpy
from typing import Any
from unittest import mock

from tests.safeclose.child_processes.processes import OURS, ROOT


def settings_of(**environment: str) -> dict[str, Any]:
    """All settings of a process that knows only what it is told. Raises ImproperlyConfigured as it would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with mock.patch.dict(os.environ, {**kept, **environment}, clear=True):
        found = runpy.run_path(str(ROOT / "safeclose" / "settings.py"))
    return {name: value for name, value in found.items() if name.isupper() and not name.startswith("_")}


def configure(settings: Any, **environment: str) -> None:
    """Give pytest-django's `settings` those of another environment: of all that differ but the database itself."""
    for name, value in settings_of(**environment).items():
        if name != "DATABASES" and getattr(settings, name) != value:
            setattr(settings, name, value)
