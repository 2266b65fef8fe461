"""Templates that documents of packages were made of."""

from signing.packages.documents.models import SigningDocument
from signing.packages.templates.models import Template


def is_in_a_package(template: Template) -> bool:
    """Whether a document of a package, in whatever state, was made of the template."""
    return SigningDocument.objects.filter(template=template).exists()
