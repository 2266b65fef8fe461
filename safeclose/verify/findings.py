"""The results of the checks of a verification, and the overall result."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, ParamSpec, TypeVar

from safeclose.sentences import Sentence, SentenceError, sentence

Result = Literal["genuine", "altered", "unknown"]
logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class CheckError(SentenceError):
    """A check failed; the message is a sentence that says why."""


class UnvouchedError(CheckError):
    """No trusted certificate confirms the file, though no fault was found."""


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, and a sentence about the result."""

    name: str
    ok: bool
    detail: Sentence

    @property
    def message(self) -> dict[str, Any]:
        """`detail` for saying it in another language; see `Sentence.as_json`."""
        return self.detail.as_json()


@dataclass(frozen=True)
class Description:
    """What a genuine file says. Of values that were erased, None.

    about       what the file is, for people
    signatures  {"signer", "text", "at", "event", "document"}: who signed, how, with which event, and a title
    marks       {"page", "kind", "label", "signer", "at", "event", "by", "text", "document"}: `text` is what it says, ""
                in a checkbox
    added       {"signer", "title", "at", "event", "sha256"}: files that signers added to a package
    """

    about: dict[str, str] = field(default_factory=dict)
    signatures: tuple[dict[str, Any], ...] = ()
    marks: tuple[dict[str, Any], ...] = ()
    added: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Report:
    """The outcome of a verification. `description` is empty unless genuine."""

    result: Result
    summary: Sentence
    checks: tuple[Check, ...]
    description: Description = Description()

    @property
    def message(self) -> dict[str, Any]:
        """`summary` for saying it in another language; see `Sentence.as_json`."""
        return self.summary.as_json()

    @property
    def about(self) -> dict[str, str]:
        """What the file is, for people; empty unless genuine."""
        return self.description.about

    @property
    def signatures(self) -> tuple[dict[str, Any], ...]:
        """Who signed; see Description."""
        return self.description.signatures

    @property
    def marks(self) -> tuple[dict[str, Any], ...]:
        """What was put on the pages; see Description."""
        return self.description.marks

    @property
    def added(self) -> tuple[dict[str, Any], ...]:
        """The files that signers added; see Description."""
        return self.description.added

    def as_json(self) -> dict[str, Any]:
        """{"result", "summary", "message", "about", "checks", "signatures", "marks", "added"}

        A check is {"name", "ok", "detail", "message"}. `message` is the sentence as {"template", "values"}, for saying
        it in another language; see `Sentence.as_json`.
        """
        checks = [
            {"name": each.name, "ok": each.ok, "detail": each.detail, "message": each.message} for each in self.checks
        ]
        return {
            "result": self.result,
            "summary": self.summary,
            "message": self.message,
            "about": self.about,
            "checks": checks,
            "signatures": list(self.signatures),
            "marks": list(self.marks),
            "added": list(self.added),
        }


class Findings:
    """Collects checks. A check that can't be made counts as failed."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self._description = Description()
        self._worst: dict[Result, Sentence] = {}

    def check(self, name: str, examine: Callable[P, tuple[T, Sentence]], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Runs `examine`, which returns (result, sentence); returns its result, or None when it raised.

        Raises MemoryError, so that an intact file is not reported as altered for lack of memory.
        """
        try:
            found, detail = examine(*args, **kwargs)
        except CheckError as fault:
            self._failed(name, fault.sentence, "unknown" if isinstance(fault, UnvouchedError) else "altered")
            return None
        except MemoryError:  # no fault of the file
            raise
        except Exception as error:  # parsers can raise anything for hostile files
            logger.info("The check of %s could not be made", name, exc_info=True)
            self._failed(name, sentence("Could not be examined ({kind}).", kind=type(error).__name__), "altered")
            return None
        self.note(name, detail)
        return found

    def note(self, name: str, detail: Sentence) -> None:
        """Adds a check that passed."""
        self.checks.append(Check(name, True, detail))

    def add(self, others: "Findings") -> None:
        """Adds checks that were made before; the description of what was checked stays out."""
        self.checks += others.checks
        for result, detail in others._worst.items():
            self._worst.setdefault(result, detail)

    def describe(self, described: Callable[[], Description]) -> None:
        """Adds a description of the file, if no check failed."""
        if not self._worst:
            self._description = described()

    def report(self) -> Report:
        """altered if a check failed with CheckError, else unknown if one failed with UnvouchedError, else genuine."""
        for result in ("altered", "unknown"):
            if result in self._worst:
                return Report(result, self._worst[result], tuple(self.checks))
        if not self.checks:
            return Report("unknown", sentence("Nothing was given to verify."), ())
        return Report("genuine", _genuine(self._description.about), tuple(self.checks), self._description)

    def _failed(self, name: str, detail: Sentence, result: Result) -> None:
        self.checks.append(Check(name, False, detail))
        self._worst.setdefault(result, detail)


def _genuine(about: dict[str, str]) -> Sentence:
    return sentence("Sealed by {name} at {at}, and not changed since.", name=about["sealedBy"], at=about["sealedAt"])
