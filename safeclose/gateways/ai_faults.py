"""What is raised when a model gives no usable answer."""


class Fault(Exception):
    """The model gave no usable answer. The text is a sentence for a person, without any part of prompt or answer."""


class NotConfigured(Fault):
    """No such model is configured."""
