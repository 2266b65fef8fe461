"""A condominium unit: the corporation, what belongs to the unit, and what its owner pays."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.land import Parcel
from documents.packs.blocks.terms import Items
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Email, Line, Paragraph, Phone, Pin

Service = Literal[
    "heat",
    "electricity",
    "water",
    "gas",
    "air_conditioning",
    "building_insurance",
    "parking",
    "locker",
    "internet",
    "television",
    "amenities",
    "snow_and_garden",
]


class Space(Block):
    """A parking space or a locker."""

    label: Line = Field(description="What is painted or written on it: P2-41.")
    right: Literal["owned", "exclusive_use", "assigned", "rented"] = Field(
        description="Owned as a unit, an exclusive use common element, assigned by the corporation, or rented."
    )
    unit: Line | None = Field(None, description="Its own unit number, when owned as a unit.")
    level: Line | None = Field(None, description="Its own level number, when owned as a unit.")
    pin: Pin | None = Field(None, description="Its own property identifier, when owned as a unit.")
    monthly_cost_cents: Cents | None = Field(None, description="What it costs a month beyond the common expenses.")


Spaces = Annotated[list[Space], Field(max_length=10)]


class CommonExpenses(Block):
    """The unit's share in the cost of the corporation."""

    monthly_cents: Cents = Field(description="What the unit pays a month, in cents.")
    includes: Annotated[list[Service], Field(max_length=12)] = Field(
        default_factory=list, description="What is paid with it."
    )
    also_includes: Items = Field(default_factory=list, description="What else is paid with it, in words.")


class Management(Block):
    """Who manages the building for the corporation."""

    name: Line = Field(description="The management company, or who manages it.")
    email: Email | None = Field(None, description="E-mail address for requests.")
    phone: Phone | None = Field(None, description="Telephone number.")
    address: Line | None = Field(None, description="The corporation's address for service, on one line.")


class StatusCertificate(Block):
    """The corporation's statement about the unit (Condominium Act, 1998, s. 76: given within 10 days of a request)."""

    state: Literal["provided", "sellers_order", "buyers_order"] = Field(
        description="Already handed to the buyers, or ordered by the sellers or the buyers at their cost."
    )
    issued_on: Day | None = Field(None, description="Its date, exactly when it is `provided`.")
    order_by: Day | None = Field(None, description="Last day to order it, when it still has to be.")


class SpecialAssessment(Block):
    """A payment the corporation asks of its owners beyond the common expenses."""

    purpose: Paragraph = Field(description="What it is for.")
    amount_cents: Cents | None = Field(None, description="The unit's part, in cents, if it is known.")
    due_date: Day | None = Field(None, description="When it is due, if that is known.")
    paid_by: Literal["seller", "buyer"] = Field(description="Who pays it.")


class SpecialAssessments(Block):
    """What the sellers state about special assessments."""

    status: Literal["none_known", "some"] = Field(description="Whether any is levied or known to be planned.")
    entries: Annotated[list[SpecialAssessment], Field(max_length=20)] = Field(
        default_factory=list, description="Each of them, exactly when there are some."
    )


class ReserveFund(Block):
    """The corporation's savings for major repairs (Condominium Act, 1998, s. 93)."""

    balance_cents: Cents | None = Field(None, description="How much there is, in cents.")
    as_of: Line | None = Field(None, description="When that was, as the source has it.")
    source: Line | None = Field(None, description="Where the parties know it from, such as a reserve fund study.")
    remarks: Paragraph | None = Field(None, description="What else is known about it.")


