"""Reports of verifications: each sentence comes with its template and values, which together are the sentence."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from safeclose.verify.findings import Report

CATALOGUE = Path(__file__).parents[1] / "signing" / "static" / "signing" / "verify-sentences.js"
PLACE = re.compile(r"\{(\w+)\}")


@cache
def french() -> dict[str, str]:
    """The French templates by the English ones, as the page about a file has them."""
    text = CATALOGUE.read_text()
    words: dict[str, str] = json.loads(text[text.index("Safeclose.words(") + 16 : text.rindex(");")])["fr"]
    return words


def filled(message: dict[str, Any]) -> str:
    """The template with its values in it. It must use all of them, and have French words."""
    assert message.keys() == {"template", "values"}
    template, values = message["template"], message["values"]
    assert template in french()
    assert set(PLACE.findall(template)) == values.keys()
    said = {name: filled(value) if isinstance(value, dict) else str(value) for name, value in values.items()}
    return PLACE.sub(lambda found: said[found[1]], template)


def plain(report: dict[str, Any]) -> dict[str, Any]:
    """The report as JSON without the messages, after each was compared with its sentence."""
    assert report.keys() == {"result", "summary", "message", "about", "checks", "signatures", "marks", "added"}
    assert filled(report["message"]) == report["summary"]
    checks = []
    for check in report["checks"]:
        assert check.keys() == {"name", "ok", "detail", "message"}
        assert filled(check["message"]) == check["detail"]
        checks.append({key: check[key] for key in ("name", "ok", "detail")})
    return {**{key: value for key, value in report.items() if key != "message"}, "checks": checks}


def details(report: Report) -> dict[str, str]:
    """What each check says, by its name."""
    return {check["name"]: check["detail"] for check in plain(report.as_json())["checks"]}


def failed(report: Report) -> dict[str, str]:
    """What the checks say that failed, by their names."""
    return {check["name"]: check["detail"] for check in plain(report.as_json())["checks"] if not check["ok"]}
