"""Ids in paths, as the API description names them."""

from drf_spectacular.utils import OpenApiParameter


def id_in_path(name: str) -> OpenApiParameter:
    """A number in the database, a string here; anything else is a 400."""
    return OpenApiParameter(name, str, OpenApiParameter.PATH, pattern="^[0-9]+$")


ORGANIZATION_ID = id_in_path("organization_id")