class Condo(Block):
    """The unit in its corporation."""

    corporation: Line = Field(description="Registered name: Ottawa-Carleton Standard Condominium Corporation No. 812.")
    plan: Line = Field(description="Name or number of the condominium plan.")
    building: Line | None = Field(None, description="What the building is called.")
    unit: Line = Field(description="Unit number in the plan, which may differ from the one on the door.")
    level: Line = Field(description="Level number in the plan.")
    common_interest: Line | None = Field(None, description="The unit's share in the common elements, as declared.")
    exclusive_use: Items = Field(
        default_factory=list, description="Common elements that only this unit uses: a balcony, a terrace."
    )
    parking: Spaces = Field(default_factory=list, description="Parking spaces.")
    lockers: Spaces = Field(default_factory=list, description="Storage lockers.")
    common_expenses: CommonExpenses | None = Field(None, description="What the unit pays a month.")
    management: Management | None = Field(None, description="Who manages the building.")
    rules: Items = Field(default_factory=list, description="Rules worth knowing: pets, short stays, renovations.")


class SoldCondo(Condo):
    """A unit in its corporation, with what a buyer must know before paying."""

    common_expenses: CommonExpenses = Field(description="What the unit pays a month.")
    status_certificate: StatusCertificate | None = Field(None, description="The corporation's statement.")
    special_assessments: SpecialAssessments | None = Field(
        None, description="Payments beyond the common expenses; unknown to the sellers when not stated."
    )
    legal_actions: Paragraph | None = Field(
        None, description="Legal proceedings the corporation takes part in; none known when not stated."
    )
    reserve_fund: ReserveFund | None = Field(None, description="The savings for major repairs.")
    approval_needed: bool | None = Field(
        None, description="Whether the corporation must agree to the sale; it need not when not stated."
    )


class CondoUnit(Parcel):
    """A condominium unit that is sold."""

    condo: SoldCondo = Field(description="The unit in its corporation.")


def status_certificate_has_its_date(canonical: Reading) -> Iterator[Issue]:
    """A certificate that was provided has a date; one that is still to be ordered has none yet."""
    at = "property.condo.statusCertificate"
    state, issued, order = canonical.word(f"{at}.state"), f"{at}.issuedOn", f"{at}.orderBy"
    if state == "provided" and not canonical.has(issued):
        yield Issue(issued, Code.REQUIRED, "A certificate that was provided has a date.")
    if state == "provided" and canonical.has(order):
        yield Issue(order, Code.CONFLICTING_CHOICES, "A certificate that was provided is not ordered again.")
    if state in ("sellers_order", "buyers_order") and canonical.has(issued):
        yield Issue(issued, Code.CONFLICTING_CHOICES, "A certificate that is still to be ordered has no date.")


def status_certificate_ordered_in_time(canonical: Reading) -> Iterator[Issue]:
    """The last day to order the certificate lies between the offer and completion."""
    path = "property.condo.statusCertificate.orderBy"
    order, offer = canonical.day(path), canonical.day("dates.offerDate")
    completion = canonical.day("dates.completionDate")
    if order and ((offer and order < offer) or (completion and order > completion)):
        yield Issue(path, Code.OUT_OF_ORDER, "The certificate is ordered between the offer and completion.")


def special_assessments_are_listed(canonical: Reading) -> Iterator[Issue]:
    """Assessments are listed exactly when there are some."""
    at = "property.condo.specialAssessments"
    status, path = canonical.word(f"{at}.status"), f"{at}.entries"
    listed = bool(canonical.each(path))
    if status == "some" and not listed:
        yield Issue(path, Code.REQUIRED, "List the special assessments.")
    if status == "none_known" and listed:
        yield Issue(path, Code.CONFLICTING_CHOICES, "No special assessment is listed when none is known.")


def owned_spaces_are_identified(canonical: Reading) -> Iterator[Issue]:
    """A space owned as a unit is sold by its unit and level numbers in the plan."""
    spaces = [*canonical.each("property.condo.parking"), *canonical.each("property.condo.lockers")]
    for path in (path for path in spaces if canonical.word(f"{path}.right") == "owned"):
        for part in ("unit", "level"):
            if not canonical.has(f"{path}.{part}"):
                message = "A space that is owned has a unit and a level number."
                yield Issue(f"{path}.{part}", Code.REQUIRED, message)
