"""POST /api/documents."""

from documents import packs
from safeclose import clock
from tests.people import Caller


def test_first(alice: Caller) -> None:
    sample = packs.get("on/freehold-purchase").sample(clock.now().date())
    answer = alice.post("/api/documents", {"formKey": "on/freehold-purchase", "canonical": sample})
    assert answer.status_code == 201, answer.json()
    doc = answer.json()
    assert doc["issues"] == []
    r = alice.post(f"/api/documents/{doc['id']}/generate")
    assert r.status_code == 200, r.json()
    r = alice.post(f"/api/documents/{doc['id']}/signature", {})
    assert r.status_code == 201, r.json()
    print(r.json())
    for s in r.json()["signers"]:
        path = "/api/public/sign/" + s["url"].split("/")[-1]
        g = alice.get(path); print(g.json()); assert g.status_code == 200
        for act in ("authenticate", "consent", "sign"):
            g = alice.post(path, {"action": act}); print(g.json()); assert g.status_code == 200
        g = alice.get(path); assert g.status_code == 410
