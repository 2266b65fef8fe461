"""E-mail addresses, compared."""


def folded(email: str) -> str:
    """The spelling under which two addresses are the same: without regard to the case of ASCII letters.

    Other letters stay: some of them become ASCII when their case is changed, and then a look-alike address would be
    taken for the real one.
    """
    return "".join(letter.lower() if letter.isascii() else letter for letter in email.strip())
