"""`make lint` says when it can't check the API description."""

from pathlib import Path

import pytest

from tests.clients import lint


@pytest.mark.parametrize(("require_all", "code"), [("1", 1), ("", 0)])
def test_lint_without_its_programs_says_so_and_fails_where_all_must_be_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, require_all: str, code: int
) -> None:
    monkeypatch.setattr(lint, "BIN", tmp_path)
    monkeypatch.setenv("REQUIRE_ALL", require_all)
    assert lint.main() == code
    assert capsys.readouterr().err == lint.ABSENT
