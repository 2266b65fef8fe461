"""true and false in bodies."""

import pytest
from rest_framework.exceptions import ValidationError

from safeclose.http.fields import Switch


@pytest.mark.parametrize("given", [True, False])
def test_a_switch_takes_true_and_false(given: bool) -> None:
    assert Switch().run_validation(given) is given


@pytest.mark.parametrize("given", ["true", "false", "yes", "on", "1", 1, 0, 1.0, "", [], {}, None])
def test_a_switch_refuses_what_resembles_true_and_false(given: object) -> None:
    with pytest.raises(ValidationError):
        Switch().run_validation(given)
