"""Models behind an endpoint: as they should answer, and as they should not."""

import math
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from safeclose.gateways import ai, ai_client, retries
from safeclose.records.transactions import action
from tests.model_server import DIMENSIONS, VARIABLE, Answer, ModelServer, completion, embeddings, error, vector

OK = completion("Fine.")
SECRET = "the buyer is Ann Archer"


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long would have been waited, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(retries, "sleep", found.append)
    return found


def chat() -> str:
    return ai.chat(system="Be brief.", prompt=SECRET)


def fault() -> str:
    """What a chat comes to; never a word of what was asked."""
    with pytest.raises(ai.Fault) as caught:
        chat()
    assert not isinstance(caught.value, ai.NotConfigured)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def unit(text: str) -> list[float]:
    found = vector(text)
    return [one / math.hypot(*found) for one in found]


def test_a_chat_model_is_asked_and_answers(model_server: ModelServer) -> None:
    model_server.says(" Hello,\n {you}. ")
    assert chat() == " Hello,\n {you}. "
    assert model_server.asked == [
        (
            "/v1/chat/completions",
            {
                "model": "stand-in",
                "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": SECRET}],
            },
        )
    ]


def test_vectors_have_length_1_and_the_order_of_the_texts(model_server: ModelServer) -> None:
    found = ai.embed(["a house", "a boat", "a house"], waiting="job")
    assert found == [pytest.approx(unit(text)) for text in ("a house", "a boat", "a house")]
    assert [math.hypot(*one) for one in found] == pytest.approx([1.0] * 3)
    assert model_server.asked == [
        (
            "/v1/embeddings",
            {"model": "stand-in", "input": ["a house", "a boat", "a house"], "encoding_format": "float"},
        )
    ]


def test_vectors_that_come_in_another_order_are_put_in_order(model_server: ModelServer) -> None:
    answer = orjson.loads(embeddings([vector("a"), vector("b")]).body)
    answer["data"].reverse()
    model_server.answers.append(Answer(body=orjson.dumps(answer)))
    assert ai.embed(["a", "b"], waiting="job") == [pytest.approx(unit("a")), pytest.approx(unit("b"))]


def test_many_texts_are_sent_in_several_requests(model_server: ModelServer) -> None:
    texts = [f"text {number}" for number in range(130)]
    assert ai.embed(texts, waiting="job") == [pytest.approx(unit(text)) for text in texts]
    assert [len(body["input"]) for _, body in model_server.asked] == [64, 64, 2]


def test_no_request_is_made_for_no_texts(model_server: ModelServer) -> None:
    assert ai.embed([], waiting="job") == []
    assert model_server.asked == []


def test_a_model_is_asked_to_shorten_its_vectors(model_server: ModelServer, settings: Any, tmp_path: Path) -> None:
    shorter = {
        "endpoint": model_server.url,
        "model": "long",
        "dimensions": 32,
        "shorten": True,
        "keyVariable": VARIABLE,
    }
    settings.MODELS_JSON = str(model_server.write_models(tmp_path / "shorter.json", embedding=shorter))
    model_server.dimensions = 32
    assert len(ai.embed(["a"], waiting="search")[0]) == 32
    assert model_server.asked[0][1]["dimensions"] == 32


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b""),
        Answer(body=b"not JSON"),
        Answer(body=b"[]"),
        Answer(body=b"null"),
        Answer(body=b'{"choices": "none"}'),
        Answer(body=b'{"choices": [{"message": "Hello."}]}'),
        Answer(body=b'{"choices": [{"message": {"content": 5}}]}'),
        Answer(body=b"<html>", headers={"Content-Type": "text/html"}),
        Answer(body=b"\xff\xfe", headers={"Content-Type": "application/octet-stream"}),
        Answer(201, b"{}"),
    ],
    ids=lambda answer: answer.body.decode("latin-1")[:30],
)
def test_an_answer_of_another_form_is_a_fault(model_server: ModelServer, answer: Answer, waits: list[float]) -> None:
    model_server.answers.append(answer)
    assert fault() == "The model's answer does not have the form of OpenAI's; is its endpoint right?"
    assert waits == []


