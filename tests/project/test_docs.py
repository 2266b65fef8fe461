"""What is to be found in the docs, is."""

import re
from pathlib import Path

import pytest

from tests.environment import ROOT
from workspace.events import catalogue

DOCS = ROOT / "docs"
APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md"), *ROOT.glob("clients/*/README.md")])
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
READ = re.compile(r'\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]+)"')


def read(name: str) -> str:
    return (DOCS / name).read_text()


def settings() -> set[str]:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {name for path in files for name in READ.findall(path.read_text())}


def commands() -> list[str]:
    found = [path.stem for app in APPS for path in (ROOT / app).glob("**/management/commands/*.py")]
    return sorted(name for name in found if not name.startswith("_"))


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.replace("`", "")).strip().lower().replace(" ", "-") for each in found}


def test_settings_commands_and_events_are_found_in_the_code() -> None:
    assert {"SECRET_KEY", "TSA_URL", "REMINDER_DAYS"} <= settings()
    assert {"serve", "issue_token", "export_evidence"} <= set(commands())
    assert "DOCUMENT_SIGNED" in catalogue.names()


def test_every_setting_is_documented() -> None:
    assert [name for name in sorted(settings()) if f"`{name}`" not in read("settings.md")] == []


def test_every_event_is_documented_with_its_sentence() -> None:
    page = read("events.md")
    assert [each.name for each in catalogue.types() if f"| `{each.name}` | {each.sentence} |" not in page] == []


def test_every_command_is_documented() -> None:
    assert [name for name in commands() if not re.search(rf"\b{name}\b", read("operations.md"))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in headings(found), target


def test_every_page_is_linked_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name})" not in text] == []
