"""A model's proposal for an agreement: data that a person looks at, never a document."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from documents import packs
from documents.drafting import prompts
from documents.drafting.json_in_text import json_object
from documents.forms.form import Form
from documents.packs import UnknownPack
from safeclose import clock
from safeclose.gateways import ai

Reason = Literal["no_json", "invalid_draft", "error", "not_configured"]


class NoDraft(Exception):
    """There is none, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Draft:
    """A canonical of the right shape; `issues`: what still keeps it from being generated.

    provenance   `ai` for every value, by dotted path
    """

    form_key: str
    canonical: dict[str, Any]
    provenance: dict[str, str]
    issues: list[dict[str, Any]]


def propose(prompt: str, *, form: Form | None) -> Draft:
    """Ask for the data of this form, or of the pack that the model finds fitting. Raises NoDraft."""
    if form is None:
        form, answer = _chosen(prompt)
    else:
        answer = {}
    # Some models do at once what they are asked for in two steps.
    canonical = answer.get("canonical") or _canonical(_answered(prompts.draft(form, clock.now().date()), prompt))
    checked = form.check(canonical)
    if not checked.value:
        raise NoDraft("invalid_draft")
    provenance = dict.fromkeys(_paths(checked.value), "ai")
    return Draft(form.key, checked.value, provenance, [asdict(issue) for issue in checked.issues])


def _chosen(prompt: str) -> tuple[Form, dict[str, Any]]:
    answer = _answered(prompts.choose(packs.every()), prompt)
    try:
        return packs.get(str(answer.get("formKey"))), answer
    except UnknownPack as error:
        raise NoDraft("invalid_draft") from error


def _canonical(answer: dict[str, Any]) -> Any:
    """With its wrapping or without."""
    return answer.get("canonical", answer)


def _answered(system: str, prompt: str) -> dict[str, Any]:
    try:
        text = ai.chat(system=system, prompt=prompt)
    except ai.NotConfigured as error:
        raise NoDraft("not_configured") from error
    except ai.Fault as error:
        raise NoDraft("error") from error
    found = json_object(text)
    if found is None:
        raise NoDraft("no_json")
    return found


def _paths(value: Any, path: str = "") -> Iterator[str]:
    """The dotted path of every value that is not made of others."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(one, f"{path}.{name}" if path else str(name))
    else:
        yield path