@pytest.mark.parametrize("body", [completion(None), completion(""), Answer(body=b'{"choices": []}')])
def test_an_empty_answer_is_a_fault(model_server: ModelServer, body: Answer) -> None:
    model_server.answers.append(body)
    assert fault() == "The model said nothing."


@pytest.mark.parametrize(
    ("vectors", "sentence"),
    [
        ([[1.0] * (DIMENSIONS - 1)], f"The model gives {DIMENSIONS - 1} dimensions; models.json says {DIMENSIONS}."),
        ([[]], f"The model gives 0 dimensions; models.json says {DIMENSIONS}."),
        ([[0.0] * DIMENSIONS], "The model gave a vector without a direction."),
        ([], "The model was given 1 texts, and answered with other 0 vectors."),
        ([[1.0] * DIMENSIONS] * 2, "The model was given 1 texts, and answered with other 2 vectors."),
    ],
)
def test_vectors_that_can_not_be_right_are_a_fault(
    model_server: ModelServer, vectors: list[list[float]], sentence: str
) -> None:
    model_server.answers.append(embeddings(vectors))
    with pytest.raises(ai.Fault) as caught:
        ai.embed(["a"], waiting="search")
    assert str(caught.value) == sentence


def test_a_vector_with_infinity_is_a_fault(model_server: ModelServer) -> None:
    body = embeddings([[1.0] * DIMENSIONS]).body.replace(b"1.0", b"1e999", 1)
    model_server.answers.append(Answer(body=body))
    with pytest.raises(ai.Fault):
        ai.embed(["a"], waiting="search")


def test_an_index_that_comes_twice_is_a_fault(model_server: ModelServer) -> None:
    body = embeddings([vector("a"), vector("b")]).body.replace(b'"index":1', b'"index":0')
    model_server.answers.append(Answer(body=body))
    with pytest.raises(ai.Fault):
        ai.embed(["a", "b"], waiting="search")


def test_a_wrong_key_is_a_fault_and_not_tried_again(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    monkeypatch.setenv("MODEL_SERVER_KEY", "sk-wrong")
    assert fault() == "The model refuses the key (401)."
    assert (len(model_server.asked), waits) == (1, [])


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 301, 307])
def test_a_refusal_that_stays_is_not_tried_again(model_server: ModelServer, status: int, waits: list[float]) -> None:
    model_server.answers.append(error(status, SECRET, Location=model_server.url))
    assert fault() == f"The model refuses the request ({status})."
    assert (len(model_server.asked), waits) == (1, [])


@pytest.mark.parametrize("answer", [error(429), error(500), error(503), error(408), error(409), None])
def test_a_fault_that_may_pass_is_tried_again(
    model_server: ModelServer, answer: Answer | None, waits: list[float]
) -> None:
    model_server.answers.extend([answer, answer, OK])
    assert chat() == "Fine."
    assert waits == [0.5, 1.0]


def test_a_model_is_asked_only_so_many_times(model_server: ModelServer, waits: list[float]) -> None:
    model_server.answers.extend([error(500)] * 9)
    assert fault() == "The model takes no requests now (500). 3 tries were made."
    assert (len(model_server.asked), waits) == (3, [0.5, 1.0])


def test_who_waits_for_hits_gets_fewer_tries(model_server: ModelServer) -> None:
    model_server.answers.extend([error(500)] * 9)
    for waiting, tries in (("search", 2), ("job", 4)):
        model_server.asked.clear()
        with pytest.raises(ai.Fault):
            ai.embed(["a"], waiting=waiting)
        assert len(model_server.asked) == tries


@pytest.mark.parametrize(
    ("said", "wait"), [("0", 0.0), ("7", 7.0), ("30", 30.0), ("", 0.5), ("soon", 0.5), ("1.5", 0.5)]
)
def test_a_retry_waits_as_many_seconds_as_told(
    model_server: ModelServer, said: str, wait: float, waits: list[float]
) -> None:
    model_server.answers.extend([error(429, Retry_After=said), OK])
    assert chat() == "Fine."
    assert waits == [wait]


