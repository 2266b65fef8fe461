"""All requests to models. Their answers are data: they are never executed, and never trusted.

Clients and weights are loaded at the first request: most processes make none, and loading takes a second.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Literal

from safeclose.gateways.ai_faults import Fault, NotConfigured
from safeclose.gateways.ai_models import LocalEmbedding, Malformed, Models, RemoteEmbedding, models
from safeclose.records.transactions import assert_no_transaction

__all__ = ["Fault", "NotConfigured", "Vector", "chat", "embed", "embedding_model"]

Vector = list[float]
# By purpose: seconds for all tries together, and the number of tries. A person waits for the first two.
EFFORTS = {"search": (8.0, 2), "draft": (90.0, 3), "job": (120.0, 4)}


def chat(*, system: str, prompt: str) -> str:
    """The answer of the chat model to `prompt`, with `system` as its instructions. Raises Fault, NotConfigured."""
    assert_no_transaction()
    model = _configured().chat
    if model is None:
        raise NotConfigured("No chat model is configured.")
    remote = import_module("safeclose.gateways.ai_remote")
    text: str = remote.chat(model, system=system, prompt=prompt, effort=remote.Effort(*EFFORTS["draft"]))
    return text


def embed(texts: Sequence[str], *, waiting: Literal["search", "job"]) -> list[Vector]:
    """A vector of length 1 for each text, in the same order. Raises Fault, NotConfigured."""
    assert_no_transaction()
    model = embedding_model()
    if model is None:
        raise NotConfigured("No embedding model is configured.")
    vectors: list[Vector]
    if isinstance(model, LocalEmbedding):
        # One thread for each request: several requests with as many threads as processors slow each other down.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        vectors = import_module("safeclose.gateways.minilm").embed(list(texts))
    else:
        remote = import_module("safeclose.gateways.ai_remote")
        vectors = remote.embed(model, texts, effort=remote.Effort(*EFFORTS[waiting]))
    return vectors


def embedding_model() -> RemoteEmbedding | LocalEmbedding | None:
    """The configured model, or None. It has `name` and `dimensions`. Raises Fault where models.json is malformed."""
    return _configured().embedding


def _configured() -> Models:
    try:
        return models()
    except Malformed as error:
        raise Fault(str(error)) from error
