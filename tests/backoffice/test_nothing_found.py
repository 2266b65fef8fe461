"""A list without rows says why, in a sentence: of a search, what was looked for and where."""

import html
import re

import pytest
from django.db import models
from django.test import Client

from safeclose.backoffice.searching import fields_searched
from signing.models import Envelope
from tests.backoffice.staff import TABLES, fill, list_of, signed_in

pytestmark = pytest.mark.django_db
SEARCHED = [model for model, table in TABLES.items() if table.finds]


def said(client: Client, address: str, **parameters: str) -> list[str]:
    """The paragraphs that a list has in place of its rows."""
    page = client.get(address, parameters).content.decode()
    (box,) = re.findall(r'<div class="office-nothing" role="status">(.*?)</div>', page, re.DOTALL) or [""]
    return [html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<p>(.*?)</p>", box)]


@pytest.mark.parametrize("model", SEARCHED, ids=lambda model: model._meta.label)
def test_a_search_that_finds_nothing_names_the_words_and_the_fields(model: type[models.Model]) -> None:
    client = signed_in("sue", "Support")
    fill(model, 1)
    sentence, whole = said(client, list_of(model), q="zz <b>nobody</b>")
    assert sentence.startswith("Nothing was found for “zz <b>nobody</b>”. The search looks at ")
    assert all(name in sentence for name in TABLES[model].finds)
    assert whole == "Show the whole list"
    assert "<b>nobody" not in client.get(list_of(model), {"q": "zz <b>nobody</b>"}).content.decode()
    assert said(client, list_of(model)) == []


def test_sentences_about_envelopes() -> None:
    client = signed_in("sue", "Support")
    envelopes = list_of(Envelope)
    where = (
        "The search looks at the beginning of a signer's e-mail, the beginning of the document's title, the document's"
        " id and the envelope's id."
    )
    assert said(client, envelopes) == ["There are no envelopes yet."]
    fill(Envelope, 1)
    assert said(client, envelopes, status__exact="voided") == ["The filters leave no envelopes.", "Show the whole list"]
    assert said(client, envelopes, q="Maple")[0] == f"Nothing was found for “Maple”. {where}"
    assert said(client, envelopes, q="Maple", status__exact="voided")[0] == (
        f"Nothing was found for “Maple” among the rows that the filters leave. {where}"
    )


def test_the_fields_of_a_search_are_listed_in_words() -> None:
    assert fields_searched({}) == ""
    assert fields_searched({"number": lambda _: Envelope.objects.values_list("pk")}) == "the number"
