"""Which signer stands for which party of the agreement."""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from documents.packs import Party
from safeclose import email_addresses
from safeclose.marks.definitions import Mark
from safeclose.refusals import Invalid


def tied(
    parties: Sequence[Party], people: Sequence[Mapping[str, Any]], marks: Iterable[Mapping[str, Any]]
) -> list[str]:
    """For each of `people` the key of the party that they stand for, "" where they are none.

    `people` have `name`, `email`, `role` and optionally `party`, the key of a party. Without it, a party of the same
    role is theirs by its name, or else by its e-mail address. No party is given to two. A key can also be one that only
    `marks` of the form name: a spouse who consents is no party. Raises Invalid for a key that is neither, and for one
    that is named twice.
    """
    keys = _named({party.key for party in parties} | {mark.get("party", "") for mark in marks}, people)
    for is_same in (_is_same_name, _is_same_address):
        for number, person in enumerate(people):
            if not keys[number]:
                free = (party for party in parties if party.key not in keys)
                keys[number] = next(
                    (party.key for party in free if party.role == person["role"] and is_same(party, person)), ""
                )
    return keys


def warnings(parties: Sequence[Party], people: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> list[str]:
    """A sentence for each party that nobody stands for, and for each of `people` who is no party.

    None at all where the form does not say who its parties are. `keys` are those that `tied` found.
    """
    if not parties:
        return []
    missing = [
        f"No signer stands for the {party.role.replace('_', ' ')} {party.name}".removesuffix(".") + "."  # Inc.
        for party in parties
        if party.key not in keys
    ]
    strangers = [
        f"{person['name']} signs, but is no party of the agreement."
        for person, key in zip(people, keys, strict=True)
        if not key
    ]
    return [*missing, *strangers]


def marks_of_signers(marks: Iterable[Mapping[str, Any]], signers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The marks (as `Mark.written()`) of parties that a signer stands for, with `signer` in place of `party`.

    `signers`: ids of signers by the keys of their parties.
    """
    asked = [Mark.read(mark) for mark in marks]
    return [replace(mark, party="", signer=signers[mark.party]).written() for mark in asked if mark.party in signers]


def _named(known: Container[str], people: Sequence[Mapping[str, Any]]) -> list[str]:
    keys: list[str] = []
    for number, person in enumerate(people):
        key = person.get("party") or ""
        if key and key not in known:
            raise _invalid(number, f"The agreement has no party {key}.")
        if key and key in keys:
            raise _invalid(number, f"Another signer stands for the party {key} already.")
        keys.append(key)
    return keys


def _invalid(number: int, sentence: str) -> Invalid:
    path = f"signers.{number}.party"
    return Invalid(f"{path}: {sentence}", fields={path: [sentence]})


def _is_same_name(party: Party, person: Mapping[str, Any]) -> bool:
    return _folded(party.name) == _folded(person["name"])


def _is_same_address(party: Party, person: Mapping[str, Any]) -> bool:
    ours, theirs = party.email, person.get("email")
    return ours is not None and theirs is not None and email_addresses.spelled(ours) == email_addresses.spelled(theirs)


def _folded(name: str) -> str:
    """As names are compared: accents however they are encoded, case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())
