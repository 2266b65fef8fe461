"""Each list route, what fills the tables behind it, and who asks. Each tenth row is the caller's own.

Where no one has a hundred thousand (the packages of one signer, the envelopes of one document), a hundred are the
caller's, in tables of the same size.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from safeclose.records.ids import from_uuid
from tests.benchmarks.filling import Rows, uuid

FEW, THOUSAND = 100, 1_000
OWN, OTHERS = "1", "1000 + n % 500"  # organizations: Acme Financial, whose owner is Alice, and many more
PAST = "now() - interval '400 days' + n * interval '1 second'"
NUMBERED = "100000 + n"  # ids of tables that count, beyond those of the demo data
OF_ACME, OF_OTHERS = {"organization_id": OWN}, {"organization_id": OTHERS}
AT_TORONTO, ELSEWHERE = {"location_id": "1"}, {"location_id": "100000 + n % 5000"}
# Packages of the demo data: documents in one and signers in another, as each signer is shown with the documents.
WITH_DOCUMENTS, WITH_SIGNERS, OTHER_PACKAGE = {"signing_id": "3"}, {"signing_id": "2"}, {"signing_id": "100000 + n"}
SAM = "CASE WHEN n % greatest({size} / 100, 2) = 1 THEN 5 END"  # the signer of the demo data, in some packages
FRESH_TIMES = {"created_at": PAST, "updated_at": PAST}


CHATTEL = "(SELECT document_id FROM documents_complianceentry ORDER BY number LIMIT 1)"
AGREEMENT = "(SELECT id FROM clickwrap_agreement WHERE key = 'terms-of-service')"
ENVELOPE = "(SELECT document_id FROM signing_envelope WHERE trail_id NOT LIKE 'env_bench%' ORDER BY id LIMIT 1)"

# In this order: what others refer to comes first.
FILLINGS = (
    Rows("workspace_event", {"id": uuid(), "user_id": "NULL", "once": "NULL", "created_at": PAST}, OF_ACME, OF_OTHERS),
    Rows("documents_document", {"id": uuid(), "canonical": "'{}'", "title": "'Agreement ' || n"}, OF_ACME, OF_OTHERS),
    Rows("documents_deal", {"id": uuid(), "title": "'Deal ' || n"}, OF_ACME, OF_OTHERS),
    Rows(
        "documents_obligation",
        {"id": uuid(), "due_at": "now() + n * interval '1 minute'", "document_id": "model.document_id",
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
        {"id": uuid(), "trail_id": "'env_bench' || n", "status": "'voided'", "voided_at": PAST, "completed_at": "NULL"},
        {"document_id": ENVELOPE}, {"document_id": uuid()}, few=FEW,
    ),
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
    Rows("workspace_company", {"id": NUMBERED, "name": "'Bench ' || md5(n::text)"}, OF_ACME, OF_OTHERS),
    Rows("workspace_location", {"id": NUMBERED, "name": "'Bench ' || n", "sort_order": "n % 100"},
         {"company_id": "1"}, {"company_id": "100000 + n % 5000"}),
    Rows("signing_template", {"id": NUMBERED, "name": "'Bench ' || n", **FRESH_TIMES}, AT_TORONTO, ELSEWHERE),
    Rows("signing_flow", {"id": NUMBERED, "name": "'Bench ' || n", **FRESH_TIMES}, AT_TORONTO, ELSEWHERE),
    Rows(
        "signing_signing",
        {"id": NUMBERED, "title": "'Bench ' || n", "status": "'cancelled'", "activated_at": "NULL", "trail_id": "NULL",
         "completed_at": "NULL", "cancelled_at": PAST, "cancel_reason": "NULL", **FRESH_TIMES},
        AT_TORONTO, ELSEWHERE,
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
    """A list: its route in the API's description, the SQL of the ids in it, who asks, and the table it comes from."""

    route: str
    table: str
    ids: tuple[str, ...] = ()
    by: str = "alice"

    def path(self, connection: "psycopg.Connection[Any]") -> str:
        """With the ids in their places."""
        path = self.route
        for given in self.ids:
            found = connection.execute(f"SELECT {given}").fetchone()
            assert found
            begin, _, rest = path.partition("{")
            value = (
                from_uuid("agr" if given == AGREEMENT else "doc", found[0]) if isinstance(found[0], UUID) else found[0]
            )
            path = f"{begin}{value}{rest.partition('}')[2]}"
        return path


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
    Asked("/api/checkpoints", "signing_checkpoint"),
    Asked("/api/clickwrap", "clickwrap_agreement"),
    Asked("/api/clickwrap/{id}/acceptances", "clickwrap_acceptance", (AGREEMENT,)),
    Asked("/api/clickwrap/{id}", "clickwrap_version", (AGREEMENT,)),
    Asked("/v1/signing/organizations", "workspace_organization", by="ada"),
    Asked("/v1/signing/companies", "workspace_company"),
    Asked("/v1/signing/companies", "workspace_company", by="ada"),
    Asked("/v1/signing/manager/locations", "workspace_location"),
    Asked("/v1/signing/manager/locations", "workspace_location", by="ada"),
    Asked("/v1/signing/manager/templates", "signing_template"),
    Asked("/v1/signing/manager/flows", "signing_flow"),
    Asked("/v1/signing/manager/signings", "signing_signing"),
    Asked("/v1/signing/manager/signings", "signing_signing", by="bob"),
    Asked("/v1/signing/manager/signings", "signing_signing", by="ada"),
    Asked("/v1/signing/manager/signings/{signing_id}/documents", "signing_signingdocument", ("3",)),
    Asked("/v1/signing/manager/signings/{signing_id}/signers", "signing_packagesigner", ("2",)),
    Asked("/v1/signing/signer/signings", "signing_packagesigner", by="sam"),
    Asked("/v1/signing/signer/signings/{signing_id}/documents", "signing_signingdocument", ("3",), by="pat"),
    Asked("/v1/signing/signer/signings/{signing_id}/signers", "signing_packagesigner", ("2",), by="sam"),
)
