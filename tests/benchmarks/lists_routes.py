"""Each list route, what fills the tables behind it, and who asks. Each tenth row is the caller's own.

Where no one has a hundred thousand (the packages of one signer, the envelopes of one document), a hundred are the
caller's, in tables of the same size. Of events, documents and packages nearly half are Charlie's organization's, and
these are older than all others but Alice's.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from safeclose.records.ids import from_uuid
from tests.benchmarks.filling import SHARE, Rows, uuid

TWENTY, FEW, THOUSAND = 20, 100, 1_000
OWN, OTHERS = "1", "1000 + n % 500"  # organizations: Acme Financial, whose owner is Alice, and many more
OLDER_HALF = "CASE WHEN n <= {{size}} / 2 THEN {} ELSE {} END"
PAST = "now() - interval '400 days' + n * interval '1 second'"
NUMBERED = "100000 + n"  # ids of tables that count, beyond those of the demo data
OF_ACME, OF_OTHERS = {"organization_id": OWN}, {"organization_id": OTHERS}
OF_BIRCH_AND_OTHERS = {"organization_id": OLDER_HALF.format("2", OTHERS)}
AT_TORONTO = {"location_id": "1", **OF_ACME}
ELSEWHERE = {"location_id": "100000 + n % 5000", **OF_OTHERS}
AT_HAMILTON_AND_ELSEWHERE = {"location_id": OLDER_HALF.format("4", "100000 + n % 5000"), **OF_BIRCH_AND_OTHERS}
# Packages of the demo data: documents in one and signers in another, as each signer is shown with the documents.
WITH_DOCUMENTS, WITH_SIGNERS, OTHER_PACKAGE = {"signing_id": "3"}, {"signing_id": "2"}, {"signing_id": "100000 + n"}
SAM = "CASE WHEN n % greatest({size} / 100, 2) = 1 THEN 5 END"  # the signer of the demo data, in some packages
FRESH_TIMES = {"created_at": PAST, "updated_at": PAST}
GENERATED = {"status": "'GENERATED'", "sha256": "repeat('0', 64)", "page_count": "1", "generated_at": PAST}


CHATTEL = "(SELECT document_id FROM documents_complianceentry ORDER BY number LIMIT 1)"
AGREEMENT = "(SELECT id FROM clickwrap_agreement WHERE key = 'terms-of-service')"
ENVELOPE = "(SELECT document_id FROM signing_envelope WHERE trail_id NOT LIKE 'env_bench%' ORDER BY id LIMIT 1)"
SENT_ENVELOPE = ENVELOPE.replace("document_id", "id")
TRAIL = ENVELOPE.replace("document_id", "trail_id")
SENT_PACKAGE = "(SELECT min(id) FROM signing_signing WHERE trail_id IS NOT NULL)"
WEBHOOK = "(SELECT id FROM workspace_webhook WHERE url = 'https://example.com/hooks')"
TRAIL_OF_ENVELOPE_OR_PACKAGE = (
    f"CASE WHEN n / greatest({{size}} / {2 * FEW}, 1) % 2 = 0 THEN {TRAIL} ELSE 'signing:' || {SENT_PACKAGE} END"
)
MEMBER = f"(SELECT id FROM workspace_role WHERE slug = 'member' AND organization_id = {OWN})"
MIDDLE_OF_PACKAGES = f"""
    WITH own AS (SELECT * FROM signing_signing WHERE organization_id = {OWN})
    SELECT json_build_array(updated_at, id) FROM own ORDER BY updated_at DESC, id DESC
    OFFSET (SELECT count(*) / 2 FROM own) LIMIT 1
