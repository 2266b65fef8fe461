"""A step of migrations: the column `organization_id` of rows that are there."""

from django.db.migrations.operations import RunSQL

# Locked in the order in which others lock several. The trigger of the table writes the value.
SQL = """
DO $$
BEGIN
    FOR piece IN 0 .. (SELECT coalesce(max(id), 0) / 10000 FROM {table}) LOOP
        WITH empty AS MATERIALIZED (
            SELECT id FROM {table}
            WHERE id BETWEEN piece::bigint * 10000 AND piece::bigint * 10000 + 9999 AND organization_id = 0
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE {table} SET organization_id = 0 FROM empty WHERE {table}.id = empty.id;
        COMMIT;
    END LOOP;
END $$
"""


def organizations_filled(table: str) -> RunSQL:
    """Fills in a column that a trigger of the table writes; in pieces, so only in a migration that is not atomic."""
    return RunSQL(SQL.format(table=table), RunSQL.noop)
