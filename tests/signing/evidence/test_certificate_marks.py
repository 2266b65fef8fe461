"""What the certificate says of marks on the pages, and shows of signatures."""

import json
import re
import unicodedata
from io import BytesIO

import pikepdf
import pytest

from safeclose.marks.definitions import MarkKind
from safeclose.marks.placed import MarksError
from signing.evidence.certificate import certificate_data, make_certificate
from tests import programs
from tests.evidence_examples import VERIFY_URL
from tests.signing.evidence.marked_stories import STROKES, Stage, envelope, mark, named, package, usual

BY_SIGNING = "Filled by the act of signing, not put by the signer one by one."


def shown(stage: Stage, **options) -> dict:
    return certificate_data(json.loads(stage.bundle(**options)), VERIFY_URL)


def certificate(stage: Stage, **options) -> bytes:
    return make_certificate(stage.bundle(**options), verify_url=VERIFY_URL)


def read(pdf: bytes, tmp_path) -> str:
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    written = programs.run("pdftotext", "-layout", tmp_path / "certificate.pdf", "-").stdout.decode()
    return re.sub(r"\s+", " ", written.replace("\u200b", ""))


def one_signer(marks, name="Bea Buyer", **sent) -> Stage:
    """An envelope for one, who has consented."""
    stage = Stage([named(1, name)], marks, **sent)
    stage.begin("sgr_1")
    return stage


def entered(*batches, label="Cheque number") -> Stage:
    """One signer with a text and a box on page 4, after these batches of values."""
    asked = [
        mark(MarkKind.TEXT, 4, "sgr_1", label=label, required=False),
        mark(MarkKind.CHECKBOX, 4, "sgr_1", label=label, required=False),
    ]
    stage = one_signer(asked)
    for text, ticked in batches:
        stage.put("sgr_1", ("text-sgr_1-4-0", text), ("checkbox-sgr_1-4-0", ticked))
    stage.sign("sgr_1")
    stage.complete()
    return stage


def details(data: dict, kind: str) -> list[list[str]]:
    return [each["details"] for each in data["events"] if each["kind"] == kind]


def test_marks_put_one_by_one_and_marks_by_signing_are_told_apart():
    first, second = shown(envelope(2))["parties"]
    assert first["marks"] == [
        {
            "name": "Marks put one by one: 6",
            "lines": [
                "signature on page\xa08, initials on pages\xa01–3, name on page\xa08, date on page\xa08",
            ],
        }
    ]
    assert second["marks"] == [
        {
            "name": "Marks by signing: 6",
            "lines": [
                "signature on page\xa08, initials by signing on pages\xa01–3, name on page\xa08, date on page\xa08",
                BY_SIGNING,
            ],
        }
    ]


def test_a_party_can_have_both():
    stage = one_signer(usual("sgr_1"))
    stage.put("sgr_1", ("initials-sgr_1-1-0", None), ("initials-sgr_1-3-0", None))
    stage.sign("sgr_1")
    (party,) = shown(stage)["parties"]
    assert [(each["name"], each["lines"][0]) for each in party["marks"]] == [
        ("Marks put one by one: 2", "initials on pages\xa01 and 3"),
        (
            "Marks by signing: 4",
            "signature on page\xa08, initials by signing on page\xa02, name on page\xa08, date on page\xa08",
        ),
    ]
    assert party["marks"][1]["lines"][1:] == [BY_SIGNING]


def test_the_events_say_which_marks_were_put_and_how_many_were_signed():
    data = shown(envelope(2))
    put = "signature on page\xa08, initials on pages\xa01–3, name on page\xa08, date on page\xa08"
    assert [each["what"] for each in data["events"] if each["kind"] == "marked"] == ["Put marks on the pages"]
    assert details(data, "marked") == [[put]]
    assert [each[1:] for each in details(data, "signed")] == [
        ["marks: 6 put one by one, 0 by signing"],
        ["marks: 0 put one by one, 6 by signing"],
    ]


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([7], "initials on page\xa07"),
        ([7, 8], "initials on pages\xa07 and 8"),
        ([1, 2, 3, 4], "initials on pages\xa01–4"),
        ([1, 3, 5], "initials on pages\xa01, 3 and 5"),
        ([9, 1, 2, 3, 5, 6], "initials on pages\xa01–3, 5, 6 and 9"),
        ([10, 9, 2], "initials on pages\xa02, 9 and 10"),
    ],
)
def test_pages_are_in_order_and_runs_are_short(pages, told):
    stage = one_signer([mark(MarkKind.INITIALS, page, "sgr_1") for page in pages])
    stage.put("sgr_1", *((each.id, None) for each in stage.asked))
    stage.sign("sgr_1")
    ((line,),) = [each["lines"] for each in shown(stage)["parties"][0]["marks"]]
    assert line == told