"""
PREFIXES = {AGREEMENT: "agr", SENT_ENVELOPE: "env", WEBHOOK: "whk"}  # all other ids are of documents
# Each tenth is Acme's, of which a hundred are of one document.
ENVELOPE_ORGANIZATION = f"CASE WHEN n % {SHARE} = 0 THEN {OWN} ELSE {OTHERS} END"

# In this order: what others refer to comes first.
FILLINGS = (
    Rows("workspace_event", {"id": uuid(), "user_id": "NULL", "once": "NULL", "created_at": PAST}, OF_ACME,
         OF_BIRCH_AND_OTHERS),
    Rows("workspace_webhook", {"id": uuid(), "url": "'https://example.com/' || n"}, OF_ACME, OF_OTHERS, few=TWENTY),
    Rows("workspace_delivery", {"id": uuid(), "event_id": uuid()}, {"webhook_id": WEBHOOK}, {"webhook_id": uuid()}),
    Rows("documents_document", {"id": uuid(), "canonical": "'{}'", "title": "'Agreement ' || n", **GENERATED}, OF_ACME,
         OF_BIRCH_AND_OTHERS),
    Rows("documents_deal", {"id": uuid(), "title": "'Deal ' || n"}, OF_ACME, OF_OTHERS),
    Rows(
        "documents_obligation",
        {"id": uuid(), "due_at": "now() + n * interval '1 minute'", "document_id": uuid(),
         "key": "'bench' || n", "resolved_at": "NULL", "resolved_by_id": "NULL"},
        OF_ACME, OF_OTHERS,
    ),
    Rows("documents_uploadedtemplate", {"id": uuid(), "title": "'Template ' || n"}, OF_ACME, OF_OTHERS),
    Rows("documents_chatteldocument", {"id": uuid(), **FRESH_TIMES}, {"owner_id": "1"}, {"owner_id": "2"}, few=FEW),
    Rows("documents_comment", {"id": uuid(), "number": NUMBERED, "created_at": PAST}, {"document_id": CHATTEL},
         {"document_id": uuid()}),
    Rows("documents_complianceentry", {"id": uuid(), "number": NUMBERED, "at": PAST}, {"document_id": CHATTEL},
         {"document_id": uuid()}),
    Rows("documents_campaign", {"id": uuid(), "created_at": PAST}, {"document_id": CHATTEL}, {"document_id": uuid()}),
    Rows("signing_trail", {"id": "'env_bench' || n"}),
    Rows(
        "signing_envelope",
        {"id": uuid(), "trail_id": "'env_bench' || n", "status": "'voided'", "voided_at": PAST, "completed_at": "NULL",
         "organization_id": ENVELOPE_ORGANIZATION},
        {"document_id": ENVELOPE}, {"document_id": uuid()}, few=FEW,
    ),
    Rows("signing_trailevent", {"id": NUMBERED, "seq": NUMBERED, "type": "'viewed'"},
         {"trail_id": TRAIL_OF_ENVELOPE_OR_PACKAGE},
         {"trail_id": "'env_bench' || n"}, few=2 * FEW),
    Rows(
        "signing_checkpoint",
        {"id": uuid(), "seq": NUMBERED, "previous": "repeat('0', 64)", "at": PAST},
        OF_ACME, OF_OTHERS,
    ),
    Rows("clickwrap_agreement", {"id": uuid(), "key": "'bench' || n", "title": "'Terms ' || n"}, OF_ACME, OF_OTHERS),
    Rows("clickwrap_acceptance", {"id": uuid(), "accepted_at": PAST}, {"agreement_id": AGREEMENT},
         {"agreement_id": uuid()}),
    Rows(
        "clickwrap_version",
        {"id": NUMBERED, "number": NUMBERED, "body": "'Text ' || n",
         "sha256": "encode(sha256(convert_to('Text ' || n, 'UTF8')), 'hex')", "created_at": PAST},
        {"agreement_id": AGREEMENT}, {"agreement_id": uuid()},
    ),
    Rows("workspace_organization", {"id": NUMBERED, "clerk_org_id": "'org_bench' || n", "slug": "'bench-' || n",
                                    "name": "'Bench ' || md5(n::text)"}),
    Rows("workspace_user", {"id": NUMBERED, "clerk_user_id": "'bench' || n", "username": "NULL",
                            "email": "'u' || n || '@example.com'"}),
    Rows("workspace_role", {"id": NUMBERED, "slug": "'bench-' || n", "name": "'Bench ' || n"}, OF_ACME, OF_OTHERS,
         few=FEW),
    Rows("workspace_membership", {"id": NUMBERED, "user_id": NUMBERED, "created_at": PAST},
         {**OF_ACME, "role_id": MEMBER}, {**OF_OTHERS, "role_id": NUMBERED}, few=THOUSAND),
    Rows("signing_manager", {"id": NUMBERED, "user_id": NUMBERED}),
    Rows("signing_managermembership", {"id": NUMBERED, "manager_id": NUMBERED, "location_id": "NULL"}, OF_ACME,
         OF_OTHERS, few=THOUSAND),
    Rows("workspace_company", {"id": NUMBERED, "name": "'Bench ' || md5(n::text)"}, OF_ACME, OF_OTHERS),
    Rows("workspace_location", {"id": NUMBERED, "name": "'Bench ' || n", "sort_order": "n % 100"},
         {"company_id": "1", **OF_ACME}, {"company_id": "100000 + n % 5000", **OF_OTHERS}),
    Rows("signing_template", {"id": NUMBERED, "name": "'Bench ' || n", **FRESH_TIMES}, AT_TORONTO, ELSEWHERE),
    Rows("signing_flow", {"id": NUMBERED, "name": "'Bench ' || n", **FRESH_TIMES}, AT_TORONTO, ELSEWHERE),
    Rows(
        "signing_signing",
        {"id": NUMBERED, "title": "'Bench ' || n", "status": "'cancelled'", "activated_at": "NULL", "trail_id": "NULL",
         "completed_at": "NULL", "cancelled_at": PAST, "cancel_reason": "NULL", **FRESH_TIMES},
        AT_TORONTO, AT_HAMILTON_AND_ELSEWHERE,
    ),
    Rows("signing_signingdocument", {"id": NUMBERED, "position": "n"}, WITH_DOCUMENTS, OTHER_PACKAGE, few=THOUSAND),
    Rows(
        "signing_packagesigner",
        {"id": NUMBERED, "email": "'p' || n || '@example.com'", "folded_email": "'p' || n || '@example.com'",
         "status": "'pending'", "consented_at": "NULL", "completed_at": "NULL", "viewed_at": "NULL", "user_id": "NULL"},
        WITH_SIGNERS, {**OTHER_PACKAGE, "user_id": SAM},
        few=THOUSAND,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A list: its route in the API's description, the SQL of the ids in it, who asks, and the table it comes from.

    beside   who asks for the same list in the same database, in place of the same caller in the smaller one
    after    the SQL of the values, a JSON array, after which the page begins, in place of the first page
    """

    route: str
    table: str
    ids: tuple[str, ...] = ()
    by: str = "alice"
    at_most: float = 1.3
    beside: str | None = None
    after: str = ""

    def path(self, connection: "psycopg.Connection[Any]") -> str:
        """With the ids in their places."""
        path = self.route
        for given in self.ids:
            found = connection.execute(f"SELECT {given}").fetchone()
            assert found
            begin, _, rest = path.partition("{")
            value = from_uuid(PREFIXES.get(given, "doc"), found[0]) if isinstance(found[0], UUID) else found[0]
            path = f"{begin}{value}{rest.partition('}')[2]}"
        return path

    def later_page(self, path: str, connection: "psycopg.Connection[Any]") -> str:
        """The path of the page `after` those values."""
        found = connection.execute(self.after).fetchone()
        assert found
        return f"{path}?cursor={base64.urlsafe_b64encode(json.dumps(found[0]).encode()).decode().rstrip('=')}"


