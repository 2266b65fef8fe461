"""What opens a door is in a link, and nowhere else."""

import hashlib
import logging

import pytest
from django.db import connection

from tests.paper import sent
from tests.people import Caller


def everything() -> str:
    """All rows of all tables as text; bytes both as hexadecimal and as what they spell."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = []
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {connection.ops.quote_name(table)} t")
            found += [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT encode(payload, 'escape') FROM signing_trailevent")
        found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_no_secret_is_in_the_database_or_in_the_logs(
    alice: Caller, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    out = sent(alice, mode="sequential", expiresInDays=5)
    fresh = alice.post(f"{out.path}/signers/{out.links[1].id}/link").json()["url"].rpartition("/")[2]
    copies = [out.links[0].reach("signed").json()["copyUrl"].rpartition("/")[2]]
    for path in (
        f"/api/public/sign/{fresh}",
        f"/api/public/copy/{copies[0]}",
        f"/api/public/sign/{out.links[0].token}",
    ):
        Caller(None).get(path)
        Caller(None).get(f"{path}/file")
        Caller(None).get(f"{path}/nowhere")
    Caller(None).get(f"/api/public/sign/{fresh}", headers={"Referer": "https://elsewhere.example"})
    for action in ("authenticate", "consent", "sign"):
        answer = Caller(None).post(f"/api/public/sign/{fresh}", {"action": action})
    copies.append(answer.json()["copyUrl"].rpartition("/")[2])

    secrets = [link.token for link in out.links] + [fresh, *copies]
    assert len(set(secrets)) == 5
    stored, logged = everything(), caplog.text + "".join(capfd.readouterr())
    assert out.id in stored
    assert "request" in logged
    for secret in secrets:
        assert secret not in stored
        assert secret.encode().hex() not in stored
        assert secret not in logged
    assert hashlib.sha256(copies[1].encode()).hexdigest() in stored


def test_the_secret_of_a_link_has_256_random_bits(alice: Caller) -> None:
    tokens = [link.token for link in sent(alice, signers=[{"name": "Ann", "role": "buyer"}] * 100).links]
    assert len(set(tokens)) == 100
    assert {len(token) for token in tokens} == {43}
    for place in range(42):  # the last one holds four bits only
        assert len({token[place] for token in tokens}) > 20
