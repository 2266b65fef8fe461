# /// script
# requires-python = ">=3.11"
# dependencies = ["fpdf2==2.8.9", "pillow==13.0.0", "pypdf==7.1.1", "reportlab==5.1.0", "weasyprint==70.0"]
# ///
"""Makes the PDFs of this folder, by makers that are not ours: `make corpus`. README.md names the programs it needs."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
os.environ["SOURCE_DATE_EPOCH"] = "1767225600"  # for makers that go by it

WORDS = "Offre d’achat : l’acheteur paie 1 250 000 $ à la clôture, le 1er février. Où ? À Montréal, ça va."
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Offre d’achat</title><style>
@page { size: 300pt 400pt; margin: 30pt } @page wide { size: 420pt 240pt; margin: 20pt }
body { font: 11pt "DejaVu Sans" } table { border-collapse: collapse } td, th { border: 1px solid #555; padding: 3px }
.wide { page: wide; page-break-before: always } .turned { transform: rotate(20deg); width: 140pt; margin: 40pt }
.glass { background: rgba(200, 40, 40, 0.4); margin-top: -14pt; width: 120pt; height: 24pt }
</style></head><body>
<h1>Offre d’achat</h1><p>%s</p><div class="glass"></div>
<h2>Prix</h2><table><tr><th>Chose</th><th>Prix</th></tr><tr><td>Maison</td><td>1 250 000 $</td></tr></table>
<p><a href="https://example.com/loi">La loi</a> <img alt="Deux carrés" width="40" height="20" src="%s"></p>
<div class="wide"><h2>Annexe</h2><p>Une page plus large.</p><div class="turned">Texte tourné</div></div>
</body></html>"""

MAKERS: list[Callable[[], bytes]] = []


def maker(make: Callable[[], bytes]) -> Callable[[], bytes]:
    MAKERS.append(make)
    return make


def run(*command: str | Path, folder: Path | None = None) -> bytes:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder).stdout


def picture(mode: str = "RGB") -> bytes:
    from PIL import Image

    made = Image.new(mode, (40, 20), (30, 90, 160, 255)[: len(mode)])
    made.paste((220, 180, 20, 100)[: len(mode)], (20, 0, 40, 20))
    out = BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def html() -> str:
    from base64 import b64encode

    return PAGE % (WORDS, "data:image/png;base64," + b64encode(picture()).decode())


