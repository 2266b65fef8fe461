"""The shape of a disclosure, for signing by link and by account."""

from rest_framework.serializers import CharField

from safeclose.http.shapes import Shape


class DisclosureShape(Shape):
    """What the signer consents to, in one language."""

    text = CharField()
    language = CharField()
    sha256 = CharField(help_text="Of the text's UTF-8 bytes, in lower-case hex.")
