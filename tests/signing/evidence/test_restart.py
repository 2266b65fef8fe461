"""kill -9 between the last signature and the seal: what was acknowledged is taken up again by itself."""

import json
from pathlib import Path
from typing import Any

import httpx

from tests.processes import Service, service

# A worker whose first sealing never ends: it tells that it has begun, and hangs.
STUCK = """
import pathlib, sys, time
from django.core.management import execute_from_command_line
import os; os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
import django; django.setup()
from signing.evidence import trail_files

def hang(*args, **kwargs):
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(600)

trail_files.make_trail_files = hang
execute_from_command_line(["manage.py", "worker", "--processes", "1"])
"""


def test_a_completed_envelope_is_sealed_after_web_and_worker_were_killed(tmp_path: Path) -> None:
    with service(tmp_path / "copy") as running:
        web = running.start_web()
        with _alice(running) as api:
            envelope_id, links = _sent(running, api)
            answers = [_sign(running, link) for link in links]
            assert [answer["completed"] for answer in answers] == [False] * (len(links) - 1) + [True]
            assert api.get(f"/api/signatures/{envelope_id}").json()["sealedUrl"] is None
        running.kill(web)

        begun = tmp_path / "begun"
        stuck = running.start("-c", STUCK, str(begun))
        running.wait(begun.exists)
        running.kill(stuck)

        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        with _alice(running) as api:
            envelope = running.wait(lambda: _sealed(api, envelope_id), seconds=60)
            sealed = api.get(f"/api/signatures/{envelope_id}/sealed")
            assert sealed.headers["Content-Type"] == "application/pdf"
            types = [event["type"] for event in api.get(f"/api/signatures/{envelope_id}/events").json()["events"]]
        assert envelope["status"] == "completed"
        assert types.count("completed") == 1
        assert json.loads(running.manage("verify_trails", "--json"))["broken"] is None


def _alice(running: Service) -> httpx.Client:
    headers = {"Authorization": f"Bearer {running.tokens['alice']}"}
    return httpx.Client(base_url=running.address, headers=headers, timeout=30)


def _sent(running: Service, api: httpx.Client) -> tuple[str, list[str]]:
    """The demo's generated document, out for signature."""
    documents = api.get("/api/documents", params={"status": "GENERATED"}).json()["documents"]
    sent = api.post(f"/api/documents/{documents[0]['id']}/signature", json={}).json()
    return sent["envelopeId"], [signer["url"].rsplit("/", 1)[1] for signer in sent["signers"]]


def _sign(running: Service, token: str) -> dict[str, Any]:
    path = f"{running.address}/api/public/sign/{token}"
    assert httpx.get(path).is_success
    for action in ("authenticate", "consent", "sign"):
        answer = httpx.post(path, json={"action": action})
        assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _sealed(api: httpx.Client, envelope_id: str) -> dict[str, Any] | None:
    envelope: dict[str, Any] = api.get(f"/api/signatures/{envelope_id}").json()
    return envelope if envelope["sealedUrl"] else None
