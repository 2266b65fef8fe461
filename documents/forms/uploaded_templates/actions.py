"""What is written about uploaded templates."""

from documents.forms.fillable_pdf.fields import stored
from documents.forms.fillable_pdf.reading import BlankPaper
from documents.forms.uploaded_templates.models import UploadedTemplate
from safeclose.actors import Actor
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.models import Organization


@action
def add(
    *, organization: Organization, title: str, sha256: str, paper_sha256: str, paper: BlankPaper, by: Actor
) -> UploadedTemplate:
    """Take a form in; its files are stored already."""
    template = UploadedTemplate.objects.create(
        organization=organization,
        created_by_id=by.user_id,
        title=title,
        sha256=sha256,
        paper_sha256=paper_sha256,
        page_count=len(paper.pages),
        pages=paper.pages,
        fields=[stored(field) for field in paper.fields],
        marks=[mark.stored() for mark in paper.marks],
        left_out=paper.left_out,
        language=paper.language,
    )
    bus.publish("template.created", about=template, by=by)
    return template
