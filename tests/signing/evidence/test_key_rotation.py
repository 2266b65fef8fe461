"""The sealing key is replaced while several processes run: some have the new one already, and some not."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from signing.evidence import jobs
from signing.evidence.models import SealingCertificate
from signing.evidence.service_key import service_key
from tests import prepared
from tests.keys import write_pkcs12
from tests.people import Caller
from tests.signing.evidence.verifying import ask

PASSWORD = "only-for-tests"
Processes = dict[str, Callable[[], None]]


@pytest.fixture
def processes(settings: Any, tmp_path: Path) -> Processes:
    """`processes["new"]()`: from here on this process is one with the new key."""
    paths = {"old": settings.SEALING_PKCS12, "new": str(tmp_path / "new.p12")}
    write_pkcs12(tmp_path / "new.p12", PASSWORD)

    def use(name: str) -> None:
        settings.SEALING_PKCS12 = paths[name]

    return {name: lambda name=name: use(name) for name in paths}  # type: ignore[misc]


def verify_trails() -> None:
    call_command("verify_trails", stdout=StringIO())


def test_seals_by_both_keys_are_genuine_in_processes_with_either(alice: Caller, processes: Processes) -> None:
    pdfs = {}
    for name in ("new", "old"):  # a worker with the old key still seals when others have the new one
        processes[name]()
        out = prepared.signed(alice)
        jobs.seal(trail_id=out.id)
        assert SealingCertificate.objects.filter(sha256=service_key().fingerprint).exists()
        pdfs[name] = alice.get(f"{out.path}/sealed").content
    assert ask(pdfs["new"]).json()["result"] == "genuine"
    processes["new"]()
    assert ask(pdfs["old"]).json()["result"] == "genuine"


def test_a_new_key_is_known_before_it_has_sealed_anything(alice: Caller, processes: Processes) -> None:
    out = prepared.sealed(alice)
    pdf = alice.get(f"{out.path}/sealed").content
    processes["new"]()
    assert ask(pdf).json()["result"] == "genuine"
    assert service_key().fingerprint not in SealingCertificate.objects.values_list("sha256", flat=True)


def test_trails_verify_again_when_the_new_key_has_made_a_checkpoint(alice: Caller, processes: Processes) -> None:
    prepared.sealed(alice)
    call_command("make_checkpoint", stdout=StringIO())
    verify_trails()
    processes["new"]()
    with pytest.raises(CommandError, match=r"If the key is new, make_checkpoint\.$"):
        verify_trails()
    call_command("make_checkpoint", stdout=StringIO())
    verify_trails()
