"""Requests to models by OpenAI's official client: in a limited time, and again where the fault may pass."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx2
import openai
import structlog
from pydantic import BaseModel, ValidationError

from safeclose.gateways import http_client
from safeclose.gateways.ai_faults import Fault
from safeclose.gateways.ai_models import Remote
from safeclose.gateways.http_client import Kind
from safeclose.gateways.retries import GaveUp, MayPass, Retries

log = structlog.get_logger("safeclose.ai")

A = TypeVar("A", bound=BaseModel)
# Makes one request with the client, and returns the body of the answer.
Request = Callable[[openai.OpenAI], bytes]

MAX_ANSWER_BYTES = 32 * 1024 * 1024
FIRST_WAIT_SECONDS = 0.5  # between two tries
MAX_WAIT_SECONDS = 30.0
RETRIED_STATUSES = (408, 409, 429)  # and 5xx


@dataclass(frozen=True)
class Effort:
    """The limits of one request: seconds for all tries and the waits between them together, and the number of tries."""

    seconds: float
    tries: int


def request(model: Remote, make: Request, form: type[A], effort: Effort) -> A:
    """The answer, which has the form of `form`. Raises Fault."""
    retries = Retries(effort.tries, FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS, effort.seconds)
    try:
        with _client(model) as client:
            body = retries.run(
                lambda seconds: _attempt(client.with_options(timeout=seconds), make),
                on_retry=lambda reason, wait: log.warning(
                    "model_asked_again", model=model.model, reason=reason, wait=wait
                ),
            )
    except GaveUp as error:
        raise Fault(str(error)) from error
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise Fault("The model's answer does not have the form of OpenAI's; is its endpoint right?") from error


def _attempt(client: openai.OpenAI, make: Request) -> bytes:
    try:
        return make(client)
    except openai.APIStatusError as error:
        raise _refusal(error) from error
    except http_client.Fault as fault:
        if fault.kind is Kind.TIMEOUT:
            raise MayPass("The model did not answer in time.") from fault
        raise MayPass("The model can't be reached, or its answer broke off.") from fault
    except (openai.OpenAIError, ValueError) as error:
        raise Fault(f"The model can't be asked ({type(error).__name__}).") from error


def _refusal(error: openai.APIStatusError) -> MayPass | Fault:
    """By the status alone: the message may repeat the prompt, or the key."""
    status = error.status_code
    if status == 401:
        return Fault("The model refuses the key (401).")
    if status in RETRIED_STATUSES or status >= 500:
        return MayPass(f"The model takes no requests now ({status}).", http_client.retry_after(error.response.headers))
    return Fault(f"The model refuses the request ({status}).")


def _client(model: Remote) -> openai.OpenAI:
    # The client's own retries are off: they do not know how much time is left.
    carrier = httpx2.Client(transport=_OurTransport(), follow_redirects=False)
    return openai.OpenAI(api_key=model.key, base_url=model.endpoint, max_retries=0, http_client=carrier)


class _OurTransport(httpx2.BaseTransport):
    """Has the requests of OpenAI's client made by ours. Raises http_client.Fault."""

    def __init__(self) -> None:
        self._client = http_client.Client()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._client.exchange(
            request.method,
            str(request.url),
            headers={name: text for name, text in request.headers.items() if name != "accept-encoding"},
            content=request.read(),
            seconds=request.extensions["timeout"]["read"],
            max_bytes=MAX_ANSWER_BYTES,
        )
        # Headers about the encoding of the body do not hold for the decoded body.
        headers = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
        return httpx2.Response(answer.status, headers=headers, content=answer.body)

    def close(self) -> None:
        self._client.close()