def test_a_retry_waits_until_the_time_told(model_server: ModelServer, waits: list[float]) -> None:
    for seconds in (20, -20):
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        model_server.answers.append(error(503, Retry_After=moment))
    model_server.answers.append(OK)
    assert chat() == "Fine."
    assert 15 < waits[0] <= 20
    assert waits[1] == 0


@pytest.mark.parametrize("said", ["31", "3600", "9" * 400])
def test_too_long_a_wait_is_a_fault(model_server: ModelServer, said: str, waits: list[float]) -> None:
    model_server.answers.append(error(429, Retry_After=said))
    assert fault() == f"The model takes no requests now (429). It asks to wait {said[:9]} seconds."
    assert waits == []


def test_a_wait_longer_than_the_caller_has_is_a_fault(model_server: ModelServer, waits: list[float]) -> None:
    model_server.answers.append(error(429, Retry_After="9"))
    with pytest.raises(ai.Fault, match="no time for another try"):
        ai.embed(["a"], waiting="search")
    assert waits == []


def test_half_an_answer_is_a_fault(model_server: ModelServer, waits: list[float]) -> None:
    half = Answer(body=OK.body[:40], declared=len(OK.body))
    model_server.answers.extend([half, OK])
    assert chat() == "Fine."
    model_server.answers.extend([half] * 3)
    assert fault() == "The model can't be reached, or its answer broke off. 3 tries were made."


def test_an_address_where_nobody_listens_is_a_fault(model_server: ModelServer, waits: list[float]) -> None:
    model_server.http.server_close()
    assert fault() == "The model can't be reached, or its answer broke off. 3 tries were made."


def test_an_answer_that_does_not_come_in_time_is_a_fault(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ai.EFFORTS, "draft", (0.2, 3))
    model_server.answers.append(Answer(body=b" " * 9, declared=10, seconds_per_byte=0.5))
    started = time.monotonic()
    assert fault().startswith("The model did not answer in time.")
    assert time.monotonic() - started < 5
    assert len(model_server.asked) == 1


def test_an_answer_that_drips_is_given_up(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the whole does not."""
    monkeypatch.setitem(ai.EFFORTS, "draft", (0.4, 1))
    model_server.answers.append(Answer(body=b" " * 200, seconds_per_byte=0.05))
    assert fault().startswith("The model did not answer in time.")


def test_an_answer_without_end_is_given_up(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ai_client, "MAX_ANSWER_BYTES", 1_000)
    model_server.says("x" * 500)
    assert chat() == "x" * 500
    model_server.answers.extend([completion("x" * 2_000)] * 3)
    assert fault() == "The model can't be reached, or its answer broke off. 3 tries were made."


def test_no_redirect_is_followed(model_server: ModelServer) -> None:
    with ModelServer() as elsewhere:
        model_server.answers.append(error(307, Location=f"{elsewhere.url}/chat/completions"))
        assert fault() == "The model refuses the request (307)."
        assert elsewhere.asked == []


def test_no_model_is_asked_within_a_transaction(model_server: ModelServer, db: None) -> None:
    @action
    def asking() -> str:
        return chat()

    with pytest.raises(RuntimeError, match="would hold its locks"):
        asking()
    assert model_server.asked == []


def test_without_a_file_there_is_no_model(settings: Any) -> None:
    settings.MODELS_JSON = ""
    with pytest.raises(ai.NotConfigured, match=r"^No chat model is configured\.$"):
        chat()
    with pytest.raises(ai.NotConfigured, match=r"^No embedding model is configured\.$"):
        ai.embed(["a"], waiting="job")
    assert ai.embedding_model() is None


def test_a_malformed_file_of_models_is_a_fault(settings: Any, tmp_path: Path) -> None:
    settings.MODELS_JSON = str(tmp_path / "models.json")
    (tmp_path / "models.json").write_text("{")
    with pytest.raises(ai.Fault, match=r"models\.json: Invalid JSON"):
        chat()
