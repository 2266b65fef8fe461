"""How the home may be lived in: smoking, animals, insurance."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Paragraph


class Smoking(Block):
    """What the parties agree on smoking, beyond the law."""

    policy: Literal["no_rule", "not_in_home", "not_on_property", "described"] = Field(
        description="What is agreed: nothing, no smoking in the home, none on the whole property, or as described."
    )
    description: Paragraph | None = Field(None, description="The rule in words; needed when it is `described`.")


class TenantsInsurance(Block):
    """Insurance the tenants must carry."""

    required: bool = Field(description="Whether the tenants must have liability insurance throughout.")
    liability_cents: Cents | None = Field(None, description="The least liability coverage, in cents.")
    details: Paragraph | None = Field(None, description="What else it must cover.")


def described_smoking_rule_is_there(canonical: Reading) -> Iterator[Issue]:
    """A rule in words needs words."""
    path = "smoking.description"
    if canonical.word("smoking.policy") == "described" and not canonical.has(path):
        yield Issue(path, Code.REQUIRED, "Describe the rule on smoking.")


def coverage_is_asked_only_of_required_insurance(canonical: Reading) -> Iterator[Issue]:
    """Without a duty to insure there is no least coverage."""
    path = "insurance.liabilityCents"
    if canonical.flag("insurance.required") is False and canonical.has(path):
        yield Issue(path, Code.CONFLICTING_CHOICES, "No coverage is asked for when insurance is not required.")
