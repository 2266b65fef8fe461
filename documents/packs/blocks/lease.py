"""What is leased for how long, and for how much."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.rent import Discount, KeyDeposit, PartialRent, PaymentMethod, RentPart
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Line, Paragraph


class Lease(Block):
    """Term, rent and deposits of a tenancy in a home."""

    term: Literal["fixed", "month_to_month", "other"] = Field(description="What kind of term it is.")
    start_date: Day = Field(description="First day of the tenancy.")
    end_date: Day | None = Field(None, description="Last day of the term; none when month to month.")
    other_term: Paragraph | None = Field(None, description="The term in words, exactly when `term` is `other`.")
    rent_cents: Cents = Field(
        description="Lawful rent for one month, in cents: with parking and whatever else is paid for with it."
    )
    rent_parts: Annotated[list[RentPart], Field(max_length=20)] = Field(
        default_factory=list, description="What the rent is made of; together exactly the rent."
    )
    rent_due_day: Annotated[int, Field(ge=1, le=31)] = Field(
        description="The day of the month on which rent is due; the last day where a month has no such day."
    )
    partial_rent: PartialRent | None = Field(None, description="Rent for a part of the first month.")
    payable_to: Line = Field(description="To whom rent is paid.")
    payment_methods: Annotated[list[PaymentMethod], Field(min_length=1, max_length=10)] = Field(
        description="In which ways rent may be paid."
    )
    payment_details: Paragraph | None = Field(
        None, description="Where the rent is sent, and what else helps to pay it."
    )
    discounts: Annotated[list[Discount], Field(max_length=12)] = Field(
        default_factory=list, description="Discounts and free months the landlords offer."
    )
    rent_increases: Literal["guideline", "exempt"] | None = Field(
        None,
        description="`exempt` when the yearly guideline does not bind: the home was first lived in after "
        "15 November 2018 (Residential Tenancies Act, 2006, s. 6.1).",
    )
    nsf_charge_cents: Cents | None = Field(
        None, description="The landlords' own charge for a cheque that bounces, at most $20; besides the bank's."
    )
    rent_deposit_cents: Cents | None = Field(
        None, description="Deposit for the last month's rent: exactly one month's rent; none when not asked for."
    )
    key_deposit: KeyDeposit | None = Field(None, description="Refundable deposit for keys and fobs.")


def term_ends_after_it_starts(canonical: Reading) -> Iterator[Issue]:
    """The last day of the term comes after the first."""
    start, end = canonical.day("lease.startDate"), canonical.day("lease.endDate")
    if start and end and end <= start:
        yield Issue("lease.endDate", Code.OUT_OF_ORDER, "The term must end after it starts.")


def end_date_fits_term(canonical: Reading) -> Iterator[Issue]:
    """A fixed term has a last day, a tenancy from month to month has none."""
    term, path = canonical.word("lease.term"), "lease.endDate"
    given = canonical.has(path)
    if term == "fixed" and not given:
        yield Issue(path, Code.REQUIRED, "A fixed term needs its last day.")
    if term == "month_to_month" and given:
        yield Issue(path, Code.CONFLICTING_CHOICES, "A tenancy from month to month has no last day.")


def other_term_is_told(canonical: Reading) -> Iterator[Issue]:
    """A term of another kind is told in words, and only that."""
    term, path = canonical.word("lease.term"), "lease.otherTerm"
    given = canonical.has(path)
    if term == "other" and not given:
        yield Issue(path, Code.REQUIRED, "A term of another kind must be told in words.")
    if term in ("fixed", "month_to_month") and given:
        yield Issue(path, Code.CONFLICTING_CHOICES, "Only a term of another kind is told in words.")
