"""Idempotency-Key where it matters first: making an organization."""

from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from workspace.models import Organization

ELM = {"name": "Elm Lending", "slug": "elm"}


def test_twenty_requests_at_once_with_one_key_make_one_organization(committed: None) -> None:
    nobody = acme_and_birch()["nobody"]

    def ask() -> tuple[int, object]:
        answer = Caller(nobody).post("/v1/workspace/orgs", ELM, HTTP_IDEMPOTENCY_KEY="elm-1")
        return answer.status_code, answer.json()

    answers = at_once([ask] * 20)
    made = [body for status, body in answers if status == 201]
    assert made
    assert all(body == made[0] for body in made)
    running = {"error": "The first request with this key is still running."}
    assert all(body == running for status, body in answers if status != 201)
    assert Organization.objects.filter(slug="elm").count() == 1

    other = Caller(nobody).post("/v1/workspace/orgs", {**ELM, "name": "Other"}, HTTP_IDEMPOTENCY_KEY="elm-1")
    assert (other.status_code, other.json()) == (422, {"error": "This Idempotency-Key was used for another request."})
