"""Envelopes and packages, whatever was asked of them: every end once, and rows, trails and events of one mind."""

from collections.abc import Iterator

from tests.soak.rows import Rows

# Each: what is wrong, and a query that finds whom it is wrong of, as `id`.
RULES: dict[str, str] = {
    "has more than one end in its trail": """
        SELECT trail_id AS id FROM signing_trailevent
        WHERE type IN ('completed', 'declined', 'voided', 'expired') GROUP BY 1 HAVING count(*) > 1""",
    "has another end in its trail than in its row": """
        SELECT e.trail_id AS id FROM signing_envelope e
        LEFT JOIN signing_trailevent t
          ON t.trail_id = e.trail_id AND t.type IN ('completed', 'declined', 'voided', 'expired')
        WHERE coalesce(t.type, '-') <>
              CASE WHEN e.status IN ('sent', 'in_progress') THEN '-' ELSE e.status END""",
    "is completed and not everyone has signed, or the other way round": """
        SELECT e.trail_id AS id FROM signing_envelope e
        WHERE (e.status = 'completed') <>
              NOT EXISTS (SELECT 1 FROM signing_signer s WHERE s.envelope_id = e.id AND s.status <> 'signed')""",
    "has another number of signed events for a signer than one for each who signed": """
        SELECT e.trail_id AS id FROM signing_envelope e JOIN signing_signer s ON s.envelope_id = e.id
        LEFT JOIN LATERAL (
            SELECT count(*) AS n FROM signing_trailevent t
            WHERE t.trail_id = e.trail_id AND t.type = 'signed' AND t.at = s.signed_at) signed ON true
        WHERE s.status = 'signed' AND signed.n = 0""",
    "has signed events of nobody, or two of one": """
        SELECT trail_id AS id FROM (
            SELECT t.trail_id, count(*) AS events,
                   count(DISTINCT convert_from(t.payload, 'UTF8')::jsonb #>> '{actor,id}') AS actors,
                   (SELECT count(*) FROM signing_signer s JOIN signing_envelope e ON e.id = s.envelope_id
                    WHERE e.trail_id = t.trail_id AND s.status = 'signed') AS signers
            FROM signing_trailevent t JOIN signing_trail r ON r.id = t.trail_id
            WHERE t.type = 'signed' AND r.kind = 'envelope' GROUP BY 1) counted
        WHERE events <> actors OR events <> signers""",
    "has another number of sent events than one": """
        SELECT r.id FROM signing_trail r
        WHERE (SELECT count(*) FROM signing_trailevent t WHERE t.trail_id = r.id AND t.type = 'sent') <> 1""",
    "is a completed envelope without exactly one DOCUMENT_SIGNED, or one that has one without": """
        SELECT e.trail_id AS id FROM signing_envelope e
        WHERE (SELECT count(*) FROM workspace_event w WHERE w.type = 'DOCUMENT_SIGNED' AND w.subject_id = e.trail_id)
              <> CASE WHEN e.status = 'completed' THEN 1 ELSE 0 END""",
    "told of its end another number of times than once": """
        SELECT e.trail_id AS id FROM signing_envelope e
        WHERE (SELECT count(*) FROM workspace_event w WHERE w.subject_id = e.trail_id
                  AND w.type IN ('envelope.completed', 'envelope.declined', 'envelope.voided', 'envelope.expired'))
              <> CASE WHEN e.status IN ('sent', 'in_progress') THEN 0 ELSE 1 END""",
    "is of a document that does not stand as its envelopes say": """
        SELECT e.trail_id AS id FROM signing_envelope e JOIN documents_document d ON d.id = e.document_id
        WHERE (e.status = 'completed' AND d.status <> 'FULLY_SIGNED')
           OR (e.status IN ('sent', 'in_progress') AND d.status <> 'SENT_FOR_SIGNATURE')""",
    "is completed and has no seal": """
        SELECT r.id FROM signing_trail r LEFT JOIN signing_seal s ON s.trail_id = r.id
        WHERE r.completed_at IS NOT NULL AND s.id IS NULL""",
    "is sealed and was not completed": """
        SELECT r.id FROM signing_trail r JOIN signing_seal s ON s.trail_id = r.id WHERE r.completed_at IS NULL""",
    "has more than one seal": "SELECT trail_id AS id FROM signing_seal GROUP BY 1 HAVING count(*) > 1",
    "told of its seal another number of times than once": """
        SELECT s.trail_id AS id FROM signing_seal s
        WHERE (SELECT count(*) FROM workspace_event w
               WHERE w.type = 'trail.sealed' AND w.subject_id = s.trail_id) <> 1""",
    "is sealed and its document does not know": """
        SELECT e.trail_id AS id FROM signing_envelope e JOIN documents_document d ON d.id = e.document_id
        JOIN signing_seal s ON s.trail_id = e.trail_id JOIN signing_sealedfile f ON f.seal_id = s.id
        WHERE d.sealed_sha256 IS DISTINCT FROM f.sealed_sha256""",
    "is a package whose trail ends otherwise than it says": """
        SELECT p.trail_id AS id FROM signing_signing p
        LEFT JOIN signing_trailevent t
          ON t.trail_id = p.trail_id AND t.type IN ('completed', 'voided', 'expired')
        WHERE p.trail_id IS NOT NULL AND (
            (p.status = 'complete') <> coalesce(t.type = 'completed', false)
            OR (p.status = 'cancelled') <> coalesce(t.type IN ('voided', 'expired'), false))""",
    "is a package in which a signature has no event of its own": """
        SELECT p.trail_id AS id FROM signing_esignature x
        JOIN signing_packagesigner s ON s.id = x.signer_id JOIN signing_signing p ON p.id = s.signing_id
        WHERE (SELECT count(*) FROM signing_trailevent t
               WHERE t.trail_id = p.trail_id AND t.type = 'signed' AND t.chain_hash = x.event_hash) <> 1""",
    "is a package with more signed events than signatures": """
        SELECT r.id FROM signing_trail r WHERE r.kind = 'signing' AND
          (SELECT count(*) FROM signing_trailevent t WHERE t.trail_id = r.id AND t.type = 'signed') <>
          (SELECT count(*) FROM signing_esignature x JOIN signing_packagesigner s ON s.id = x.signer_id
           JOIN signing_signing p ON p.id = s.signing_id WHERE p.trail_id = r.id)""",
    "is a package that someone signed a document of twice": """
        SELECT signer_id::text AS id FROM signing_esignature GROUP BY signer_id, document_id HAVING count(*) > 1""",
    "is a package that is not complete though every required signature is there, or the other way round": """
        SELECT p.id::text AS id FROM signing_signing p
        WHERE p.status IN ('active', 'complete') AND (p.status = 'complete') <> NOT EXISTS (
            SELECT 1 FROM signing_packagesigner s JOIN signing_signingdocument d ON d.signing_id = s.signing_id
            WHERE s.signing_id = p.id AND s.signs_all AND d.required AND NOT EXISTS (
                SELECT 1 FROM signing_esignature x WHERE x.signer_id = s.id AND x.document_id = d.id))""",
    "is a complete package without exactly one signing.completed": """
        SELECT p.id::text AS id FROM signing_signing p
        WHERE (SELECT count(*) FROM workspace_event w
               WHERE w.type = 'signing.completed' AND w.subject_id = p.id::text)
              <> CASE WHEN p.status = 'complete' THEN 1 ELSE 0 END""",
}


def every(rows: Rows) -> Iterator[str]:
    """All rules."""
    for sentence, sql in RULES.items():
        yield from (f"{row['id']} {sentence}" for row in rows.all(sql))
