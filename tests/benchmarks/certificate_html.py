"""The certificate of completion as a web page, as a system would have it that prints with a browser."""

from html import escape
from typing import Any

STYLE = """
@page { size: letter; margin: 2cm } body { font: 10pt serif } table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #999; padding: 3pt; text-align: left; vertical-align: top } code { font-size: 7pt }
svg { width: 3cm }
"""


def page(data: dict[str, Any]) -> str:
    """The same facts, parties and events that the template shows, from `certificate_data`."""
    facts = "".join(f"<tr><th>{escape(name)}<td>{escape(value)}" for name, value in data["facts"])
    parties = "".join(_party(each) for each in data["parties"])
    events = "".join(_event(each) for each in data["events"])
    hashes = "".join(f"<p><code>{each['sha256']}</code>" for each in data["documents"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Certificate</title><style>{STYLE}</style>'
        f"<h1>Certificate of completion</h1><h2>{escape(data['title'])}</h2>{hashes}<table>{facts}</table>"
        f"<h2>Parties</h2>{parties}<h2>Events</h2><table>{events}</table><p>Head <code>{data['head']}</code>"
        f"<p>Certificate <code>{data['certificateSha256']}</code><p>{escape(data['verifyUrl'])}{data['qr']}"
    )


def _party(party: dict[str, Any]) -> str:
    signatures = [each["svg"] or escape(each["text"]) for each in party["adopted"]]
    told = [party["role"], *party["contact"], party["party"], party["identity"], *party["custody"], *party["signedAs"]]
    marks = "".join(f"<p>{escape(each['name'])}: {escape(' '.join(each['lines']))}" for each in party["marks"])
    steps = "".join(f"<li>{_step(each)}" for each in party["steps"])
    return (
        f"<h3>{escape(party['name'])}</h3><p>{escape(', '.join(filter(None, told)))}"
        f"<p>{' '.join(signatures)}{marks}<ul>{steps}</ul>"
    )


def _event(event: dict[str, Any]) -> str:
    hashes = f"<code>{event['payloadHash']}<br>{event['chainHash']}</code>"
    return f"<tr><td>{event['seq']}<td>{escape(event['who'])}<td>{_step(event)}<td>{hashes}"


def _step(step: dict[str, Any]) -> str:
    told = [step["what"], *step["details"], *step["at"].values(), step["ip"], step["browser"]]
    return escape(" · ".join(filter(None, told)))
