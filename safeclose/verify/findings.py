"""The results of the checks of a verification, and the overall result."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, ParamSpec, TypeVar

Result = Literal["genuine", "altered", "unknown"]
logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class CheckError(Exception):
    """A check failed; the message is a sentence that says why."""


class UnvouchedError(CheckError):
    """No trusted certificate confirms the file, though no fault was found."""


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, and a sentence about the result."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Report:
    """The outcome of a verification. `about` describes the document, and is empty unless genuine."""

    result: Result
    summary: str
    checks: tuple[Check, ...]
    about: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """{"result", "summary", "about", "checks": [{"name", "ok", "detail"}]}"""
        checks = [{"name": each.name, "ok": each.ok, "detail": each.detail} for each in self.checks]
        return {"result": self.result, "summary": self.summary, "about": self.about, "checks": checks}


class Findings:
    """Collects checks. A check that can't be made counts as failed."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self._about: dict[str, str] = {}
        self._worst: dict[Result, str] = {}

    def check(self, name: str, examine: Callable[P, tuple[T, str]], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Runs `examine`, which returns (result, sentence); returns its result, or None when it raised.

        Raises MemoryError, so that an intact file is not reported as altered for lack of memory.
        """
        try:
            found, detail = examine(*args, **kwargs)
        except CheckError as fault:
            self._failed(name, str(fault), "unknown" if isinstance(fault, UnvouchedError) else "altered")
            return None
        except MemoryError:  # no fault of the file
            raise
        except Exception as error:  # parsers can raise anything for hostile files
            logger.info("The check of %s could not be made", name, exc_info=True)
            self._failed(name, f"Could not be examined ({type(error).__name__}).", "altered")
            return None
        self.note(name, detail)
        return found

    def note(self, name: str, detail: str) -> None:
        """Adds a check that passed."""
        self.checks.append(Check(name, True, detail))

    def describe(self, about: Callable[[], dict[str, str]]) -> None:
        """Adds a description of the file, if no check failed."""
        if not self._worst:
            self._about = about()

    def report(self) -> Report:
        """altered if a check failed with CheckError, else unknown if one failed with UnvouchedError, else genuine."""
        for result in ("altered", "unknown"):
            if result in self._worst:
                return Report(result, self._worst[result], tuple(self.checks))
        if not self.checks:
            return Report("unknown", "Nothing was given to verify.", ())
        return Report("genuine", _genuine(self._about), tuple(self.checks), self._about)

    def _failed(self, name: str, detail: str, result: Result) -> None:
        self.checks.append(Check(name, False, detail))
        self._worst.setdefault(result, detail)


def _genuine(about: dict[str, str]) -> str:
    return f"Sealed by {about['sealedBy']} at {about['sealedAt']}, and not changed since."
