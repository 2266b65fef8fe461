"""A package of many documents, sealed by the real worker."""

import time
from collections.abc import Iterator

import psycopg

from safeclose.actors import SYSTEM, Actor
from safeclose.storage import files
from signing.ceremony.account_disclosure import ENGLISH
from signing.packages.documents.models import SigningDocument
from signing.packages.queue import actions as queue
from signing.packages.signers.models import PackageSigner
from signing.packages.signings import actions as signings
from tests.benchmarks import place
from tests.benchmarks.measuring import Aim, Measured, Row
from tests.benchmarks.servers import wait_until_idle, working
from tests.evidence_examples import typeset_pdf
from workspace.models import Location, User

(COUNT,) = place.scaled(500)
PAGES, LOOK_SECONDS, PATIENCE_SECONDS = 2, 0.02, 1800
WORK = f"a package of {COUNT} documents of {PAGES} pages, each signed, sealed by one worker process"
IS_SEALED = "SELECT EXISTS (SELECT FROM signing_seal WHERE trail_id = %s)"


def rows() -> Iterator[Row]:
    """From the last signature to the sealed files; and the worker's memory on the way."""
    with place.work() as url, working(url, processes=1) as worker:
        signer = _signer_of_active_package()
        signing = signer.signing
        *documents, last = signing.documents.order_by("position")
        for document in documents:
            _sign(signer, document)
        wait_until_idle(url)
        (process,) = worker.workers()
        sizes, began = list[int](), time.monotonic()
        _sign(signer, last)
        signing.refresh_from_db()
        with psycopg.connect(url, autocommit=True) as connection:
            while connection.execute(IS_SEALED, [signing.trail_id]).fetchone() == (False,):
                assert time.monotonic() - began < PATIENCE_SECONDS, "It is not sealed."
                sizes.append(process.memory_info().rss)
                time.sleep(LOOK_SECONDS)
        took = time.monotonic() - began
    told = f"{took / COUNT * 1000:.0f} ms for a document, with the trail of {COUNT + 4} events."
    yield Measured(WORK, "one second", took, Aim(at_most=20), f"{took:.1f} s", "1 s", [told])
    early, late = sizes[len(sizes) // 2], sizes[-1]
    yield Measured(
        f"{WORK}: its memory at the end", "half way", late / early, Aim(at_most=1.05),
        f"{late / 2**20:.1f} MiB", f"{early / 2**20:.1f} MiB",
        [f"{sizes[0] / 2**20:.1f} MiB at the beginning, {max(sizes) / 2**20:.1f} MiB at most."],
    )  # fmt: skip


def _signer_of_active_package() -> PackageSigner:
    """Who has an account, and has opened it."""
    location = Location.objects.get(name="Toronto", company__organization__slug="acme-financial")
    sam = User.objects.get(clerk_user_id="user_demo_sam")
    signing = signings.create(location=location, flow_id=None, note="", title="Closing", by=SYSTEM)
    SigningDocument.objects.bulk_create(
        SigningDocument(
            signing=signing,
            position=number,
            title=f"Document {number}",
            file_sha256=files.keep(typeset_pdf(f"Document {number}", PAGES)),
            page_count=PAGES,
        )
        for number in range(1, COUNT + 1)
    )
    email = "sam@example.com"
    signer = PackageSigner.objects.create(signing=signing, name="Sam Signer", email=email, folded_email=email, user=sam)
    signings.activate(signing_id=signing.pk, by=SYSTEM)
    queue.open_package(signing_id=signing.pk, user_id=sam.pk, by=_acting(signer))
    return signer


def _sign(signer: PackageSigner, document: SigningDocument) -> None:
    queue.sign(
        signing_id=signer.signing_id,
        document_id=document.pk,
        user_id=signer.user_id,
        adoption={"signature_text": signer.name},
        disclosure=ENGLISH,
        by=_acting(signer),
    )


def _acting(signer: PackageSigner) -> Actor:
    return signer.acting(ip="127.0.0.1", user_agent="benchmark")
