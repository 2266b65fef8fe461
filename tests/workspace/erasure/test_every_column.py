"""Every column of every table either has someone who erases it, or is known to hold nothing about a person."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from safeclose.records import erasure
from safeclose.records.ids import TypeIDField

# Ids, hashes, kinds and states; words that an organization says in its own name; and what only looks like text.
IMPERSONAL = {
    "admin.LogEntry": "object_id",
    "auth.Permission": "name codename",
    "auth.Group": "name",
    "contenttypes.ContentType": "app_label model",
    # Signed, and of use to nobody: an account that was erased can't log in.
    "sessions.Session": "session_key session_data",
    "procrastinate.ProcrastinateJob": "queue_name task_name lock queueing_lock",
    "procrastinate.ProcrastinatePeriodicDefer": "task_name periodic_id",
    "workspace.ClerkRecord": "clerk_id clerk_user_id clerk_org_id",
    "workspace.ClerkDelivery": "svix_id type",
    "workspace.ClerkSync": "position counts",
    "workspace.Event": "type subject_type subject_id once",
    "workspace.IdempotentRequest": "scope fingerprint",
    # A pseudonym that stays, so that Clerk can't bring the person back.
    "workspace.User": "clerk_user_id",
    "workspace.Organization": "clerk_org_id name slug timezone brand logo_sha256 billing_plan billing_status",
    "workspace.Company": "name",
    "workspace.Location": "name address",
    "workspace.Role": "slug name permissions",
    # Secrets are encrypted; an address is the organization's.
    # Of a mail or a text: neither the address nor the words.
    "workspace.SentMessage": "service message_id kind subject_id what failure",
    "workspace.Webhook": "url events secret old_secret disabled_reason",
    "workspace.Delivery": "error",
    "documents.ChattelDocument": "chattel_type",
    "documents.ComplianceEntry": "action channel detail by_id",
    "documents.Touch": "channel status",
    # A keyed hash, which has to stay, so that the person is not written to again.
    "documents.OptOut": "key",
    "documents.Loan": "currency",
    "documents.Campaign": "tone cadence opted_out",
    "documents.BlankForm": "form_key sha256 paper_sha256 pages fields marks mapping language",
    "documents.UploadedTemplate": "title sha256 paper_sha256 pages fields marks left_out language",
    "documents.Document": "form_key sha256 sealed_sha256",
    "documents.StageChange": "by_kind by_id",
    # Words of the staff, for everybody.
    "documents.ChecklistTemplate": "title",
    "documents.TemplateMilestone": "title",
    "documents.Checklist": "title",
    "documents.Milestone": "title",
    "documents.Rendering": "sha256 data_sha256 template_version language",
    "documents.Obligation": "key",
    "documents.Passage": "model text_sha256",
    "signing.Trail": "id document_sha256 head",
    # Commitments; what they commit to is in `kept`. Titles are what organizations call their documents.
    "signing.TrailEvent": "type payload payload_hash prev_hash chain_hash",
    "signing.Seal": "level certificate_sha256 bundle_sha256",
    "signing.SealedFile": "document_sha256 sealed_sha256",
    "signing.SealingCertificate": "sha256 pem",
    "signing.Checkpoint": "root previous signature certificates time_stamp",
    "signing.CheckpointLeaf": "chain head",
    "signing.CheckpointTile": "first hashes",
    "signing.Envelope": "document_sha256",
    "signing.Signer": "role party language undelivered_reason",
    "signing.PackageSigner": "language drawn_in undelivered_reason",
    "signing.Link": "token_hash",
    "signing.Challenge": "code_hash",
    "signing.Flow": "name steps",
    "signing.Template": "name chattel_type file_sha256 received_sha256 left_out positions language",
    "signing.SigningDocument": "chattel_type file_sha256 received_sha256 left_out language",
    "signing.ManagerMembership": "vault",
    "signing.LocationSettings": "sender_name",
    "signing.ESignature": "event_hash",
    "signing.Upload": "event_hash",
    "clickwrap.Agreement": "key title version_hash subject_secret old_subject_secret",
    "clickwrap.Version": "sha256 body texts",
    "clickwrap.Publication": "title languages",
    "clickwrap.Acceptance": "version_hash language concealed",
    "clickwrap.ReceiptLink": "token_hash",
    "clickwrap.ReceiptMail": "language",
    "clickwrap.Chain": "head",
    "clickwrap.Block": "payload payload_hash prev_hash chain_hash",
}
CLOSED = {f"{model}.{name}" for model, names in IMPERSONAL.items() for name in names.split()}
TELLING = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField,
           models.GenericIPAddressField, ArrayField)  # fmt: skip
DUMB = (models.AutoField, models.BooleanField, models.IntegerField, models.DecimalField, models.FloatField,
        models.DateField, models.TimeField, models.DurationField, models.UUIDField, TypeIDField)  # fmt: skip


def columns() -> dict[str, models.Field]:
    """Those that could tell of a person: anything but numbers, instants, ids, and a choice of few words."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not (field.is_relation or field.choices or isinstance(field, DUMB)):
                found[f"{model._meta.label}.{field.name}"] = field
    return found


def test_columns_were_found() -> None:
    assert {"signing.Signer.name", "workspace.Event.data", "clickwrap.Acceptance.kept"} <= set(columns())
    kinds = {type(field).__name__ for field in columns().values() if not isinstance(field, TELLING)}
    assert kinds == {"Embedding"}, "of what is not known, everything may be told"


@pytest.mark.parametrize("column", sorted(columns()))
def test_a_column_is_erased_or_impersonal(column: str) -> None:
    is_erased, is_closed = column in erasure.erased_columns(), column in CLOSED
    assert is_erased or is_closed, "Say in which Forgetter it is erased, or that it holds nothing about a person."
    assert not (is_erased and is_closed), "It is erased, so it can't be impersonal."


def test_nothing_is_named_that_is_not_there() -> None:
    assert set(columns()) >= CLOSED | erasure.erased_columns()
