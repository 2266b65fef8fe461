"""Whatever PDF is accepted at intake can be sealed, and the sealed file is genuine and shows the same pages."""

from io import BytesIO
from unittest.mock import patch

import pikepdf
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from documents.intake import presenting
from documents.intake.presenting import prepare, presentable
from safeclose.child_processes.confined import Outcome, UnfitError
from safeclose.sealing.seal import seal
from safeclose.verify.pages import page_fingerprints
from tests import evidence_examples as examples
from tests.documents.intake.composed import ODDITIES, composed
from tests.thorough import rounds

# Few oddities at once: most files shall be accepted. A failing case shrinks to the oddities that are at fault.
oddities = st.frozensets(st.sampled_from(sorted(ODDITIES)), min_size=1, max_size=4)
seeds = st.integers(0, 2**32 - 1)
checked = settings(
    max_examples=rounds(40, 5000), deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def accepted(content: bytes) -> Outcome | None:
    """None for a file that is refused, by a sentence."""
    try:
        return prepare(content)
    except UnfitError as refusal:
        sentence = str(refusal)
    assert sentence.endswith(".")
    # The trial seal is the last resort: what it refuses, an earlier check should have mended or named.
    assert "can't be sealed" not in sentence
    return None


def sealed(presented: bytes) -> bytes:
    given = examples.signed(presented, examples.sealing_key())
    return seal(presented, examples.certificate_example(), given.bundle, given.key, at=examples.SEALED_AT).pdf


def fingerprints(content: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return list(page_fingerprints(pdf))


@checked
@example(frozenset({"tags"}), 76)  # a broken structure tree
@example(frozenset({"tags"}), 1407)
@example(frozenset({"loaded_names"}), 3)  # a name that is not UTF-8
@example(frozenset({"filtered_streams"}), 167)  # a filter that does nothing, twice
@given(oddities, seeds)
def test_what_is_accepted_is_sealed_and_stays_as_it_is(chosen: frozenset[str], seed: int) -> None:
    outcome = accepted(composed(chosen, seed))
    event("accepted" if outcome else "refused")
    if outcome is None:
        return
    with patch.object(presenting, "rehearsed", lambda normal: normal):
        again = prepare(outcome.file)
    assert (again.file, again.data) == (outcome.file, {**outcome.data, "leftOut": []})
    shown = fingerprints(outcome.file)
    assert fingerprints(sealed(outcome.file))[: len(shown)] == shown


@pytest.mark.parametrize("name", sorted(ODDITIES))
def test_each_oddity_is_met_by_a_sentence_or_a_seal(name: str) -> None:
    for seed in range(rounds(2, 300)):
        accepted(composed({name}, seed))


@pytest.mark.parametrize("name", sorted(ODDITIES.keys() - {"damage", "refusable"}))
def test_each_oddity_is_in_files_that_are_accepted(name: str) -> None:
    assert any(accepted(composed({name}, seed)) for seed in range(40))


def test_a_composed_file_passes_the_confined_process_as_well() -> None:
    content = composed({"scattered_values", "odd_spelling", "nested_tree"}, 5)
    found = presentable(content)
    assert found.pdf == prepare(content).file