def test_several_marks_on_one_page_are_one_place_and_all_count():
    stage = one_signer([mark(MarkKind.INITIALS, 2, "sgr_1", number) for number in range(3)])
    stage.sign("sgr_1")
    assert shown(stage)["parties"][0]["marks"] == [
        {"name": "Marks by signing: 3", "lines": ["initials by signing on page\xa02", BY_SIGNING]}
    ]


def test_texts_and_ticks_are_told_with_their_values():
    data = shown(entered(("000123", True)))
    told = "“Cheque number” filled with “000123” on page\xa04, “Cheque number” ticked on page\xa04"
    assert data["parties"][0]["marks"] == [{"name": "Marks put one by one: 2", "lines": [told]}]
    assert details(data, "marked") == [[told]]


def test_texts_and_ticks_without_a_label():
    told = "text “as is” on page\xa04, box ticked on page\xa04"
    assert details(shown(entered(("as is", True), label="")), "marked") == [[told]]


@pytest.mark.parametrize(
    ("label", "last"),
    [
        ("Deposit", "“Deposit” taken back on page\xa04, “Deposit” not ticked on page\xa04"),
        ("", "text taken back on page\xa04, box not ticked on page\xa04"),
    ],
)
def test_what_was_taken_back_is_in_the_events_and_not_among_what_was_signed(label, last):
    data = shown(entered(("1", True), ("", False), label=label))
    assert details(data, "marked")[1] == [last]
    assert data["parties"][0]["marks"] == []


def test_a_party_without_marks_has_none():
    stage = Stage([named(1), named(2)], usual("sgr_1"))
    for signer in ("sgr_1", "sgr_2"):
        stage.begin(signer)
        stage.sign(signer)
    first, second = shown(stage)["parties"]
    assert (len(first["marks"]), second["marks"]) == (1, [])


def test_marks_that_were_put_and_never_signed_are_events_alone():
    stage = one_signer(usual("sgr_1"))
    stage.put("sgr_1", ("initials-sgr_1-1-0", None))
    stage.say("declined", stage.actor("sgr_1"), {"reason": "No."})
    data = shown(stage)
    assert (data["parties"][0]["marks"], data["parties"][0]["adopted"]) == ([], [])
    assert details(data, "marked") == [["initials on page\xa01"]]


def test_documents_of_a_package_with_the_same_marks_share_a_line():
    (party,) = shown(package(4, 1))["parties"]
    assert party["marks"] == [
        {
            "name": "Marks by signing: 24",
            "lines": [
                "documents\xa01–4: signature on page\xa08, initials by signing on pages\xa01–3, name on page\xa08, "
                "date on page\xa08",
                BY_SIGNING,
            ],
        }
    ]


def test_a_document_of_a_package_is_told_by_its_number_and_title():
    stage = Stage([named(1)], usual("sgr_1"), {"7": "Offer", "9": "Waiver"})
    stage.begin("sgr_1")
    stage.put("sgr_1", ("date-sgr_1-8-0", None), document="9")
    stage.sign("sgr_1", "9")
    stage.sign("sgr_1", "7")
    data = shown(stage)
    assert details(data, "marked") == [["document\xa02: date on page\xa08"]]
    assert [each[0] for each in details(data, "signed")] == ["document\xa02: Waiver", "document\xa01: Offer"]
    assert [each["note"] for each in data["parties"][0]["steps"] if each["kind"] == "signed"] == [
        "document\xa02: Waiver", "document\xa01: Offer",
    ]  # fmt: skip
    assert [each["lines"][0].split(":")[0] for each in data["parties"][0]["marks"]] == [
        "document\xa02", "document\xa02",
    ]  # fmt: skip
    assert data["parties"][0]["marks"][1]["lines"][1].startswith("document\xa01: signature")


def test_a_package_of_one_document_needs_no_numbers():
    data = shown(package(1, 1))
    assert data["parties"][0]["marks"][0]["lines"][0].startswith("signature on")
    assert details(data, "signed")[0][0].startswith("document 6b86b273")


