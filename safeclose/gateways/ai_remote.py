"""Models behind an endpoint that speaks OpenAI's wire format.

Only the needed parts of an answer are read, and only if they have the right form.
"""

import math
from collections.abc import Sequence

import openai
from pydantic import BaseModel, ConfigDict

from safeclose.gateways.ai_client import Effort, request
from safeclose.gateways.ai_faults import Fault
from safeclose.gateways.ai_models import Remote, RemoteEmbedding

MAX_TEXTS = 64  # in one request

Vector = list[float]


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True)


class _Message(_Answer):
    content: str | None = None


class _Choice(_Answer):
    message: _Message


class _Completion(_Answer):
    choices: list[_Choice]


class _Embedding(_Answer):
    index: int
    embedding: list[float]


class _Embeddings(_Answer):
    data: list[_Embedding]


def chat(model: Remote, *, system: str, prompt: str, effort: Effort) -> str:
    """The answer of the model to `prompt`, with `system` as its instructions. Raises Fault."""

    def make(client: openai.OpenAI) -> bytes:
        answer = client.chat.completions.with_raw_response.create(
            model=model.model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": prompt}],
        )
        return answer.content

    found = request(model, make, _Completion, effort)
    text = found.choices[0].message.content if found.choices else None
    if not text:
        raise Fault("The model said nothing.")
    return text


def embed(model: RemoteEmbedding, texts: Sequence[str], *, effort: Effort) -> list[Vector]:
    """A vector of length 1 for each text, in their order. Raises Fault."""
    vectors: list[Vector] = []
    for begin in range(0, len(texts), MAX_TEXTS):
        vectors += _embedded(model, list(texts[begin : begin + MAX_TEXTS]), effort)
    return vectors


def _embedded(model: RemoteEmbedding, texts: list[str], effort: Effort) -> list[Vector]:
    def make(client: openai.OpenAI) -> bytes:
        answer = client.embeddings.with_raw_response.create(
            model=model.model,
            input=texts,
            encoding_format="float",
            dimensions=model.dimensions if model.shorten else openai.omit,
        )
        return answer.content

    found = request(model, make, _Embeddings, effort).data
    if sorted(one.index for one in found) != list(range(len(texts))):
        raise Fault(f"The model was given {len(texts)} texts, and answered with other {len(found)} vectors.")
    return [_unit(one.embedding, model.dimensions) for one in sorted(found, key=lambda one: one.index)]


def _unit(vector: Vector, dimensions: int) -> Vector:
    if len(vector) != dimensions:
        raise Fault(f"The model gives {len(vector)} dimensions; models.json says {dimensions}.")
    length = math.hypot(*vector)
    if not (math.isfinite(length) and length):
        raise Fault("The model gave a vector without a direction.")
    return [one / length for one in vector]
