"""Subject tokens: the organization's own server says who accepts, so that nobody accepts in another's name.

A subject token is a JSON Web Token (RFC 7519) signed with HMAC-SHA-256 by the agreement's secret:

    {"sub": "user-7", "aud": "agr_…", "exp": 1780000000}

`sub` is the `subjectRef` of the acceptance, `aud` the agreement, and `exp` lies at most a day ahead.
"""

import secrets
from datetime import datetime, timedelta

import jwt

from clickwrap.agreements.models import Agreement
from safeclose.refusals import Code, Invalid
from safeclose.secrets.encryption import Unreadable, decrypted, encrypted

PURPOSE = "subject tokens"
MAX_LIFE = timedelta(days=1)
CLOCK_DIFFERENCE = timedelta(seconds=30)  # that the organization's server and this one may have
OLD_SECRET_VALID = timedelta(days=1)
MAX_SUBJECT_LENGTH = 320


def give_secret(agreement: Agreement, at: datetime) -> str:
    """Set a new secret, without saving, and answer it in clear; the one until now is valid for another day."""
    secret = secrets.token_urlsafe(32)
    if agreement.subject_secret:
        agreement.old_subject_secret = agreement.subject_secret
        agreement.old_subject_secret_until = at + OLD_SECRET_VALID
    agreement.subject_secret = encrypted(secret, purpose=PURPOSE)
    return secret


def subject_of(token: str, agreement: Agreement, at: datetime) -> str:
    """Whom a token names. Raises Invalid for one that this agreement's secret did not sign, or that is over."""
    for kept in _secrets(agreement, at):
        try:
            claims = jwt.decode(
                token,
                decrypted(kept, purpose=PURPOSE),
                algorithms=["HS256"],
                audience=agreement.id,
                options={"require": ["sub", "aud", "exp"]},
                leeway=CLOCK_DIFFERENCE,
            )
        except (jwt.InvalidTokenError, Unreadable):
            continue
        return _checked(claims["sub"], claims["exp"], at)
    raise _invalid("It is not signed with this agreement's secret, is for another agreement, or has expired.")


def _secrets(agreement: Agreement, at: datetime) -> list[str]:
    kept = [agreement.subject_secret] if agreement.subject_secret else []
    if agreement.old_subject_secret and agreement.old_subject_secret_until and at < agreement.old_subject_secret_until:
        kept.append(agreement.old_subject_secret)
    return kept


def _checked(subject: str, expires: float, at: datetime) -> str:
    if expires > (at + MAX_LIFE + CLOCK_DIFFERENCE).timestamp():
        raise _invalid("It must expire within a day.")
    if not 0 < len(subject.strip()) <= MAX_SUBJECT_LENGTH or not subject.isprintable():
        raise _invalid(f"Its sub must be one line of 1 to {MAX_SUBJECT_LENGTH} characters.")
    return subject.strip()


def _invalid(sentence: str) -> Invalid:
    return Invalid(f"subjectToken: {sentence}", code=Code.INVALID_BODY, fields={"subjectToken": [sentence]})