def converted(name: str, content: str | bytes, *command: str, made: str = "made.pdf") -> bytes:
    """What a program makes of a file, in a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        run(*command, folder=folder)
        return (folder / made).read_bytes()


@maker
def chromium() -> bytes:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=made.pdf"]
    return converted("page.html", html(), "chromium", *options, "page.html")


@maker
def libreoffice() -> bytes:
    wanted = {"type": "boolean", "value": "true"}
    options = json.dumps({"UseTaggedPDF": wanted, "ExportBookmarks": wanted})
    command = ["soffice", "-env:UserInstallation=file:///tmp/corpus-office", "--headless", "--writer", "--convert-to"]
    return converted("made.html", html(), *command, f"pdf:writer_web_pdf_Export:{options}", "made.html")


@maker
def weasyprint() -> bytes:
    import weasyprint

    return weasyprint.HTML(string=html()).write_pdf(pdf_variant="pdf/ua-1")


@maker
def reportlab() -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("DejaVu", str(FONT)))
    return _reportlab("DejaVu")


@maker
def reportlab_standard_fonts() -> bytes:
    return _reportlab("Helvetica")


def _reportlab(font: str) -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 400), invariant=1, lang="fr")
    canvas.setTitle("Offre d’achat")
    canvas.bookmarkPage("first")
    canvas.addOutlineEntry("Offre", "first")
    canvas.setFont(font, 10)
    for line, at in zip(WORDS.split(", "), range(350, 0, -20), strict=False):
        canvas.drawString(30, at, line)
    canvas.linkURL("https://example.com/loi", (30, 340, 200, 360))
    canvas.setFillColorRGB(0.8, 0.2, 0.2, alpha=0.4)
    canvas.rect(50, 300, 90, 60, fill=1, stroke=0)
    canvas.drawImage(ImageReader(BytesIO(picture("RGBA"))), 60, 200, 120, 60, mask="auto")
    canvas.showPage()
    canvas.setPageSize((420, 240))
    canvas.setPageRotation(90)
    canvas.setFont(font, 14)
    canvas.drawString(40, 120, "Annexe, page tournée")
    canvas.bookmarkPage("second")
    canvas.addOutlineEntry("Annexe", "second")
    canvas.linkRect("", "first", (40, 110, 200, 140))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@maker
def fpdf2() -> bytes:
    from datetime import UTC, datetime

    from fpdf import FPDF

    pdf = FPDF(unit="pt", format=(300, 400))
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_lang("fr")
    pdf.add_font("DejaVu", fname=str(FONT))
    pdf.add_page()
    pdf.set_font("DejaVu", size=11)
    pdf.start_section("Offre d’achat")
    pdf.multi_cell(0, text=WORDS)
    with pdf.local_context(fill_opacity=0.4, fill_color=(200, 40, 40)):
        pdf.rect(40, 60, 100, 60, style="F")
    with pdf.table(width=200, first_row_as_headings=False) as table:
        for row in (("Chose", "Prix"), ("Maison", "1 250 000 $")):
            cells = table.row()
            for text in row:
                cells.cell(text)
    pdf.image(BytesIO(picture("RGBA")), x=60, y=250, w=120)
    pdf.cell(text="La loi", link="https://example.com/loi")
    pdf.add_page(format=(240, 420), orientation="landscape")
    pdf.start_section("Annexe")
    with pdf.rotation(20, x=100, y=100):
        pdf.text(60, 100, "Texte tourné")
    return bytes(pdf.output())


@maker
def cairo() -> bytes:
    # Debian's binding, by Debian's Python: there is no wheel of it.
    program = f"""
import cairo, math, sys
surface = cairo.PDFSurface("made.pdf", 300, 400)
surface.set_metadata(cairo.PDF_METADATA_TITLE, "Offre d’achat")
drawn = cairo.Context(surface)
drawn.select_font_face("DejaVu Sans"); drawn.set_font_size(11)
surface.add_outline(cairo.PDF_OUTLINE_ROOT, "Offre", "page=1", 0)
for at, line in enumerate({WORDS.split(", ")!r}):
    drawn.move_to(30, 50 + 20 * at); drawn.show_text(line)
drawn.tag_begin(cairo.TAG_LINK, "uri='https://example.com/loi'")
drawn.move_to(30, 160); drawn.show_text("La loi"); drawn.tag_end(cairo.TAG_LINK)
drawn.set_source_rgba(0.8, 0.2, 0.2, 0.4); drawn.rectangle(50, 30, 90, 60); drawn.fill()
shade = cairo.LinearGradient(60, 0, 240, 0)
shade.add_color_stop_rgba(0, 0.1, 0.3, 0.6, 1); shade.add_color_stop_rgba(1, 0.9, 0.7, 0.1, 0.3)
drawn.set_source(shade); drawn.rectangle(60, 200, 180, 90); drawn.fill()
surface.show_page(); surface.set_size(420, 240)
drawn.set_source_rgb(0, 0, 0); drawn.move_to(60, 60); drawn.rotate(math.pi / 9); drawn.show_text("Texte tourné")
surface.finish()
"""
    return converted("draw.py", program, "/usr/bin/python3", "draw.py")


@maker
def pdftocairo() -> bytes:
    return converted("given.pdf", reportlab(), "pdftocairo", "-pdf", "given.pdf", "made.pdf")


@maker
def pdfunite() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "one.pdf").write_bytes((HERE / "ghostscript.pdf").read_bytes())
        (folder / "two.pdf").write_bytes(fpdf2())
        run("pdfunite", "one.pdf", "two.pdf", "made.pdf", folder=folder)
        return (folder / "made.pdf").read_bytes()


@maker
def ghostscript() -> bytes:
    program = r"""%!PS-Adobe-3.0
