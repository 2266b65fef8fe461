"""The operations whose cost is measured as the tables grow, each without a server between."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle
from typing import Any

from django.test import Client

from clickwrap.agreements.models import Agreement
from signing.evidence import jobs
from tests.benchmarks import place, searching
from tests.benchmarks.ceremonies import STEPS, Ceremony, agreement, ceremony, headers, path

LARGEST_SEARCH = 100_000  # the index over a million vectors takes longer than all else
ENVELOPES, REPEATED = 24, 120  # of these a sixth is measured at once

Works = Sequence[Callable[[], object]]
_client = Client()


def operations(size: int, since: int) -> Iterator[tuple[str, Works]]:
    """By name, each many times; all tables have `size` rows, and had `since` when this was asked before."""
    model, made = agreement("Offer for the benchmarks"), list[Ceremony]()
    yield "send an envelope", [lambda: made.append(ceremony(model))] * ENVELOPES
    yield "signing step", [step for each in made for step in _steps(each)]
    yield "seal", [partial(jobs.seal, trail_id=each.envelope.trail_id) for each in made]
    terms = f"/api/public/clickwrap/{Agreement.objects.get(key='terms-of-service').id}"
    people = [{"subjectRef": f"person{since}-{number}@example.com"} for number in range(REPEATED)]
    yield "acceptance", [partial(_post, terms, person) for person in people]
    alice = {"Authorization": f"Bearer {place.token('alice')}"}
    yield "list of documents", [partial(_get, _page_of_copies(alice), alice)] * REPEATED
    if size <= LARGEST_SEARCH:
        questions = cycle(searching.grow(size, since))
        yield "search", [lambda: searching.ask(next(questions))] * REPEATED


def one_envelope() -> None:
    """Sent, signed and sealed."""
    made = ceremony(agreement("Offer for the benchmarks"))
    for step in _steps(made):
        step()
    jobs.seal(trail_id=made.envelope.trail_id)


def _steps(made: Ceremony) -> Works:
    return [partial(_post, path(link), step) for link in made.links for step in STEPS]


def _post(where: str, body: Mapping[str, str]) -> None:
    answer = _client.post(where, json.dumps(body), content_type="application/json", headers=headers())
    assert answer.status_code in (200, 201), answer.content


def _page_of_copies(sent: Mapping[str, str]) -> str:
    """The first page that is the same at each size: those before it have documents that were made here."""
    where = "/api/documents"
    while True:
        page = _get(where, sent).json()
        if all(each["title"].startswith("Agreement ") for each in page["documents"]):
            return where
        where = f"/api/documents?cursor={page['nextCursor']}"


def _get(where: str, sent: Mapping[str, str]) -> Any:
    answer = _client.get(where, headers=sent)
    assert answer.status_code == 200, answer.content
    return answer
