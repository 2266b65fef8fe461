"""How long codes are good, and how many there may be."""

from datetime import timedelta

# From the sending until the code is given, and from then until it is used.
CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES_PER_CODE = 5
# Enough for mails that get lost, too few to guess with.
MAX_CODES = 5
MAX_CODES_WITHIN = timedelta(hours=1)
# Shorter answers are soon guessed.
MIN_ANSWER_CHARACTERS = 4
