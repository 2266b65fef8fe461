from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst

from documents.rendering.typesetting import Typeset, Unprintable, typeset

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEAD = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Test")
#set text(font: json(bytes(sys.inputs.fonts)))
"""


def _template(folder: Path, source: str) -> Path:
    file = folder / "template.typ"
    file.write_text(HEAD + source)
    return file


def _title(made: Typeset) -> str:
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        return str(opened.docinfo["/Title"])


def test_pages_are_counted(tmp_path: Path) -> None:
    template = _template(tmp_path, "#for page in data.pages { [#page]; pagebreak(weak: true) }")
    assert typeset(template, {"pages": ["a", "b", "c"]}, at=AT).page_count == 3
    assert typeset(template, {"pages": ["a"]}, at=AT).page_count == 1


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    template = _template(tmp_path, "#data.name")
    first, second = (typeset(template, {"name": name}, at=AT) for name in ("Ana", "Bo"))
    assert first != second
    assert typeset(template, {"name": "Ana"}, at=AT) == first


def test_a_template_changed_on_disk_is_read_again(tmp_path: Path) -> None:
    template = _template(tmp_path, "#data.name")
    first = typeset(template, {"name": "Ana"}, at=AT)
    _template(tmp_path, "Dear #data.name")
    assert typeset(template, {"name": "Ana"}, at=AT) != first


@pytest.mark.parametrize("text", ["\U0001f69a", "\uf0b7", "\U0001f600", "\u0378"])
def test_a_character_without_a_glyph_is_named(tmp_path: Path, text: str) -> None:
    template = _template(tmp_path, "#data.name")
    with pytest.raises(Unprintable) as refused:
        typeset(template, {"name": text}, at=AT)
    assert refused.value.text == text
    assert str(refused.value) == f"No font can print {text!r}."
    assert typeset(template, {"name": "Ana"}, at=AT).page_count == 1


def test_a_broken_template_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(typst.TypstError, match="unknown variable: nothing"):
        typeset(_template(tmp_path, "#nothing"), {}, at=AT)


def test_a_template_that_screen_readers_cannot_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "untitled.typ"
    file.write_text("Text")
    with pytest.raises(typst.TypstError, match="PDF/UA-1 error: missing document title"):
        typeset(file, {}, at=AT)


def test_what_typst_warns_of_is_a_warning(tmp_path: Path) -> None:
    template = _template(tmp_path, '#text(font: "No Such Font")[a]')
    with pytest.warns(typst.TypstWarning, match="unknown font family: no such font"):
        typeset(template, {}, at=AT)


@pytest.mark.parametrize("path", ["../secret.txt", "/../secret.txt", "/etc/passwd"])
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(typst.TypstError):
        typeset(_template(inner, f'#read("{path}")'), {}, at=AT)


def test_threads_get_what_they_asked_for(tmp_path: Path) -> None:
    template = _template(tmp_path, "#set document(title: data.name)\n#data.name")
    names = [f"Name {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: typeset(template, {"name": name}, at=AT), names))
    assert [_title(one) for one in made] == names
