"""Rows to copy, in tables of which the demo data has none."""

import psycopg

STATEMENTS = (
    """INSERT INTO documents_comment (id, number, author_name, text, created_at, author_id, document_id)
    SELECT gen_random_uuid(), 1, 'Alice Arden', 'The borrower called.', now(), owner_id, id
    FROM documents_chatteldocument LIMIT 1""",
    """INSERT INTO documents_uploadedtemplate (id, title, sha256, paper_sha256, page_count, pages, fields, left_out,
        language, created_at, created_by_id, organization_id)
    SELECT gen_random_uuid(), 'Template', repeat('0', 64), repeat('1', 64), 1, '[{"width": 612, "height": 792}]', '[]',
        '[]', 'en', now(), 1, 1""",
    """INSERT INTO signing_checkpoint (id, seq, at, size, root, previous, signature, certificates, time_stamp,
        organization_id)
    SELECT gen_random_uuid(), 1, now(), 1, repeat('0', 64), NULL,
        '{"alg": "RS256", "at": "2026-01-01T00:00:00.000Z", "certificateSha256": "", "value": ""}',
        '[]', NULL, 1""",
    """INSERT INTO workspace_webhook (id, organization_id, url, events, active, secret, created_at)
    VALUES ('00000000-0000-7000-8000-000000000001', 1, 'https://example.com/hooks', '{*}', true, 'secret', now())""",
    """INSERT INTO workspace_delivery (id, webhook_id, event_id, status, tries, queued, tried_at, http_status,
        finished_at, created_at)
    SELECT gen_random_uuid(), workspace_webhook.id, workspace_event.id, 'delivered', 1, 1, now(), 204, now(), now()
    FROM workspace_webhook, workspace_event LIMIT 1""",
    # Of the packages of one signer there are few; these lie between the others' in time.
    """UPDATE signing_packagesigner SET user_id = NULL WHERE user_id IS NOT NULL AND signing_id <> 2""",
)


def make_models(url: str) -> None:
    """The rows that the others are copies of, one of each kind."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in STATEMENTS:
            connection.execute(statement)
