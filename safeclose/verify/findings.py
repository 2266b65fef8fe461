"""What a verification found, check by check, and the result that follows."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, ParamSpec, TypeVar

Result = Literal["genuine", "altered", "unknown"]
logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class CheckError(Exception):
    """A check failed; the sentence says what was found."""


class UnvouchedError(CheckError):
    """Nothing is known to be wrong, but nothing vouches for the file either."""


@dataclass(frozen=True)
class Check:
    """One check: its name in plain words, whether it held, and a sentence on what was found."""

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
    """Collects checks. A check that can't be made counts as one that failed."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self._about: dict[str, str] = {}
        self._worst: dict[Result, str] = {}

    def check(self, name: str, examine: Callable[P, tuple[T, str]], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Run `examine`, which returns (what it found, a sentence); None when it raised.

        Raises MemoryError, so that no intact file is called altered for want of memory.
        """
        try:
            found, detail = examine(*args, **kwargs)
        except CheckError as fault:
            self._failed(name, str(fault), "unknown" if isinstance(fault, UnvouchedError) else "altered")
            return None
        except MemoryError:  # says nothing about the file
            raise
        except Exception as error:  # hostile files make parsers fail in any way; none may end the verification
            logger.info("The check of %s could not be made", name, exc_info=True)
            self._failed(name, f"Could not be examined ({type(error).__name__}).", "altered")
            return None
        self.note(name, detail)
        return found

    def note(self, name: str, detail: str) -> None:
        """A check that held."""
        self.checks.append(Check(name, True, detail))

    def describe(self, about: Callable[[], dict[str, str]]) -> None:
        """Say what the file is about, unless something was wrong with it."""
        if not self._worst:
            self._about = about()

    def report(self) -> Report:
        """The result: altered if any check failed for that reason, else unknown if any did, else genuine."""
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
