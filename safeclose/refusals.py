"""Reasons why an action refuses a request: a code for programs, a sentence for people. They know no HTTP."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar


class Code(StrEnum):
    """The closed list of error codes of `/api`; a new one needs a line in docs/api.md."""

    INVALID_BODY = "invalid_body"
    INVALID_PARAMETER = "invalid_parameter"
    INVALID_CANONICAL = "invalid_canonical"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    INVALID_STATE = "invalid_state"
    CANNOT_SEND_FOR_SIGNATURE = "cannot_send_for_signature"
    CANNOT_VOID = "cannot_void"
    VERSION_CHANGED = "version_changed"
    IDEMPOTENCY_IN_PROGRESS = "idempotency_in_progress"
    IDEMPOTENCY_ANSWER_LOST = "idempotency_answer_lost"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    CODE_NOT_VERIFIED = "code_not_verified"
    CODE_INVALID = "code_invalid"
    TURNSTILE_FAILED = "turnstile_failed"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class Refusal(Exception):
    """Raised by actions. `sentence` says what is wrong and ends in a full stop; `details` become keys of the answer."""

    code: ClassVar[Code]

    def __init__(self, sentence: str, *, code: Code | None = None, **details: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details: Mapping[str, Any] = details
        self.reason = code or self.code


class Invalid(Refusal):
    """The arguments are invalid in any state."""

    code = Code.INVALID_BODY


class Unknown(Refusal):
    """It does not exist, or the caller may not know of it."""

    code = Code.NOT_FOUND

    def __init__(self, sentence: str = "Not found.") -> None:
        super().__init__(sentence)


class Forbidden(Refusal):
    """The caller is known and lacks the right."""

    code = Code.FORBIDDEN


class Conflict(Refusal):
    """The present state does not allow it."""

    code = Code.INVALID_STATE


class Reused(Refusal):
    """The idempotency key was used for another request."""

    code = Code.IDEMPOTENCY_KEY_REUSED


class Unavailable(Refusal):
    """A part that is needed does not answer now; `seconds`: when to try again, if known."""

    code = Code.UNAVAILABLE

    def __init__(self, sentence: str, *, seconds: int | None = None) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class TooMany(Refusal):
    """Too many tries; another one is possible after `seconds`."""

    code = Code.RATE_LIMITED

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Gone(Refusal):
    """A link or an agreement that ended or never existed. The answer does not say which."""

    code = Code.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("Gone.")
