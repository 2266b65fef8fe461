"""The guide says what the service does."""

import json

import pytest

from safeclose.http.examples import EXAMPLES
from tests.guide.__main__ import GUIDE, made
from tests.guide.examples import merged
from tests.guide.source import Step, parts
from tests.guide.stable import Stable


def test_guide_is_what_the_service_answers() -> None:
    """And the API description has an example of each good answer in it."""
    text, examples = made()
    assert text == GUIDE.read_text(), "run `.venv/bin/python -m tests.guide --write` and read what changed"
    committed = json.loads(EXAMPLES.read_text())
    assert {name: found["answers"].keys() for name, found in examples.found.items()} == {
        name: committed[name]["answers"].keys() & found["answers"].keys() for name, found in examples.found.items()
    }


def test_source_is_read_as_prose_and_requests() -> None:
    text = 'Say.\n\n```ask\nPOST /a/{b.c}\n@by sam\n@show x, y\nA: 1\n\n{"d": $e}\n```\nDone.\n'
    step = Step("POST", "/a/{b.c}", '{"d": $e}', {"A": "1"}, by="sam", show=("x", "y"))
    assert list(parts(text)) == ["Say.\n\n", step, "Done.\n"]


def test_unknown_directive_in_the_source_is_refused() -> None:
    with pytest.raises(ValueError, match="says @shout"):
        list(parts("```ask\nGET /\n@shout\n```\n"))


def test_ids_instants_and_links_are_printed_the_same_each_time() -> None:
    stable = Stable()
    one, other = "doc_01m81awv3key08eevk1r6544r4", "doc_01m81awv3te8hv91pnqx09tp7r"
    assert stable(f"{one} {other} {one}") == (
        "doc_01h455vb4pex5vsknk084sn001 doc_01h455vb4pex5vsknk084sn002 doc_01h455vb4pex5vsknk084sn001"
    )
    assert stable("2031-01-02T03:04:05.678Z on 2031-01-02") == "2026-05-01T12:00:00.000Z on 2026-05-01"
    assert stable("at 2031-01-02 03:04:05 UTC, May 2031") == "at 2026-05-01 12:00:00 UTC, May 2026"
    assert stable("ab" * 32) == "01…"
    assert stable(f"http://127.0.0.1:81/sign/{'t' * 43}") == "https://sign.example.com/sign/bbbb…"


def test_examples_stay_where_only_values_differ() -> None:
    """Ids and instants, say, which are others each time; whoever reads a change sees what is new."""
    one = {"parameters": {"id": "a"}, "answers": {"200": {"rows": [{"at": "x", "n": 1}]}}}
    found = {"getIt": {"parameters": {"id": "b"}, "answers": {"200": {"rows": [{"at": "y", "n": 2}]}}}}
    assert merged({"getIt": one}, found) == {"getIt": one}
    for rows in ([], [{"at": "x"}], [{"at": None, "n": 1}]):
        assert merged({"getIt": {**one, "answers": {"200": {"rows": rows}}}}, found) == found
    assert merged({"getIt": one, "goneSince": one}, {**found, "newOne": one}) == {"getIt": one, "newOne": one}
