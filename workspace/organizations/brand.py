"""An organization's logo and colours, as shown in mails and on signing pages."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from rest_framework.exceptions import ValidationError

from safeclose.http.fields import Text
from safeclose.http.shapes import Shape

COLOR = re.compile("#[0-9a-f]{6}")


class HttpsAddress(Text):
    """An address that any browser may load a picture from."""

    default_error_messages = {"not_https": "Must be an https address."}
    _valid = URLValidator(schemes=["https"], message="Must be an https address.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 2000, "validators": [self._valid], **kwargs})

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
