"""Asking a model by OpenAI's official client: within a time, a few times, and no more than once for what won't pass."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2
import openai
import structlog
from pydantic import BaseModel, ValidationError

from safeclose.gateways.ai_faults import Fault
from safeclose.gateways.ai_models import Remote
from safeclose.gateways.bounded import BoundedTransport
from safeclose.gateways.certificate_authorities import trusted

log = structlog.get_logger("safeclose.ai")

A = TypeVar("A", bound=BaseModel)
# Calls the client once; the body of the answer.
Ask = Callable[[openai.OpenAI], bytes]

LONGEST_WAIT = 30.0  # seconds between two tries
PASSING = (408, 409, 429)

sleep = time.sleep


@dataclass(frozen=True)
class Effort:
    """How much is tried: so many seconds for all tries and the waits between them together."""

    seconds: float
    tries: int


class _Passing(Exception):
    """May be over at the next try, which should not be sooner than in `wait` seconds."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


def asked(model: Remote, ask: Ask, form: type[A], effort: Effort) -> A:
    """The answer as `form` says. Raises Fault."""
    deadline, tries = time.monotonic() + effort.seconds, 0
    with _client(model) as client:
        while True:
            tries += 1
            try:
                return _once(client, ask, form, deadline)
            except _Passing as fault:
                wait = _wait(fault, tries, effort, deadline)
                log.warning("model_asked_again", model=model.model, reason=str(fault), wait=wait)
                sleep(wait)


def _once(client: openai.OpenAI, ask: Ask, form: type[A], deadline: float) -> A:
    patience = max(0.01, deadline - time.monotonic())
    try:
        body = ask(client.with_options(timeout=patience))
    except openai.APITimeoutError as error:
        raise _Passing("The model did not answer in time.") from error
    except openai.APIStatusError as error:
        raise _refusal(error) from error
    except openai.APIConnectionError as error:
        raise _Passing("The model can't be reached, or its answer broke off.") from error
    except (openai.OpenAIError, ValueError) as error:
        raise Fault(f"The model can't be asked ({type(error).__name__}).") from error
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise Fault("The model's answer does not have the form of OpenAI's; is its endpoint right?") from error


def _refusal(error: openai.APIStatusError) -> Exception:
    """By the status alone: the message may repeat what was asked, or the key."""
    status = error.status_code
    if status == 401:
        return Fault("The model refuses the key (401).")
    if status in PASSING or status >= 500:
        return _Passing(f"The model takes no requests now ({status}).", _retry_after(error.response))
    return Fault(f"The model refuses the request ({status}).")


def _wait(fault: _Passing, tries: int, effort: Effort, deadline: float) -> float:
    """Seconds until the next try; raises Fault when enough is enough."""
    wait = 0.5 * 2.0 ** (tries - 1) if fault.wait is None else fault.wait
    if tries >= effort.tries:
        raise Fault(f"{fault} {tries} tries were made.") from fault
    if wait > min(LONGEST_WAIT, deadline - time.monotonic()):
        raise Fault(f"{fault} There is no time for another try in {wait:.1f} seconds.") from fault
    return wait


def _retry_after(answer: httpx2.Response) -> float | None:
    """Seconds, however they are told (RFC 9110, 10.2.3); None where nothing is."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _client(model: Remote) -> openai.OpenAI:
    # The tries are counted here: the client's own would not know how much time is left.
    through = httpx2.Client(transport=BoundedTransport(verify=trusted()), follow_redirects=False)
    return openai.OpenAI(api_key=model.key, base_url=model.endpoint, max_retries=0, http_client=through)
