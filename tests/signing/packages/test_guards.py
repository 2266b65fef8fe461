"""What the database refuses by itself, whatever the code does."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from safeclose import clock
from signing.packages.models import (
    Assignment,
    ESignature,
    LocationSettings,
    ManagerMembership,
    PackageSigner,
    Signing,
    SigningDocument,
    Template,
)
from tests.signing.packages.stage import Package, Stage, active, draft, ok, template
from workspace.models import Company, Location


def guarded(name: str, write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def rows(package: Package) -> "Signing":
    return Signing.objects.filter(pk=package.id)


def test_the_database_refuses_packages_whose_status_and_times_differ(stage: Stage) -> None:
    one, _ = stage.ready()
    sent, _ = active(stage.mia, stage.toronto)
    now = clock.now()
    guarded("signing_(status_is_known|beyond_draft)", lambda: rows(one).update(status="open"))
    guarded("signing_beyond_draft_was_activated", lambda: rows(one).update(status="active"))
    guarded("signing_beyond_draft_was_activated", lambda: rows(sent).update(status="draft"))
    guarded("signing_is_active_when_it_has_a_trail", lambda: rows(sent).update(trail=None))
    guarded("signing_is_complete_when_it_says_when", lambda: rows(sent).update(status="complete"))
    guarded("signing_is_complete_when_it_says_when", lambda: rows(sent).update(completed_at=now))
    guarded("signing_is_cancelled_when_it_says_when", lambda: rows(one).update(status="cancelled"))
    guarded("signing_is_cancelled_when_it_says_when", lambda: rows(one).update(cancel_reason="x"))


def test_the_database_refuses_signers_that_contradict_themselves(stage: Stage) -> None:
    package, (document, _) = stage.active("sue", "tim", documents=2)
    ok(package.sign(stage.sue, document), 201)
    sue, tim = PackageSigner.objects.order_by("pk")
    own = PackageSigner.objects.filter(pk=tim.pk)
    guarded("package_has_a_signer_of_an_email_once", lambda: own.update(folded_email=sue.folded_email))
    guarded("package_has_a_signer_of_a_user_once", lambda: own.update(user=sue.user))
    guarded("package_signer_is_done_when_it_says_when", lambda: own.update(status="signed"))
    guarded("package_signer_signs_after_consent", lambda: own.update(status="signed", completed_at=clock.now()))
    guarded("package_signer_has_declined_when_it_says_when", lambda: own.update(status="declined"))
    guarded("package_signer_has_declined_when_it_says_when", lambda: own.update(declined_at=clock.now()))
    for method in ("sms_otp", "kba", "trust"):
        guarded("package_signer_has_what_identifies_them", lambda method=method: own.update(auth_method=method))
    signature = ESignature.objects.get()
    signature.pk = None
    guarded("document_is_signed_by_a_signer_once", lambda: signature.save(force_insert=True))
    guarded("signature_has_a_text", lambda: ESignature.objects.update(signature_text=""))


def test_the_database_refuses_other_rows_that_contradict_themselves(stage: Stage) -> None:
    package, (document,) = stage.ready()
    template(stage.mia, stage.toronto)
    signer = PackageSigner.objects.get()
    Assignment.objects.create(signer=signer, document_id=document)
    again = Assignment(signer=signer, document_id=document)
    guarded("document_is_assigned_to_a_signer_once", again.save)
    guarded("signing_document_with_a_file_has_pages", lambda: SigningDocument.objects.update(page_count=None))
    guarded("template_has_pages", lambda: Template.objects.update(page_count=0))
    guarded("template_has_a_name", lambda: Template.objects.update(name=""))
    settings = LocationSettings(location=stage.toronto, reminder_days=0)
    guarded("reminders_are_days_apart", settings.save)
    membership = ManagerMembership.objects.get(organization=stage.acme)
    membership.pk = None
    guarded("manager_has_one_membership_for_a_place", lambda: membership.save(force_insert=True))
    guarded("manager_membership_vault_is_known", lambda: ManagerMembership.objects.update(vault=["everything"]))
    guarded("manager_membership_tiers_are_known", lambda: ManagerMembership.objects.update(flows=4))
    assert draft(stage.mia, stage.toronto).shown()["status"] == "draft"
    assert package.shown()["status"] == "draft"


def test_the_organization_in_a_row_is_that_of_its_location(stage: Stage) -> None:
    Signing.objects.bulk_create([Signing(location=stage.hamilton, title="Two"), Signing(location=stage.ottawa)])
    made = Signing.objects.create(location=stage.hamilton, organization=stage.acme, title="One")
    assert made.organization_id == stage.birch.pk
    Signing.objects.update(organization=stage.acme)
    Signing.objects.filter(title="Two").update(location=stage.toronto)
    own, others = Signing.objects.exclude(title="One"), Signing.objects.filter(title="One")
    assert set(own.values_list("organization_id", flat=True)) == {stage.acme.pk}
    assert [row.organization for row in others] == [stage.birch]
    with connection.cursor() as cursor:  # by code that does not know the column
        cursor.execute(
            "INSERT INTO signing_flow (name, active, steps, location_id, created_at, updated_at) "
            "VALUES ('Old', true, '[]', %s, now(), now()) RETURNING organization_id",
            [stage.hamilton.pk],
        )
        assert cursor.fetchone() == (stage.birch.pk,)
    location = Location.objects.create(company=stage.hamilton.company, organization=stage.acme, name="Elsewhere")
    assert location.organization_id == stage.birch.pk


def test_companies_and_locations_stay_in_their_organization(stage: Stage) -> None:
    acme, birch = stage.toronto.company, stage.hamilton.company
    guarded("A company stays in its organization", lambda: Company.objects.update(organization=stage.birch))
    toronto = Location.objects.filter(pk=stage.toronto.pk)
    guarded("A location stays in its organization", lambda: toronto.update(company=birch))
    toronto.update(company=stage.kingston.company, organization=stage.birch)
    assert toronto.get().organization_id == stage.acme.pk
    Company.objects.filter(pk=acme.pk).update(organization=stage.acme)
