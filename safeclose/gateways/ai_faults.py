"""What can go wrong when a model is asked."""


class Fault(Exception):
    """The model did not answer as it should. The text is a sentence for a person, with nothing of what was said."""


class NotConfigured(Fault):
    """There is no such model here."""
