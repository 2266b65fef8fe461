"""The OpenAPI description: valid, without a warning, and the one that is committed."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from rest_framework.test import APIClient

from tests.environment import ROOT

COMMITTED = ROOT / "docs" / "openapi.yaml"


@pytest.mark.filterwarnings("error")
def test_the_committed_api_description_is_what_the_code_gives(tmp_path: Path) -> None:
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
    assert made.read_text() == COMMITTED.read_text(), "run `make openapi` and commit the result"


def test_the_committed_api_description_is_served_to_anyone_who_asks_again(client: APIClient) -> None:
    committed = yaml.safe_load(COMMITTED.read_text())
    for _ in range(2):
        answer = client.get("/openapi.json")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json"
        assert answer.json() == committed


@pytest.mark.django_db
def test_models_have_their_migrations() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
