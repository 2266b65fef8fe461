"""Why a message to a person was not sent: the same for mails and for texts."""


class NotSent(Exception):
    """The message was not sent. The text is a sentence for a person, and names nobody."""


class NotNow(NotSent):
    """The message was not taken; another try may succeed."""


class Refused(NotSent):
    """This message will never be taken for this address or number; `code` is the service's, 0 where it named none."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class NotConfigured(NotSent):
    """There is no account to send with."""


class Unclear(NotSent):
    """Nobody knows whether the message was taken. Another try could send it twice."""
