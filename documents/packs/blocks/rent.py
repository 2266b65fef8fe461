"""Rent, and what else a landlord may and may not take.

“The Act” is the Residential Tenancies Act, 2006, S.O. 2006, c. 17; “the Regulation” is O. Reg. 516/06.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Line, Paragraph
from documents.packs.toolkit.wording import dollars

PaymentMethod = Literal["e_transfer", "direct_deposit", "cheque", "post_dated_cheques", "automatic_debit", "cash"]

_MAX_NSF_CENTS = 2_000


class RentPart(Block):
    """One of the things the rent pays for."""

    what: Line = Field(description="What it is for: the home itself, a parking space, a service.")
    amount_cents: Cents = Field(description="Its share of a month's rent, in cents.")


class PartialRent(Block):
    """Rent for days before the first whole month."""

    amount_cents: Cents = Field(description="Rent for these days, in cents; less than a month's.")
    first_day: Day = Field(description="The first of these days.")
    last_day: Day = Field(description="The last of these days.")


class Discount(Block):
    """A discount on the rent (the Act, s. 111)."""

    description: Paragraph = Field(description="When it is given and for what.")
    amount_cents: Cents | None = Field(None, description="By how much the month's rent is lowered, in cents.")


class KeyDeposit(Block):
    """Money held against the return of keys, fobs and cards."""

    amount_cents: Cents = Field(description="Amount in cents; at most what replacing them costs.")
    replacement_cost_cents: Cents = Field(description="What replacing them is expected to cost, in cents.")
    items: Line | None = Field(None, description="The keys, fobs and cards it is for.")


def rent_deposit_is_one_month(canonical: Reading) -> Iterator[Issue]:
    """The rent deposit is one month's rent, never more (the Act, ss. 105 and 106)."""
    path = "lease.rentDepositCents"
    rent, deposit = canonical.cents("lease.rentCents"), canonical.cents(path)
    if rent is not None and deposit is not None and deposit != rent:
        message = f"The rent deposit must be exactly one month's rent: {dollars(max(rent, 0))}."
        yield Issue(path, Code.RENT_DEPOSIT_NOT_ONE_MONTH, message)


def rent_parts_add_up(canonical: Reading) -> Iterator[Issue]:
    """What the rent is made of is, together, the rent."""
    rent = canonical.cents("lease.rentCents")
    parts = [canonical.cents(f"{path}.amountCents") for path in canonical.each("lease.rentParts")]
    known = [part for part in parts if part is not None]
    if rent is not None and parts and len(known) == len(parts) and sum(known) != rent:
        yield Issue("lease.rentParts", Code.SUM_DIFFERS, "The parts of the rent must add up to it.")


def partial_rent_is_for_part_of_a_month(canonical: Reading) -> Iterator[Issue]:
    """Rent for a part of the first month: less than a month's, for days from the start of the tenancy on."""
    rent, partial = canonical.cents("lease.rentCents"), canonical.cents("lease.partialRent.amountCents")
    first, last = canonical.day("lease.partialRent.firstDay"), canonical.day("lease.partialRent.lastDay")
    start = canonical.day("lease.startDate")
    if rent is not None and partial is not None and partial >= rent:
        message = "Rent for a part of a month must be less than a month's."
        yield Issue("lease.partialRent.amountCents", Code.OUT_OF_RANGE, message)
    if first and start and first < start:
        message = "No rent is due for days before the tenancy starts."
        yield Issue("lease.partialRent.firstDay", Code.OUT_OF_ORDER, message)
    if first and last and last < first:
        message = "The last day can't come before the first."
        yield Issue("lease.partialRent.lastDay", Code.OUT_OF_ORDER, message)


def key_deposit_within_replacement_cost(canonical: Reading) -> Iterator[Issue]:
    """A key deposit is at most what replacing the keys costs (the Regulation, s. 17, para. 3)."""
    path = "lease.keyDeposit.amountCents"
    deposit, cost = canonical.cents(path), canonical.cents("lease.keyDeposit.replacementCostCents")
    if deposit is not None and cost is not None and deposit > cost:
        message = "A key deposit can't be more than replacing the keys is expected to cost."
        yield Issue(path, Code.EXCEEDS_LEGAL_LIMIT, message)


def nsf_charge_within_limit(canonical: Reading) -> Iterator[Issue]:
    """The landlord's own charge for a bounced cheque is at most $20 (the Regulation, s. 17, para. 5)."""
    path = "lease.nsfChargeCents"
    if (canonical.cents(path) or 0) > _MAX_NSF_CENTS:
        message = f"The charge for a cheque that bounces is at most {dollars(_MAX_NSF_CENTS)}."
        yield Issue(path, Code.EXCEEDS_LEGAL_LIMIT, message)
