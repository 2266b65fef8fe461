"""What the listing brokerage is paid, and what it shares with the brokerage of the other side."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents

BasisPoints = Annotated[int, Field(ge=1, le=10_000)]


class Fee(Block):
    """A percentage, an amount, or both, which then add up."""

    basis_points: BasisPoints | None = Field(None, description="Hundredths of one per cent: 450 is 4.5%.")
    amount_cents: Cents | None = Field(None, description="A fixed amount, in cents.")


class RentFee(Fee):
    """A fee whose percentage is one of rent."""

    of: Literal["one_month", "whole_term"] | None = Field(
        None, description="What the percentage is of: a month's rent, or the rent of the whole first term."
    )


class Commission(Block):
    """What the sellers pay when the property is sold."""

    total: Fee = Field(description="The whole commission, a percentage being one of the price.")
    cooperating: Fee | None = Field(None, description="The part of it that a co-operating brokerage receives.")
    without_cooperating: Fee | None = Field(
        None, description="The whole commission instead, when no other brokerage takes part."
    )
    hst: Literal["in_addition", "included"] = Field(description="Whether HST is paid on top of it.")
    holdover_days: Annotated[int, Field(ge=1, le=365)] | None = Field(
        None, description="For how many days after expiry a deal with somebody introduced before still earns it."
    )
    holdover_ends_with_new_listing: bool | None = Field(
        None, description="Whether that ends once another brokerage lists the property."
    )


class RentCommission(Commission):
    """What the landlords pay when the home is let."""

    total: RentFee = Field(description="The whole commission.")
    cooperating: RentFee | None = Field(None, description="The part of it that a co-operating brokerage receives.")
    without_cooperating: RentFee | None = Field(
        None, description="The whole commission instead, when no other brokerage takes part."
    )
    renewal: RentFee | None = Field(None, description="What is paid each time the lease is renewed.")
    purchase: Fee | None = Field(None, description="What is paid when a tenant introduced here buys the home.")


FEES = tuple(f"commission.{name}" for name in ("total", "cooperating", "withoutCooperating", "renewal", "purchase"))


def fee_at(canonical: Reading, path: str, base: int) -> int:
    """A fee in cents when its percentage is one of `base` cents; half a cent counts as one."""
    share = canonical.whole(f"{path}.basisPoints") or 0
    return (base * share + 5_000) // 10_000 + (canonical.cents(f"{path}.amountCents") or 0)


def fees_say_how_much(canonical: Reading) -> Iterator[Issue]:
    """A fee is a percentage, an amount, or both."""
    for path in FEES:
        given = canonical.has(f"{path}.basisPoints") or canonical.has(f"{path}.amountCents")
        if canonical.has(path) and not given:
            yield Issue(path, Code.REQUIRED, "A fee is a percentage, an amount, or both.")


def rent_fees_say_of_what(canonical: Reading) -> Iterator[Issue]:
    """A percentage of rent says of which rent; an amount is of nothing."""
    for path in FEES[:4]:
        of = f"{path}.of"
        if canonical.has(f"{path}.basisPoints") and not canonical.has(of):
            yield Issue(of, Code.REQUIRED, "Say which rent the percentage is of.")
        if canonical.has(of) and not canonical.has(f"{path}.basisPoints"):
            yield Issue(of, Code.CONFLICTING_CHOICES, "There is no percentage that could be of this rent.")


def share_within_commission(canonical: Reading) -> Iterator[Issue]:
    """A co-operating brokerage receives a part of the commission, at most all of it."""
    base = canonical.cents("listing.listPriceCents") or canonical.cents("listing.listRentCents")
    total, part = "commission.total", "commission.cooperating"
    comparable = canonical.word(f"{total}.of") == canonical.word(f"{part}.of")
    if base and comparable and canonical.has(total) and fee_at(canonical, part, base) > fee_at(canonical, total, base):
        message = "The co-operating brokerage's part is more than the whole commission."
        yield Issue(part, Code.OUT_OF_RANGE, message)
