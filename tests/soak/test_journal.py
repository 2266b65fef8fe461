"""What is written down is read again, and compared without what is secret."""

from pathlib import Path

from tests.soak.journal import Entry, Journal, digest, read, short
from tests.soak.rows import typeid, uuid_of


def test_identifiers_are_read_without_the_service() -> None:
    identifier = "doc_01h455vb4pex5vsknk084sn02q"
    assert str(uuid_of(identifier)) == "01890a5d-ac96-774b-bcce-b302099a8057"
    assert typeid("doc", uuid_of(identifier)) == identifier


def test_the_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    entry = Entry("link.open", "signers", "GET", "/x", "", "", 1, None, {"signer": "sgr_1"}, {"state": "active"})
    Journal(tmp_path / "journal").append(entry)
    assert read(tmp_path / "journal") == [entry]


def test_links_are_not_a_part_of_what_is_compared() -> None:
    told = {"signers": [{"id": "1", "url": "https://x/sign/secret"}]}
    assert digest(told) == digest({"signers": [{"id": "1", "url": None}]}) != digest({"signers": []})
    assert short(told) == {"signers": [{"id": "1"}]}
