"""Asks a running service, and writes down what was asked and answered."""

import json
import time
from typing import Any

import httpx

from tests.guide.source import WHOLE, Step, filled, looked_up, parts
from tests.guide.stable import Stable
from tests.processes import Service

LONGEST_LINE = 118
TIMEOUT_SECONDS = 120  # seconds


class Guide:
    """One reading of the source."""

    def __init__(self, service: Service) -> None:
        self.api = httpx.Client(base_url=service.address, timeout=60)
        self.tokens = service.tokens
        self.kept: dict[str, Any] = {}
        self.stable = Stable()

    def written(self, text: str) -> str:
        """The guide; raises httpx.HTTPError where the service can't be reached."""
        with self.api:
            return "".join(part if isinstance(part, str) else self.stable(self._step(part)) for part in parts(text))

    def _step(self, step: Step) -> str:
        answer = self._answer(step)
        body = _body(answer)
        if step.save:
            self.kept[step.save] = body
        return f"```sh\n{self._curl(step)}\n```\n\n```http\n{_printed(answer, body, step.show)}\n```\n"

    def _answer(self, step: Step) -> httpx.Response:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            answer = self._ask(step)
            if not step.until or (answer.is_success and answer.json().get(step.until) is not None):
                return answer
            assert time.monotonic() < deadline, f"{step.method} {step.path}: no {step.until}"
            time.sleep(0.1)

    def _ask(self, step: Step) -> httpx.Response:
        content: dict[str, Any] = {}
        if step.body:
            whole = WHOLE.sub(lambda match: json.dumps(looked_up(self.kept, match[1])), filled(step.body, self.kept))
            content["json"] = json.loads(whole)
        if step.file:
            content["files"] = {step.file[0]: (f"{step.file[1]}.pdf", self.kept[step.file[1]], "application/pdf")}
        headers = dict(step.headers)
        if step.by in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[step.by]}"
        return self.api.request(step.method, filled(step.path, self.kept), headers=headers, **content)

    def _curl(self, step: Step) -> str:
        method = "" if step.method == "GET" else f"-X {step.method} "
        address = f"{self.api.base_url}".rstrip("/") + filled(step.path, self.kept)
        lines = [f"curl {method}" + (f"'{address}'" if "?" in address else address)]
        if step.by in self.tokens:
            lines.append(f'-H "Authorization: Bearer ${"TOKEN" if step.by == "alice" else step.by.upper()}"')
        lines += [f"-H '{name}: {value}'" for name, value in step.headers.items()]
        if step.file:
            lines.append(f"-F {step.file[0]}=@{step.file[1]}.pdf")
        if step.body:
            lines += ["-H 'Content-Type: application/json'", f"-d '{self._shown(step.body)}'"]
        whole = " ".join(lines)
        return whole if len(whole) <= LONGEST_LINE and "\n" not in whole else " \\\n  ".join(lines)

    def _shown(self, body: str) -> str:
        return WHOLE.sub("{ … }", filled(body, self.kept)).replace("'", "'\\''")


def _body(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    return answer.json() if answer.headers["Content-Type"] == "application/json" else answer.content


def _printed(answer: httpx.Response, body: Any, show: tuple[str, ...] | None) -> str:
    told = {name: answer.headers.get(name, "") for name in ("Idempotent-Replayed", "Content-Type", "Retry-After")}
    head = [f"{answer.status_code} {httpx.codes.get_reason_phrase(answer.status_code)}"]
    head += [f"{name}: {value}" for name, value in told.items() if value not in ("", "application/json")]
    if body is None or isinstance(body, bytes) or show == ():
        return "\n".join(head)
    chosen = {key: body[key] for key in show} if show else body
    return "\n".join([*head, "", _json(chosen)])


def _json(value: Any, depth: int = 0) -> str:
    """Indented, but for what fits on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + depth <= LONGEST_LINE or not isinstance(value, dict | list) or not value:
        return flat
    pad = " " * (depth + 2)
    if isinstance(value, list):
        inner = [_json(one, depth + 2) for one in value]
    else:
        inner = [f"{json.dumps(key)}: {_json(one, depth + 2)}" for key, one in value.items()]
    opening, closing = ("[", "]") if isinstance(value, list) else ("{", "}")
    return f"{opening}\n{pad}" + f",\n{pad}".join(inner) + f"\n{' ' * depth}{closing}"