def test_the_adopted_signature_is_the_drawing_in_the_evidence():
    stage = envelope(1)
    (signed,) = [data for kind, _, data in stage.story if kind == "signed"]
    (party,) = shown(stage)["parties"]
    assert [(each["what"], each["text"], each["alt"]) for each in party["adopted"]] == [
        ("Adopted signature", "Signer 1 Ünïcode", "Adopted signature of Signer 1 Ünïcode: Signer 1 Ünïcode"),
        ("Adopted initials", "SÜ", "Adopted initials of Signer 1 Ünïcode: SÜ"),
    ]
    for each, name in zip(party["adopted"], ("signature", "initials"), strict=True):
        drawing = signed["drawings"][signed[name]]
        assert f'<path d="{drawing["outlines"]}" fill="#1c2733"/>' in each["svg"]
        left, top, right, bottom = drawing["box"]
        assert f'viewBox="{left:.2f} {top:.2f} {right - left:.2f} {bottom - top:.2f}"' in each["svg"]
        assert each["width"] / each["height"] == pytest.approx((right - left) / (bottom - top), rel=0.01)
        assert each["width"] == pytest.approx((right - left) * 22 / 1000, abs=0.01)


def test_a_drawn_signature_is_drawn_with_a_pen():
    stage = one_signer(usual("sgr_1"))
    stage.sign("sgr_1", signature_strokes=STROKES, initials_strokes=[[0, 0, 0, 5000]])
    signature, initials = shown(stage)["parties"][0]["adopted"]
    assert 'd="M 0 300 L 400 0 L 800 600 L 1200 100 L 2600 400 M 900 650 L 2400 640" fill="none"' in signature["svg"]
    assert 'stroke-linecap="round"' in signature["svg"]
    for each in (
        signature,
        initials,
    ):  # the pen is 1.2 points wide on paper, and the picture is as wide as that at least
        pen = float(re.search(r'stroke-width="([\d.]+)"', each["svg"])[1])
        width = float(re.search(r'viewBox="\S+ \S+ (\S+) ', each["svg"])[1])
        assert pen * each["width"] / width == pytest.approx(1.2, rel=0.01)
        assert 1 < each["width"] <= 222
        assert 1 < each["height"] <= 36
    assert initials["text"] == "BB"


def test_a_long_name_is_no_wider_than_the_place_for_it():
    stage = one_signer(usual("sgr_1"), name="Wolfeschlegelsteinhausenbergerdorff " * 4)
    stage.sign("sgr_1")
    signature, _ = shown(stage)["parties"][0]["adopted"]
    assert signature["width"] <= 220


def test_each_signature_is_shown_once():
    assert len(shown(package(5, 1))["parties"][0]["adopted"]) == 2
    stage = Stage([named(1)], usual("sgr_1"), {"1": "Offer", "2": "Waiver"})
    stage.begin("sgr_1")
    stage.sign("sgr_1", "1")
    stage.sign("sgr_1", "2", signature_text="S. Unicode")
    (party,) = shown(stage)["parties"]
    assert [each["text"] for each in party["adopted"]] == ["Signer 1 Ünïcode", "SÜ", "S. Unicode"]
    assert party["signedAs"] == ["Signed as “S. Unicode”, which is not the name “Signer 1 Ünïcode”."]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Bea Buyer", "Bea Buyer", False),
        ("Bea Buyer", "bea  BUYER ", False),
        ("Zoë Ärger", unicodedata.normalize("NFD", "ZOË ÄRGER"), False),
        ("Bea Buyer", "Bea\xa0Buyer", False),
        ("Straße", "STRASSE", False),
        ("Bea Buyer", "B. Buyer", True),
        ("Bea Buyer", "Bea-Buyer", True),
        ("Bea Buyer", "Веа Buyer", True),  # the first letters are Cyrillic
        ("Zoë", "Zoe", True),
    ],
)
def test_letters_that_are_not_those_of_the_name_are_told(name, text, told):
    stage = one_signer((), name=name)
    stage.sign("sgr_1", signature_text=text)
    sentence = f"Signed as “{text}”, which is not the name “{name}”."
    assert shown(stage)["parties"][0]["signedAs"] == ([sentence] if told else [])


