"""Words whose letters join are printed whole, in every template that cuts long words."""

from datetime import UTC, datetime
from pathlib import Path

from documents import packs
from documents.rendering.shaping import shaped
from documents.rendering.typesetting import typeset
from safeclose.plain_text import leaves
from signing.evidence.certificate import make_certificate
from tests.documents.forms.forms import FormMaker
from tests.documents.forms.test_filling import filled
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.rendering.drawn import Shape, shapes
from tests.evidence_examples import VERIFY_URL, story
from tests.signing.evidence.test_certificate import DOCUMENT, bundle

WORD = "عبدالرحمنالصديقيالعمري"  # more than 24 bytes, fewer than 24 letters; nearly all of them join
FONT = "NotoNaskhArabic-Regular"


def as_one(names: Path) -> set[Shape]:
    drawn = shapes(typeset(names, {"names": [WORD]}, at=datetime(2026, 1, 1, tzinfo=UTC)).pdf, FONT)
    assert len(drawn) > 10
    return drawn


def test_a_document_prints_joined_letters_joined(noto: None, names: Path) -> None:
    pack = packs.get("on/freehold-purchase")
    made = pack.render(pack.sample(TODAY), title=f"House {WORD}", at=AT)
    assert shapes(made.pdf, FONT) == as_one(names)


def test_a_form_prints_joined_letters_joined_in_boxes_and_out_of_them(noto: None, names: Path) -> None:
    form = FormMaker()
    form.text("name", [72, 700, 372, 714])
    form.text("notes", [72, 500, 372, 600], Ff=1 << 12)
    form.text("code", [72, 400, 572, 414], Ff=1 << 24, MaxLen=len(WORD))
    for field in ("name", "notes", "code"):
        assert shapes(filled(form.bytes(), {field: WORD}).pdf, FONT) == as_one(names), field


def test_a_certificate_prints_joined_letters_joined(noto: None, names: Path) -> None:
    told = [
        (kind, actor, data | ({"signatureText": WORD} if kind == "signed" else {}))
        for kind, actor, data in story(DOCUMENT, signers=1)
    ]
    assert shapes(make_certificate(bundle(told), verify_url=VERIFY_URL), FONT) == as_one(names)


def test_samples_are_printed_in_the_fonts_of_every_machine(no_noto: None) -> None:
    for pack in packs.every():
        texts = [text for _, text in leaves(pack.sample(TODAY))]
        assert [text for text in texts if shaped(text).missing] == []
