"""Links of packages, used by several at the same moment."""

from functools import partial

from signing.evidence.models import TrailEvent
from signing.packages.models import ESignature, PackageSigner, Signing
from tests.people import Caller
from tests.racing import at_once, races
from tests.signing.packages.links import mailed
from tests.signing.packages.stage import Package, Stage, active, draft, position
from workspace.models import Event


def types(package: Package) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq").values_list("type", flat=True))


def told_once(package: Package) -> bool:
    """Whether each end was told once."""
    about = Event.objects.filter(subject_id=package.id)
    return [about.filter(type=type).count() for type in ("signing.signer_completed", "signing.completed")] == [1, 1]


def test_two_documents_signed_at_once_by_one_link(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, documents = active(stage.mia, stage.toronto, documents=2)
        link = mailed(package).consent()
        answers = at_once([partial(link.take, "sign", documentId=one) for one in documents], held=held)
        assert [one.status_code for one in answers] == [200, 200]
        assert sorted(one.json()["state"] for one in answers) == ["active", "signed"]
        assert (types(package).count("signed"), types(package)[-1]) == (2, "completed")
        assert told_once(package)


def test_marks_put_at_once_are_all_kept(committed_stage: Stage) -> None:
    """Who waited has read the signer before the other's marks were there."""
    stage = committed_stage
    package = draft(stage.mia, stage.toronto)
    document, signer = package.add_file()["id"], package.add_signer("sue")["id"]
    package.ask(document, *(position("text", id=mark, signer=signer) for mark in ("colour", "size")))
    package.activate()
    link = mailed(package).consent()
    batches = [
        {"documentId": document, "marks": [{"markId": "colour", "value": "Green"}]},
        {"documentId": document, "marks": [{"markId": "size", "value": "Large"}]},
    ]
    calls = [partial(Caller(None).post, f"{link.path}/marks", batch) for batch in batches]
    assert [one.status_code for one in at_once(calls, held=[Signing])] == [200, 200]
    assert PackageSigner.objects.get().put_marks == {document: {"colour": "Green", "size": "Large"}}


def test_one_document_signed_by_link_and_by_account_at_once(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, (document,) = active(stage.mia, stage.toronto)
        link = mailed(package).consent()
        calls = [partial(link.take, "sign"), partial(package.sign, stage.sue, document)]
        by_link, by_account = (one.status_code for one in at_once(calls, held=held))
        assert (by_link, by_account) in ((200, 409), (410, 201))
        assert ESignature.objects.filter(document=document).count() == 1
        assert types(package)[-2:] == ["signed", "completed"]
        assert ("authenticated" in types(package)[5:]) == (by_account == 201)
        assert told_once(package)


def test_the_last_signatures_of_two_links_at_once(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, _ = active(stage.mia, stage.toronto, "sue", "tim")
        links = [mailed(package, name).consent() for name in ("sue", "tim")]
        answers = [one.json() for one in at_once([partial(one.take, "sign") for one in links], held=held)]
        assert sorted(one["completed"] for one in answers) == [False, True]
        assert types(package).count("completed") == 1
        assert Event.objects.filter(type="signing.completed", subject_id=package.id).count() == 1


def test_a_signature_and_a_decline_at_once_have_one_winner(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, _ = active(stage.mia, stage.toronto)
        link = mailed(package).consent()
        signed, declined = (
            one.status_code for one in at_once([partial(link.take, "sign"), partial(link.take, "decline")], held=held)
        )
        assert (signed, declined) in ((200, 410), (410, 200))
        assert types(package)[-1] == ("completed" if signed == 200 else "declined")
