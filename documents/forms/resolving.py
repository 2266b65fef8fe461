"""Finds the form that a `formKey` names."""

from documents import packs
from documents.forms.blank_forms.filled import FilledPack
from documents.forms.blank_forms.models import BlankForm
from documents.forms.form import Form
from documents.forms.uploaded_templates.form import TemplateForm
from documents.forms.uploaded_templates.models import PREFIX, UploadedTemplate
from safeclose.records.rows import found
from safeclose.refusals import Unknown


def form_of(form_key: str, organization_id: int) -> Form:
    """The form that documents of this organization are made from under this key.

    `template/tpl_…` is a template that the organization has uploaded; any other key is a pack's, printed on the
    licensed form where one is loaded. Raises UnknownPack.
    """
    if form_key.startswith(PREFIX):
        rows = UploadedTemplate.objects.filter(organization_id=organization_id)
        try:
            return TemplateForm(found(rows, id=form_key.removeprefix(PREFIX)))
        except Unknown as error:
            raise packs.UnknownPack(form_key) from error
    pack = packs.get(form_key)
    blank = BlankForm.objects.current().filter(form_key=form_key).first()
    return FilledPack(pack, blank) if blank else pack
