"""Conditions, what comes with the property, and the parties' own pages."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Day, Line, Pages, Paragraph


class Condition(Block):
    """Something that must come true, or be waived, for the agreement to stand."""

    kind: Literal["financing", "inspection", "status_certificate", "sale_of_property", "other"] = Field(
        description="What it is about."
    )
    description: Paragraph = Field(description="What must come true, in the parties' words.")
    waiver_date: Day = Field(description="Last day to fulfil or waive it.")
    benefit_of: Literal["buyer", "seller", "both"] | None = Field(
        None, description="Who may waive it; the buyer when not stated."
    )


class Schedule(Block):
    """Pages of the parties' own, part of the agreement."""

    title: Line = Field(description="What the schedule is called.")
    body: Pages = Field(description="Its text; line breaks are kept.")


class Warranty(Block):
    """A fact the sellers stand for."""

    subject: Literal[
        "urea_foam",
        "well",
        "septic_system",
        "swimming_pool",
        "heating",
        "unlawful_use",
        "renovations",
        "other",
    ] = Field(description="What it is about; `urea_foam` is insulation with urea formaldehyde.")
    statement: Paragraph = Field(description="What the sellers state, in the parties' words.")
    survives: bool | None = Field(None, description="Whether it still binds after completion.")


Conditions = Annotated[list[Condition], Field(max_length=40)]
Items = Annotated[list[Paragraph], Field(max_length=200)]
Schedules = Annotated[list[Schedule], Field(max_length=26)]
Warranties = Annotated[list[Warranty], Field(max_length=40)]


def conditions_end_before_completion(canonical: Reading) -> Iterator[Issue]:
    """Each condition ends between the offer and completion."""
    offer, completion = canonical.day("dates.offerDate"), canonical.day("dates.completionDate")
    for path in (f"{condition}.waiverDate" for condition in canonical.each("conditions")):
        last = canonical.day(path)
        if last and not (offer or date.min) <= last <= (completion or date.max):
            yield Issue(path, Code.OUT_OF_ORDER, "A condition ends between the offer and completion.")
