"""How often a race is run or a case is generated: a part of the rounds in `make test`, all of them in `make proof`."""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"


def rounds(usually: int, thorough: int) -> int:
    """The number of rounds or examples of a test: `rounds(5, 50)` is 5, and 50 under `THOROUGH=1`."""
    return thorough if THOROUGH else usually
