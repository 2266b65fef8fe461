"""models.json: what it may say, and what is said when it says something else."""

from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
import pytest

from safeclose.gateways import ai_models
from safeclose.gateways.ai_models import LocalEmbedding, Malformed, Models, Remote, RemoteEmbedding
from tests.environment import ROOT

REMOTE = {"endpoint": "https://models.example.com/v1/", "model": "m", "keyVariable": "SOME_KEY"}
EMBEDDING = {**REMOTE, "dimensions": 1536}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-1")


@pytest.fixture
def read(settings: Any, tmp_path: Path) -> Any:
    def read(content: Any) -> Models:
        path = tmp_path / "models.json"
        path.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
        settings.MODELS_JSON = str(path)
        ai_models._read.cache_clear()
        return ai_models.models()

    return read


def test_without_a_file_there_is_no_model(settings: Any) -> None:
    settings.MODELS_JSON = ""
    assert ai_models.models() == Models()


def test_a_chat_and_an_embedding_model_are_read(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read({"chat": REMOTE, "embedding": {**EMBEDDING, "shorten": True}})
    assert isinstance(found.chat, Remote)
    assert isinstance(found.embedding, RemoteEmbedding)
    assert (found.chat.endpoint, found.chat.model, found.chat.key) == ("https://models.example.com/v1", "m", "sk-1")
    assert (found.embedding.name, found.embedding.dimensions, found.embedding.shorten) == ("m", 1536, True)
    monkeypatch.setenv("SOME_KEY", "sk-2")
    assert found.chat.key == "sk-2"


def test_one_model_alone_is_read(read: Any) -> None:
    assert read({}) == Models()
    assert read({"chat": REMOTE}).embedding is None
    assert read({"embedding": EMBEDDING, "chat": None}).chat is None


def test_a_server_may_need_no_key(read: Any) -> None:
    assert read({"chat": {"endpoint": "http://localhost:11434/v1", "model": "m"}}).chat.key == "none"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "Invalid JSON: EOF while parsing an object at line 1 column 1"),
        (b"", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        ([], "Input should be an object"),
        ({"chat": {}}, "chat.endpoint: Field required"),
        ({"chat": {**REMOTE, "key": "sk-1"}}, "chat.key: Extra inputs are not permitted"),
        ({"chats": REMOTE}, "chats: Extra inputs are not permitted"),
        ({"chat": {**REMOTE, "model": ""}}, "chat.model: String should have at least 1 character"),
        ({"chat": {**REMOTE, "keyVariable": "NO_SUCH"}}, "chat.keyVariable: NO_SUCH is not set in the environment"),
        ({"embedding": REMOTE}, "embedding.dimensions: Field required"),
        ({"embedding": {**EMBEDDING, "dimensions": "9"}}, "embedding.dimensions: Input should be a valid integer"),
        (
            {"embedding": {**EMBEDDING, "dimensions": 2001}},
            "embedding.dimensions: Input should be less than or equal to 2000",
        ),
        (
            {"embedding": {**EMBEDDING, "dimensions": 0}},
            "embedding.dimensions: Input should be greater than or equal to 1",
        ),
        *[
            (
                {"chat": {**REMOTE, "endpoint": address}},
                "chat.endpoint: must be an address such as https://api.openai.com/v1",
            )
            for address in ("", "api.openai.com", "ftp://x/v1", "https://", "https://me:pw@x/v1", "https://x/v1?k=1")
        ],
    ],
)
def test_a_file_of_models_that_says_something_else_is_refused(
    read: Any, settings: Any, content: Any, sentence: str
) -> None:
    with pytest.raises(Malformed) as caught:
        read(content)
    assert str(caught.value) == f"{settings.MODELS_JSON}: {sentence}."
    assert "sk-1" not in str(caught.value)


def test_a_file_of_models_that_is_not_there_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.MODELS_JSON = str(tmp_path / "none.json")
    with pytest.raises(Malformed, match=r"none\.json can't be read \(No such file or directory\)\.$"):
        ai_models.models()


def test_the_local_model_is_known_by_its_name(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda name: name)
    found = read({"embedding": {"local": "all-minilm-l6-v2", "dimensions": 384}})
    assert isinstance(found.embedding, LocalEmbedding)
    assert found.embedding.name == "all-minilm-l6-v2"


@pytest.mark.parametrize("changed", [{"local": "gpt-9"}, {"dimensions": 385}, {"endpoint": "https://x"}])
def test_another_local_model_is_refused(read: Any, changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read({"embedding": {"local": "all-minilm-l6-v2", "dimensions": 384, **changed}})


def test_the_local_model_without_its_packages_is_refused(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def distribution(name: str) -> str:
        if name == "tokenizers":
            raise metadata.PackageNotFoundError
        return name

    monkeypatch.setattr(metadata, "distribution", distribution)
    with pytest.raises(Malformed) as caught:
        read({"embedding": {"local": "all-minilm-l6-v2", "dimensions": 384}})
    assert str(caught.value) == "The local model needs the package tokenizers: install the extra local-model."


def test_the_example_file_is_a_file_of_models(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-3")
    found = read((ROOT / "models.example.json").read_bytes())
    assert found.chat
    assert found.embedding
    settings_page = (ROOT / "docs" / "settings.md").read_text()
    assert (ROOT / "models.example.json").read_text().strip() in settings_page, "both show the same example"
