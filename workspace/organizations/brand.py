"""An organization's logo and colours, as shown in mails and on signing pages."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty

from safeclose.http.fields import Text
from safeclose.http.shapes import Shape
from safeclose.messages.colors import readable_under_white
from safeclose.messages.letters import Brand
from safeclose.refusals import Refusal
from workspace.organizations.logo import is_own_url, logo_url, printed_logo
from workspace.organizations.models import Organization

COLOR = re.compile("#[0-9a-f]{6}")


def brand_of(organization: Organization) -> Brand | None:
    """What letters and signing pages show of it; None where nothing is set.

    The logo is the one that was uploaded: an address of someone else's would tell them who reads what, and when. On the
    colour, white text can be read.
    """
    color = organization.brand.get("primaryColor")
    if not (organization.logo_sha256 or color):
        return None
    return Brand(
        logo_url=logo_url(organization.logo_sha256) if organization.logo_sha256 else "",
        color=readable_under_white(color) if color else "",
    )


def sender_in_evidence(organization: Organization) -> dict[str, Any]:
    """The organization as a trail records it when it sends, with all that the certificate is to show of its brand."""
    color = organization.brand.get("primaryColor")
    brand = {"color": readable_under_white(color)} if color else {}
    if logo := _logo_in_evidence(organization):
        brand["logo"] = logo
    sender: dict[str, Any] = {
        "id": str(organization.pk), "name": organization.name, "timezone": organization.timezone,
    }  # fmt: skip
    return {**sender, "brand": brand} if brand else sender


def _logo_in_evidence(organization: Organization) -> str:
    """Empty where it can't be read: that must keep nobody from signing."""
    try:
        return printed_logo(organization.logo_sha256) if organization.logo_sha256 else ""
    except Refusal:
        return ""


class HttpsAddress(Text):
    """An address that any browser may load a picture from."""

    default_error_messages = {"not_https": "Must be an https address."}
    _valid = URLValidator(schemes=["https"], message="Must be an https address.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 2000, "validators": [self._valid], **kwargs})

    def run_validation(self, data: Any = empty) -> Any:
        """As it is for the address of an uploaded logo, whatever this service's own address begins with."""
        return data if is_own_url(data) else super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        address = super().to_internal_value(data)
        if "@" in urlsplit(address).netloc:  # a password would be shown to everyone
            self.fail("not_https")
        return address


class Color(Text):
    """`#1a2b3c`."""

    default_error_messages = {"not_a_color": "Must be a color like #1a2b3c."}

    def to_internal_value(self, data: Any) -> str:
        color = super().to_internal_value(data).lower()
        if not COLOR.fullmatch(color):
            self.fail("not_a_color")
        return color


class BrandShape(Shape):
    """All keys in answers, null where nothing is set; any of them in changes, null to take it away."""

    # Named as the keys that the column has.

    logoUrl = HttpsAddress(required=False, allow_null=True)
    primaryColor = Color(required=False, allow_null=True)
    accentColor = Color(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError for a key that is none of these."""
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise ValidationError({key: ["Unknown field."] for key in sorted(unknown, key=str)})
        return super().to_internal_value(data)
