"""What is written about blank forms."""

from collections.abc import Mapping

from documents.forms.blank_forms.models import BlankForm
from documents.forms.fillable_pdf.fields import stored
from documents.forms.fillable_pdf.reading import BlankPaper
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.transactions import action
from workspace.events import bus


@action
def load(
    *, form_key: str, sha256: str, paper_sha256: str, paper: BlankPaper, mapping: Mapping[str, str], by: Actor
) -> BlankForm:
    """Print a pack on this form from now on, in place of the one before; its files are stored already."""
    _retire(form_key)
    blank: BlankForm = BlankForm.objects.create(
        form_key=form_key,
        sha256=sha256,
        paper_sha256=paper_sha256,
        pages=paper.pages,
        fields=[stored(field) for field in paper.fields],
        marks=[mark.stored() for mark in paper.marks],
        mapping=dict(mapping),
        language=paper.language,
    )
    bus.publish("form.loaded", about=blank, by=by, data={"sha256": sha256})
    return blank


@action
def remove(*, form_key: str, by: Actor) -> bool:
    """Print a pack on plain paper again; whether it had a form."""
    retired = _retire(form_key)
    if retired:
        bus.publish("form.removed", about=BlankForm(form_key=form_key), by=by, data={"sha256": None})
    return retired


def _retire(form_key: str) -> bool:
    return bool(BlankForm.objects.current().filter(form_key=form_key).update(replaced_at=clock.now()))