def test_nothing_of_a_mark_is_left_when_it_was_erased(tmp_path, needs):
    needs("pdftotext")
    stage = entered(("000123", True))
    (party,) = shown(stage, erase=True)["parties"]
    assert (party["adopted"][0]["text"], party["signedAs"]) == ("(erased)", [])
    assert party["marks"] == [
        {"name": "Marks put one by one: 2", "lines": ["text “(erased)” on page\xa04, box ticked on page\xa04"]}
    ]
    stage = envelope(2, warnings=["No signer stands for Cara Cobuyer."])
    data = shown(stage, erase=True)
    assert [(each["text"], each["svg"]) for each in data["parties"][0]["adopted"]] == [("(erased)", "")] * 2
    text = read(certificate(stage, erase=True), tmp_path)
    for gone in ("Signer", "Cara", "203.0.113.9", "example.com"):
        assert gone not in text
    assert "signature on page 8, initials on pages 1–3" in text


def test_a_trail_that_contradicts_itself_has_no_certificate():
    stage = envelope(1)
    (signed,) = [data for kind, _, data in stage.story if kind == "signed"]
    signed["marks"][0]["id"] = "another"
    with pytest.raises(MarksError, match="no mark another was asked for"):
        certificate(stage)


@pytest.mark.parametrize("path", ['M 0 0 Z"/><script>alert(1)</script>', "M 0 0 L 1e9 0 Z", "", "M 0 0 Z &amp;"])
def test_what_is_no_path_does_not_become_a_picture(path):
    stage = envelope(1)
    (signed,) = [data for kind, _, data in stage.story if kind == "signed"]
    signed["drawings"][signed["signature"]]["outlines"] = path
    if path:
        with pytest.raises(MarksError):
            certificate(stage)
    else:
        assert "<script" not in shown(stage)["parties"][0]["adopted"][0]["svg"]
        assert certificate(stage).startswith(b"%PDF")


HOSTILE = [
    "#show: it => [gone] *bold* `raw` <label> \\ [",
    "{label} {0} {page.__class__}",
    "</path><script>alert(1)</script>",
    "{url}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_values_labels_and_warnings_are_printed_as_they_are(text, tmp_path, needs):
    needs("pdftotext")
    asked = [mark(MarkKind.TEXT, 4, "sgr_1", label=text)]
    stage = Stage([named(1, text, party=text)], asked, warnings=[text])
    stage.begin("sgr_1")
    stage.put("sgr_1", ("text-sgr_1-4-0", text))
    stage.sign("sgr_1", signature_text=f"{text}!")
    printed = read(certificate(stage), tmp_path)
    assert f"“{text}” filled with “{text}” on page 4" in printed
    assert f"Signed as “{text}!”, which is not the name “{text}”." in printed
    assert f"Note when sent {text}" in printed
    assert f"Party of the form: {text}" in printed


def test_marks_that_turn_the_reading_order_are_printed_as_numbers(tmp_path, needs):
    """A label and a value in a right-to-left script have Latin words between them, so they can't change places."""
    needs("pdftotext")
    stage = one_signer([mark(MarkKind.TEXT, 4, "sgr_1", label="מספר")])
    stage.put("sgr_1", ("text-sgr_1-4-0", "123"))
    stage.sign("sgr_1", signature_text="Bea Buyer\u202e")
    printed = read(certificate(stage), tmp_path)
    assert "filled with “123” on page 4" in printed
    assert "Bea Buyer[U+202E]" in printed


def test_whom_of_the_form_a_signer_stands_for():
    stage = Stage(
        [named(1, party="parties.buyers.0"), named(2, party="buyers.12"), named(3, party="witness"), named(4)],
        warnings=["No signer stands for Cara Cobuyer (buyers).", "Sam Seller is no party of the form."],
    )
    data = shown(stage)
    assert [each["party"] for each in data["parties"]] == [
        "Party of the form: buyers, no. 1", "Party of the form: buyers, no. 13", "Party of the form: witness", "",
    ]  # fmt: skip
    assert data["facts"][-2:] == [
        ["Note when sent", "No signer stands for Cara Cobuyer (buyers)."],
        ["Note when sent", "Sam Seller is no party of the form."],
    ]


def test_pictures_have_their_text_for_screen_readers_and_the_file_is_accessible():
    pdf = certificate(envelope(2))
    with pikepdf.open(BytesIO(pdf)) as opened:
        alternatives = {
            str(each.Alt) for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        }
        assert {
            "Adopted signature of Signer 1 Ünïcode: Signer 1 Ünïcode",
            "Adopted initials of Signer 2 Ünïcode: SÜ",
        } <= alternatives
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert opened.Root.MarkInfo.Marked


def test_marks_give_the_same_certificate_each_time():
    stage = envelope(2)
    assert certificate(stage) == certificate(stage)
