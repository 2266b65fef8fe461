"""The source of the guide: Markdown, in which blocks named `ask` are requests.

    POST /api/documents
    @save document          the answer's body, for what comes later: {document.id}
    @show id, status        only these keys of the answer are printed; none of them, if none is named
    @by sam                 who asks: alice, sam, or nobody
    @until sealedUrl        ask until this key is no longer null
    @file file sealed       a form with this file, which an answer was saved as
    Idempotency-Key: a1     a header

    {"title": "…", "canonical": $pack.sample}

`{document.id}` stands for a value, `{sent.signers.0.url|last}` for the last part of an address; `$pack.sample` for JSON
that is not printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

BLOCK = re.compile(r"^```ask\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"\{([\w.]+)(\|last)?\}")
WHOLE = re.compile(r"\$([\w.]+)")


@dataclass
class Step:
    """One request."""

    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    by: str = "alice"
    save: str = ""
    until: str = ""
    show: tuple[str, ...] | None = None
    file: tuple[str, str] | None = None


def parts(text: str) -> Iterator[str | Step]:
    """Prose and steps, in their order."""
    end = 0
    for block in BLOCK.finditer(text):
        yield text[end : block.start()]
        yield _step(block[1])
        end = block.end()
    yield text[end:]


def _step(text: str) -> Step:
    head, _, body = text.partition("\n\n")
    first, *rest = head.splitlines()
    method, path = first.split(" ", 1)
    step = Step(method, path, body.strip())
    for line in rest:
        name, _, value = line.partition(" ")
        if name.startswith("@"):
            _direct(step, name[1:], value)
        else:
            step.headers[name.removesuffix(":")] = value
    return step


def _direct(step: Step, name: str, value: str) -> None:
    match name:
        case "show":
            step.show = tuple(value.split(", ")) if value else ()
        case "file":
            field_name, saved = value.split()
            step.file = (field_name, saved)
        case "by" | "save" | "until":
            setattr(step, name, value)
        case _:
            raise ValueError(f"The guide's source says @{name}.")


def looked_up(kept: dict[str, Any], path: str) -> Any:
    """The value at a dotted path of what was saved."""
    found: Any = kept
    for key in path.split("."):
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def filled(text: str, kept: dict[str, Any]) -> str:
    """With values in their places."""

    def value(match: re.Match[str]) -> str:
        found = str(looked_up(kept, match[1]))
        return found.rsplit("/", 1)[1] if match[2] else found

    return VALUE.sub(value, text)
