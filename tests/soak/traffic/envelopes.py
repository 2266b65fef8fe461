"""Those who send agreements for signature, and those who sign them by link."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.soak.client import Answer, Client
from tests.soak.traffic.deals import dealt
from tests.soak.traffic.paper import drafted, generated
from tests.soak.traffic.town import FORM, Town

STEPS = ("authenticate", "consent", "sign")
NEXT = {"opened": "authenticate", "authenticated": "consent", "consented": "sign"}
ENDED = {410}  # somebody else ended it, or this signer did and never heard of it
PEOPLE = (
    {"name": "Ann Archer", "email": "ann@example.com", "role": "buyer"},
    {"name": "Ben Bowman", "email": "ben@example.com", "role": "seller"},
    {"name": "Cleo Castle", "email": "cleo@example.com", "role": "seller"},
)
Signer = dict[str, Any]


def work(town: Town, name: str, person: str) -> None:
    """Someone who sends, and all to whom they send."""
    sender, public = town.client(name, person), town.client(f"{name}'s signers")
    sample = sender.get("pack.read", f"/api/documents/packs/{FORM}").body["sample"]
    town.live(name, lambda: _one(sender, public, sample))


def sent(sender: Client, sample: dict[str, Any], signers: list[dict[str, str]], **more: Any) -> dict[str, Any] | None:
    """A document of its own, generated and out for signature; None where an answer was lost on the way."""
    mode = more.pop("mode", "parallel")
    document_id = drafted(sender, sample, **more)
    if document_id is None:
        return None
    generated(sender, document_id)
    made = sender.post(
        "envelope.send",
        f"/api/documents/{document_id}/signature",
        {"mode": mode, "signers": signers, "expiresInDays": 30},
        asked={"id": document_id, "signers": len(signers)},
        allowed={409},
    )
    return _linked(sender, made.body) if made.is_done else None


def _linked(sender: Client, envelope: dict[str, Any]) -> dict[str, Any]:
    """A link is told once: where that answer was lost, its replay has none, and a fresh one is asked for."""
    for signer in envelope["signers"]:
        path = f"/api/signatures/{envelope['envelopeId']}/signers/{signer['id']}/link"
        while signer["url"] is None:
            fresh = sender.post("envelope.link", path, asked=_asked(envelope, signer))
            signer["url"] = fresh.body["url"] if fresh.is_done else None
    return envelope


def signed(public: Client, envelope: dict[str, Any], signer: Signer) -> Answer | None:
    """All steps of one signer, from wherever they are."""
    shown = opened(public, envelope, signer)
    step = NEXT.get(_status(shown))
    while step:
        done = _step(public, envelope, signer, step)
        if done.is_done:
            step = done.body["next"]
        elif done.entry.lost and done.entry.status == 409:
            step = NEXT.get(_status(opened(public, envelope, signer)))
        else:
            return done
        if step is None:
            return done
    return None


def opened(public: Client, envelope: dict[str, Any], signer: Signer) -> Answer:
    """A look at the link."""
    return public.get("link.open", _path(signer), asked=_asked(envelope, signer), allowed=ENDED)


def declined(public: Client, envelope: dict[str, Any], signer: Signer) -> Answer:
    """The signer refuses."""
    opened(public, envelope, signer)
    body = {"action": "decline", "reason": "Not now."}
    return public.post("link.decline", _path(signer), body, asked=_asked(envelope, signer), allowed=ENDED)


def voided(sender: Client, envelope: dict[str, Any]) -> Answer:
    """The sender takes it back, if there is still something to take back."""
    path = f"/api/signatures/{envelope['envelopeId']}?reason=soak"
    return sender.ask("envelope.void", "DELETE", path, asked={"envelope": envelope["envelopeId"]}, allowed={409})


def _one(sender: Client, public: Client, sample: dict[str, Any]) -> None:
    mode = sender.rng.choice(("parallel", "parallel", "sequential"))
    people = list(PEOPLE[: sender.rng.choice((1, 2, 2, 3))])
    envelope = sent(sender, sample, people, mode=mode, deal_id=dealt(sender))
    if envelope is None:
        return
    ending = sender.rng.choices((_all_sign, _race_to_void, _one_declines, _leave), (60, 20, 10, 10))[0]
    ending(sender, public, envelope, mode)


def _all_sign(sender: Client, public: Client, envelope: dict[str, Any], mode: str) -> None:
    signers = envelope["signers"]
    if mode == "sequential":
        opened(public, envelope, signers[-1])
        for signer in signers:
            signed(public, envelope, signer)
    else:
        _at_once([lambda one=one: signed(public, envelope, one) for one in signers])
    path = f"/api/signatures/{envelope['envelopeId']}"
    sender.get("envelope.read", path, asked={"envelope": envelope["envelopeId"]})


def _race_to_void(sender: Client, public: Client, envelope: dict[str, Any], mode: str) -> None:
    *first, last = envelope["signers"]
    for signer in first:
        signed(public, envelope, signer)
    _at_once([lambda: signed(public, envelope, last), lambda: voided(sender, envelope)])


def _one_declines(sender: Client, public: Client, envelope: dict[str, Any], mode: str) -> None:
    first, *others = envelope["signers"]
    if others and mode == "parallel":
        _at_once([lambda: signed(public, envelope, others[0]), lambda: declined(public, envelope, first)])
    else:
        declined(public, envelope, first)


def _leave(sender: Client, public: Client, envelope: dict[str, Any], mode: str) -> None:
    opened(public, envelope, envelope["signers"][0])


def _step(public: Client, envelope: dict[str, Any], signer: Signer, action: str) -> Answer:
    body, asked = {"action": action}, _asked(envelope, signer)
    return public.post(f"link.{action}", _path(signer), body, asked=asked, allowed=ENDED, finish=action == "sign")


def _at_once(acts: list[Callable[[], Any]]) -> None:
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()


def _asked(envelope: dict[str, Any], signer: Signer) -> dict[str, Any]:
    return {"envelope": envelope["envelopeId"], "signer": signer["id"]}


def _path(signer: Signer) -> str:
    return f"/api/public/sign/{signer['url'].rpartition('/')[2]}"


def _status(shown: Answer) -> str:
    return shown.body["signer"]["status"] if shown.is_done and shown.body["state"] == "active" else ""
