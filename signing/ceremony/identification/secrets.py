"""Codes and answers, of which only keyed hashes are kept: few digits could be guessed from a plain one."""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hmac import compare_digest
from typing import Any

from django.utils.crypto import salted_hmac

from safeclose.records.erasure import ERASED

DIGITS = 6
# In place of questions whose signer was erased: a row needs what it identified by for ever.
ERASED_QUESTIONS = [{"question": ERASED, "answerHash": ""}]


def fresh_code() -> str:
    """Six digits, each as likely as any other."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_hash(challenge_id: str, code: str) -> str:
    """HMAC-SHA256, hex, of a code for one challenge, with the service's secret key."""
    return _keyed("code", f"{challenge_id}\n{code}")


def is_code(challenge_id: str, code: str, expected: str) -> bool:
    """Whether it is the code; right and wrong take the same time."""
    return compare_digest(code_hash(challenge_id, code), expected)


def kept_questions(signer_id: str, questions: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """`[{question, answer}]` as it is stored: `[{question, answerHash}]`, for the signer of this id alone."""
    return [
        {"question": one["question"], "answerHash": _answer_hash(signer_id, number, one["answer"])}
        for number, one in enumerate(questions)
    ]


def portable_questions(questions: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """`[{question, answer}]` as it is stored, each with a `key` of its own: another signer can be asked the same."""
    key = secrets.token_hex(16)
    return [{**one, "key": key} for one in kept_questions(key, questions)]


def are_answers(signer_id: str, answers: Sequence[str], questions: list[dict[str, Any]]) -> bool:
    """Whether every answer is right; all of them are compared, whichever is wrong."""
    given = [answers[at] if at < len(answers) else "" for at in range(len(questions))]
    right = [
        compare_digest(_answer_hash(questions[at].get("key", signer_id), at, answer), questions[at]["answerHash"])
        for at, answer in enumerate(given)
    ]
    return all(right) and len(answers) == len(questions) > 0


def compared(answer: str) -> str:
    """An answer as it is compared.

    Case, accents' encoding and the width of spaces do not matter: people type answers as they speak.
    """
    return " ".join(unicodedata.normalize("NFKC", answer).casefold().split())


def _answer_hash(signer_id: str, number: int, answer: str) -> str:
    return _keyed("answer", f"{signer_id}\n{number}\n{compared(answer)}")


def _keyed(purpose: str, text: str) -> str:
    return salted_hmac(f"safeclose.identification.{purpose}", text, algorithm="sha256").hexdigest()
