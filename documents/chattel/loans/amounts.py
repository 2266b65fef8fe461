"""Money as `/v1` has it: plain JSON numbers, to the cent."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MAX_DIGITS = 12
DECIMALS = 2
CENT = Decimal("0.01")


# No `multipleOf`: validators divide in binary, and would refuse 19999999.99.
@extend_schema_field(
    {
        "type": "number",
        "minimum": 0,
        "maximum": 10**MAX_DIGITS - 1,
        "description": f"At most {MAX_DIGITS} digits, at most {DECIMALS} of them decimals.",
    }
)
class Amount(serializers.Field[Decimal, Any, Any, Any]):
    """A JSON number that is not negative, with at most twelve digits, at most two of them decimals.

    The route's parser must be safeclose.http.json.ExactParser. Digits are counted by value: 5.100 has two.
    """

    default_error_messages = {"invalid": "Must be a number of at most 12 digits, at most 2 of them decimals."}

    def to_internal_value(self, data: Any) -> Decimal:
        """As many decimals as are stored."""
        if type(data) not in (int, Decimal):
            self.fail("invalid")
        amount = Decimal(data)
        digits, decimals = _digits(amount)
        if amount < 0 or digits > MAX_DIGITS or decimals > DECIMALS:
            self.fail("invalid")
        return abs(amount).quantize(CENT)

    def to_representation(self, value: Decimal) -> int | float:
        return plain(value)


def plain(amount: Decimal) -> int | float:
    """As JSON writes it: a float tells twelve digits apart, and is written with just the digits that it needs."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _digits(amount: Decimal) -> tuple[int, int]:
    """How many digits the number has, and how many of them are decimals, zeros at either end left out."""
    _, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    significant = text.rstrip("0")
    exponent += len(text) - len(significant)
    return len(significant.lstrip("0")) + max(exponent, 0), max(-exponent, 0)
