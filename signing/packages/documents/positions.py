"""Positions in the documents of packages: where they come from, whom they name, and what is left when someone goes."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from documents.rendering.page_images import page_sizes
from safeclose.refusals import Invalid
from signing.packages.documents.models import SigningDocument
from signing.packages.templates.models import Template
from signing.packages.templates.positions import Position, completed, lies_on


def of_template(template_id: int) -> list[Position]:
    """Those of a template, which never change; none where there is no such template.

    Slow: it reads the PDF. Version 1.0.0 stored rectangles that do not lie on their page, these are left out.
    """
    template = Template.objects.filter(pk=template_id).exclude(positions=[]).first()
    if template is None:
        return []
    sizes = page_sizes(template.file_sha256)
    return [position for position in completed(template.positions) if lies_on(position, sizes)]


def refuse_unknown_signers(positions: Sequence[Position], known: Collection[str]) -> None:
    """Raises Invalid for a position whose `signer` is none of these ids."""
    for number, position in enumerate(positions):
        if "signer" in position and position["signer"] not in known:
            raise Invalid(f"positions.{number}.signer: The package has no signer {position['signer']}.")


def without_signers(positions: Sequence[Position], gone: Collection[str]) -> list[Position]:
    """What is left when these signers (ids) go: their positions go with them, unless they are a party's, too."""
    kept = (one for one in positions if one.get("signer") not in gone or "party" in one)
    return [{key: value for key, value in one.items() if key != "signer" or value not in gone} for one in kept]


def with_other_signers(positions: Sequence[Position], copies: dict[str, str]) -> list[Position]:
    """The same for other signers: `copies` has their ids by the ids that the positions name. Others are left out."""
    kept = without_signers(positions, {one["signer"] for one in positions if "signer" in one} - copies.keys())
    return [{**one, "signer": copies[one["signer"]]} if "signer" in one else one for one in kept]


def leave_out_signers(signing_ids: Collection[int], signer_ids: Collection[int]) -> None:
    """Take from the documents of drafts what only these signers were asked for. The packages are locked."""
    gone = {str(number) for number in signer_ids}
    naming = Q()
    for identifier in gone:
        naming |= Q(positions__contains=[{"signer": identifier}])
    for document in SigningDocument.objects.filter(naming, signing__in=signing_ids) if gone else ():
        document.positions = without_signers(document.positions, gone)
        document.save(update_fields=["positions"])
