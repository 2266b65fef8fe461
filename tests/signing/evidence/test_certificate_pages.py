"""Pages of the certificate are full, nothing is cut, and no heading is alone."""

import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from signing.evidence.certificate import make_certificate
from signing.evidence.certificate_words import ENGLISH
from tests import evidence_examples, programs
from tests.evidence_examples import VERIFY_URL
from tests.signing.evidence.marked_stories import Stage, envelope, named, package, usual

FOOTER = 735  # points from above: what is below is the footer
LAST_LINE = 792 * 0.7  # pages but the last go at least so far
HEADINGS = {ENGLISH.labels[name] for name in ("documents", "parties", "events", "how")}


class Line(NamedTuple):
    text: str
    left: float
    right: float
    bottom: float


def pages(stage: Stage, folder: Path) -> list[list[Line]]:
    """The lines of each page, without the footer."""
    (folder / "certificate.pdf").write_bytes(make_certificate(stage.bundle(), verify_url=VERIFY_URL))
    html = programs.run("pdftotext", "-bbox-layout", folder / "certificate.pdf", "-").stdout.decode()
    found = []
    for page in re.split(r"<page ", html)[1:]:
        lines = []
        for box, inside in re.findall(r"<line ([^>]*)>(.*?)</line>", page, re.DOTALL):
            at = {name: float(value) for name, value in re.findall(r'(\w+)="([\d.]+)"', box)}
            text = " ".join(unescape(word) for word in re.findall(r"<word[^>]*>(.*?)</word>", inside))
            lines.append(Line(text.replace("\u200b", ""), at["xMin"], at["xMax"], at["yMax"]))
        found.append(sorted((line for line in lines if line.bottom < FOOTER), key=lambda line: line.bottom))
    return found


STAGES = [
    *((envelope, (signers,)) for signers in (1, 4, 12)),
    *((package, size) for size in ((1, 1), (1, 5), (3, 1), (3, 5), (40, 1))),
]


@pytest.mark.parametrize(("make", "size"), STAGES)
def test_pages_are_full_and_no_heading_is_the_last_line(make, size, tmp_path, needs) -> None:
    needs("pdftotext")
    found = pages(make(*size), tmp_path)
    for page in found[:-1]:
        assert page[-1].bottom > LAST_LINE
        assert page[-1].text not in HEADINGS
        assert page[-1].text not in (ENGLISH.labels["chained"], ENGLISH.labels["chainedAll"])
        assert not page[-1].text.startswith("Signer ")
    assert {line.text for page in found for line in page} >= {"Parties", "Trail of events", "How to check this"}
    assert all(55 < line.left < line.right < 612 - 55 for page in found for line in page)


def test_long_names_are_printed_whole_within_the_page(tmp_path, needs) -> None:
    needs("pdftotext")
    name = "Anna-Sophia Wolfeschlegelsteinhausenbergerdorff " * 6
    people = [named(number, f"{number} {name.strip()}", email=f"{'a' * 60}@{'b' * 60}.example") for number in (1, 2)]
    titles = {"1": f"Schedule {'of the agreement ' * 20}", "2": "X" * 300}
    stage = Stage(people, [each for person in people for each in usual(person["id"])], titles)
    for person in people:
        stage.begin(person["id"])
        for document in titles:
            stage.sign(person["id"], document)
    found = [line for page in pages(stage, tmp_path) for line in page]
    text = "".join(line.text for line in found).replace(" ", "")
    for expected in (*(person["name"] for person in people), people[0]["email"], *titles.values()):
        assert expected.replace(" ", "") in text
    assert all(55 < line.left < line.right < 612 - 55 for line in found)


def test_a_browser_that_nobody_knows_fits(tmp_path, needs, monkeypatch) -> None:
    needs("pdftotext")
    monkeypatch.setattr(evidence_examples, "BROWSER", "x" * 400)
    found = [line.text for page in pages(envelope(1), tmp_path) for line in page]
    assert "unknown browser" in " ".join(found)
    assert "xxx" not in "".join(found)