LISTS = (
    Asked("/v1/workspace/activity", "workspace_event"),
    Asked("/api/documents", "documents_document"),
    Asked("/api/deals", "documents_deal"),
    Asked("/api/documents/obligations", "documents_obligation"),
    Asked("/api/templates", "documents_uploadedtemplate"),
    Asked("/v1/documents", "documents_chatteldocument"),
    Asked("/v1/documents/stats", "documents_chatteldocument"),
    Asked("/v1/documents/{document_id}/comments", "documents_comment", (CHATTEL,)),
    Asked("/v1/documents/{document_id}/compliance", "documents_complianceentry", (CHATTEL,)),
    Asked("/v1/documents/{document_id}/rcm", "documents_campaign", (CHATTEL,)),
    Asked("/api/documents/{id}/signatures", "signing_envelope", (ENVELOPE,)),
    Asked("/api/signatures", "signing_envelope"),
    Asked("/api/signatures/{id}/events", "signing_trailevent", (SENT_ENVELOPE,)),
    Asked("/api/webhooks", "workspace_webhook"),
    Asked("/api/webhooks/{webhook_id}/deliveries", "workspace_delivery", (WEBHOOK,)),
    Asked("/api/checkpoints", "signing_checkpoint"),
    Asked("/api/clickwrap", "clickwrap_agreement"),
    Asked("/api/clickwrap/{id}/acceptances", "clickwrap_acceptance", (AGREEMENT,)),
    Asked("/api/clickwrap/{id}", "clickwrap_version", (AGREEMENT,)),
    Asked("/v1/workspace/orgs/{organization_id}/locations", "workspace_location", (OWN,)),
    Asked("/v1/workspace/orgs/{organization_id}/managers", "signing_managermembership", (OWN,)),
    Asked("/v1/workspace/orgs/{organization_id}/members", "workspace_membership", (OWN,)),
    Asked("/v1/workspace/orgs/{organization_id}/roles", "workspace_role", (OWN,)),
    Asked("/v1/signing/organizations", "workspace_organization", by="ada"),
    Asked("/v1/signing/companies", "workspace_company"),
    Asked("/v1/signing/companies", "workspace_company", by="ada"),
    Asked("/v1/signing/manager/locations", "workspace_location"),
    Asked("/v1/signing/manager/locations", "workspace_location", by="ada"),
    Asked("/v1/signing/manager/templates", "signing_template", at_most=1.1),
    Asked("/v1/signing/manager/flows", "signing_flow", at_most=1.1),
    Asked("/v1/signing/manager/signings", "signing_signing", at_most=1.1),
    Asked("/v1/signing/manager/signings", "signing_signing", by="bob"),
    Asked("/v1/signing/manager/signings", "signing_signing", by="ada"),
    Asked("/v1/signing/manager/signings/{signing_id}/events", "signing_trailevent", (SENT_PACKAGE,)),
    Asked("/v1/signing/manager/signings/{signing_id}/documents", "signing_signingdocument", ("3",)),
    Asked("/v1/signing/manager/signings/{signing_id}/signers", "signing_packagesigner", ("2",)),
    Asked("/v1/signing/signer/signings", "signing_packagesigner", by="sam"),
    Asked("/v1/signing/signer/signings/{signing_id}/documents", "signing_signingdocument", ("3",), by="pat"),
    Asked("/v1/signing/signer/signings/{signing_id}/signers", "signing_packagesigner", ("2",), by="sam"),
    # Nearly half of all rows, none of the newest, beside a tenth that lies among the others.
    Asked("/v1/workspace/activity", "workspace_event", by="charlie", at_most=2, beside="alice"),
    Asked("/api/documents", "documents_document", by="charlie", at_most=2, beside="alice"),
    Asked("/v1/signing/manager/signings", "signing_signing", by="charlie", at_most=2, beside="alice"),
    Asked("/v1/signing/manager/signings", "signing_signing", after=MIDDLE_OF_PACKAGES),
)
# These lists stand in the code.
WITHOUT_ROWS = ("/api/documents/packs", "/v1/documents/chattel-types")
