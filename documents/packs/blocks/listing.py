"""The listing itself: for how long, by whom, how it is marketed, and what its owners agree to."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.brokerages import Brokerage
from documents.packs.blocks.terms import Items
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Email, Instant, Line, Paragraph, Phone
from documents.packs.toolkit.wording import local_time


class Listing(Block):
    """The time a brokerage has, and where it offers the property."""

    start_date: Day = Field(description="The day the listing takes effect.")
    expiry_date: Day = Field(description="The last day of the listing, until one minute to midnight.")
    service: Literal["mls", "exclusive"] = Field(
        description="On a real estate board's listing service, or by this brokerage alone."
    )
    currency: Literal["CAD"] = Field(description="Canadian dollars.")


class SaleListing(Listing):
    """A listing of a property that is for sale."""

    list_price_cents: Cents = Field(description="Asking price in cents.")
    payment: Paragraph | None = Field(None, description="How the price may be paid; in cash when not stated.")
    possession: Line | None = Field(None, description="When buyers can have the property, in words.")


class LeaseListing(Listing):
    """A listing of a home that is for lease."""

    list_rent_cents: Cents = Field(description="Asking rent for a month, in cents.")
    available_from: Day = Field(description="The first day a lease can begin.")
    months: Annotated[int, Field(ge=1, le=120)] | None = Field(None, description="Length of the lease in months.")
    term: Line | None = Field(None, description="What else is wished for the length of the lease, in words.")


class Designated(Block):
    """A broker or salesperson who alone acts for the owners."""

    name: Line = Field(description="The person's name.")
    email: Email | None = Field(None, description="E-mail address.")
    phone: Phone | None = Field(None, description="Telephone number with its area code.")


class ListingAgent(Brokerage):
    """The brokerage that takes the listing, and how it acts for the owners."""

    representation: Literal["brokerage", "designated"] = Field(
        description="Whether the whole brokerage acts for the owners, or only the persons it designates."
    )
    designated: Annotated[list[Designated], Field(max_length=6)] = Field(
        default_factory=list, description="Those persons, exactly when representation is designated."
    )
    services: Items = Field(default_factory=list, description="What the brokerage does for the owners.")
    multiple_representation: Literal["ask_first", "never"] | None = Field(
        None, description="Whether it may act for the other side as well; it asks first when not stated."
    )


class Marketing(Block):
    """How the property is shown and advertised, and how offers are received."""

    sign: bool | None = Field(None, description="Whether a sign may stand on the property.")
    lockbox: bool | None = Field(None, description="Whether keys may be kept in a lockbox.")
    internet: bool | None = Field(None, description="Whether it may be advertised on websites, with its address.")
    photographs: bool | None = Field(None, description="Whether photographs, videos and plans may be made and used.")
    open_houses: bool | None = Field(None, description="Whether it may be open to visitors without appointment.")
    other_brokerages: bool | None = Field(None, description="Whether other brokerages may advertise it.")
    showings: Paragraph | None = Field(None, description="How visits are arranged.")
    offers: Literal["any_time", "from_date"] | None = Field(
        None, description="Whether offers are looked at as they come, or from a given time on."
    )
    offers_from: Instant | None = Field(None, description="That time, exactly when offers wait for it.")
    share_offers: bool | None = Field(
        None, description="Whether the brokerage may tell those who make offers what the other offers say."
    )
    remarks: Paragraph | None = Field(None, description="What advertisements say about the property.")


class OwnersStatements(Block):
    """What the owners state about their property."""

    interests: Items = Field(
        default_factory=list, description="Rights of others: mortgages, options, rights of first refusal, leases."
    )
    defects: Items = Field(default_factory=list, description="Hidden defects the owners know.")
    earlier_listings: Paragraph | None = Field(
        None, description="Earlier listings under which something may still be owed; none when not stated."
    )


class SellersStatements(OwnersStatements):
    """What sellers state about their property and their taxes."""

    hst: Literal["not_taxable", "included", "in_addition"] | None = Field(
        None, description="Whether the sale is subject to HST, and if so whether the price includes it."
    )
    residency: Literal["resident", "non_resident"] | None = Field(
        None, description="Whether a seller is a non-resident of Canada (Income Tax Act, s. 116)."
    )


class Consents(Block):
    """What the owners have received, and what they agree to."""

    information_guide: bool | None = Field(
        None, description="Whether they have received the information guide of the Real Estate Council of Ontario."
    )
    identification: bool | None = Field(
        None,
        description="Whether they will show who they are, as the Proceeds of Crime (Money Laundering) and Terrorist "
        "Financing Act asks.",
    )
    data: bool | None = Field(None, description="Whether data of the listing may be used and shared to market it.")
    data_after_expiry: bool | None = Field(None, description="Whether that data may be kept and used afterwards.")
    inquiries: bool | None = Field(
        None, description="Whether the brokerage may ask authorities and lenders about the property."
    )
    finders_fees: bool | None = Field(
        None, description="Whether it may take a fee from others for recommending them, such as a lender."
    )


def expires_after_it_starts(canonical: Reading) -> Iterator[Issue]:
    """A listing has a time in which it can succeed."""
    start, expiry = canonical.day("listing.startDate"), canonical.day("listing.expiryDate")
    if start and expiry and expiry <= start:
        yield Issue("listing.expiryDate", Code.OUT_OF_ORDER, "The listing must expire after it starts.")


def lease_begins_after_the_listing(canonical: Reading) -> Iterator[Issue]:
    """No lease begins before somebody may look for tenants."""
    start, first = canonical.day("listing.startDate"), canonical.day("listing.availableFrom")
    if start and first and first < start:
        message = "A lease can't begin before the listing does."
        yield Issue("listing.availableFrom", Code.OUT_OF_ORDER, message)


def designated_persons_are_named(canonical: Reading) -> Iterator[Issue]:
    """Persons are designated exactly when the representation is a designated one."""
    representation, path = canonical.word("brokerage.representation"), "brokerage.designated"
    named = bool(canonical.each(path))
    if representation == "designated" and not named:
        yield Issue(path, Code.REQUIRED, "Name the persons who are designated.")
    if representation == "brokerage" and named:
        message = "Nobody is designated when the whole brokerage acts for the owners."
        yield Issue(path, Code.CONFLICTING_CHOICES, message)


def offers_wait_for_a_time(canonical: Reading) -> Iterator[Issue]:
    """The time is given exactly when offers wait for it."""
    offers, path = canonical.word("marketing.offers"), "marketing.offersFrom"
    given = canonical.has(path)
    if offers == "from_date" and not given:
        yield Issue(path, Code.REQUIRED, "Offers that wait for a time need that time.")
    if offers != "from_date" and given:
        yield Issue(path, Code.CONFLICTING_CHOICES, "Offers that wait for no time have none.")


def offers_come_during_the_listing(canonical: Reading) -> Iterator[Issue]:
    """Offers are looked at while the listing runs."""
    path = "marketing.offersFrom"
    instant = canonical.instant(path)
    day = instant and local_time(instant).date()
    start, expiry = canonical.day("listing.startDate"), canonical.day("listing.expiryDate")
    if day and ((start and day < start) or (expiry and day > expiry)):
        yield Issue(path, Code.OUT_OF_ORDER, "Offers are looked at while the listing runs.")