<< /PageSize [300 400] >> setpagedevice
/Latin /NimbusSans-Regular findfont dup length dict begin
{ 1 index /FID ne { def } { pop pop } ifelse } forall /Encoding ISOLatin1Encoding def currentdict end definefont pop
/Latin findfont 12 scalefont setfont
30 350 moveto (Offre d'achat : l'acheteur paie 1 250 000 $) show
30 330 moveto (\340 la cl\364ture, le 1er f\351vrier. O\371 ? \300 Montr\351al, \347a va.) show
[ /Rect [30 320 200 345] /Border [0 0 0]
/Action << /Subtype /URI /URI (https://example.com/loi) >> /Subtype /Link /ANN pdfmark
[ /Title (Offre) /Page 1 /OUT pdfmark
0.8 0.2 0.2 setrgbcolor 50 250 90 60 rectfill 0 setgray 50 250 90 60 rectstroke
60 150 translate 120 60 scale 4 2 8 [4 0 0 -2 0 2] { <00408020ffc0a0e0> } image
showpage
<< /PageSize [420 240] /Orientation 0 >> setpagedevice
/Latin findfont 14 scalefont setfont 60 100 moveto 20 rotate (Texte tourn\351) show
showpage
"""
    options = [
        "-q",
        "-dBATCH",
        "-dNOPAUSE",
        "-dSAFER",
        "-sDEVICE=pdfwrite",
        "-dCompatibilityLevel=1.4",
        "-o",
        "made.pdf",
    ]
    return converted("drawn.ps", program, "gs", *options, "drawn.ps")


@maker
def pdftex() -> bytes:
    text = r"""\documentclass{article}\usepackage[paperwidth=300pt,paperheight=400pt,margin=30pt]{geometry}
\usepackage[utf8]{inputenc}\usepackage[colorlinks,pdftitle={Offre d'achat},pdflang=fr]{hyperref}
\begin{document}\section{Offre d'achat}
L'acheteur paie 1\,250\,000\,\$ \`a la cl\^oture, le 1er f\'evrier. O\`u ? \`A Montr\'eal, \c{c}a va.
\begin{tabular}{|l|r|}\hline Chose & Prix\\\hline Maison & 1\,250\,000\,\$\\\hline\end{tabular}
\href{https://example.com/loi}{La loi}, page~\pageref{annexe}.
\newpage\pdfpagewidth=420pt\pdfpageheight=240pt\section{Annexe}\label{annexe}Une page plus large.
\end{document}"""
    command = ["pdflatex", "-interaction=batchmode", "made.tex"]
    return converted("made.tex", text, "sh", "-c", f"{' '.join(command)} && {' '.join(command)}")


@maker
def imagemagick() -> bytes:
    draw = ["-size", "150x200", "xc:white", "-fill", "#1e5aa0", "-draw", "rectangle 20,20 90,60", "-fill", "#c82828"]
    # Debian's policy forbids pdf: because of what reading one may do; epdf: is the same writer.
    draw += ["-draw", "circle 90,120 90,160", "-compress", "JPEG", "-quality", "70", "-density", "72", "epdf:made.pdf"]
    return converted("none", "", "convert-im6", *draw)


def rewritten_by_pypdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    out = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(content))).write(out)
    return out.getvalue()


def main(names: list[str]) -> None:
    makers = [each for each in MAKERS if not names or each.__name__ in names]
    for make in sorted(makers, key=lambda each: each is pdfunite):  # it takes what another made
        content = make()
        name = make.__name__.replace("_", "-")
        (HERE / f"{name}.pdf").write_bytes(content)
        again = rewritten_by_pypdf(content)
        (HERE / f"{name}-by-pypdf.pdf").write_bytes(again)
        sys.stdout.write(f"{name}: {len(content)} bytes, by pypdf {len(again)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
