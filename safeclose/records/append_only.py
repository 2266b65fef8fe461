"""Triggers that make tables append-only."""

from django.db.migrations.operations import RunSQL

GUARD = """
CREATE OR REPLACE FUNCTION safeclose_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_rows_stay BEFORE {verbs} ON {table}
    FOR EACH ROW EXECUTE FUNCTION safeclose_append_only();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION safeclose_append_only();
"""

# Only `kept` can change, and only by removing values (erasure of a person's data).
ERASABLE = """
CREATE OR REPLACE FUNCTION safeclose_erasable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'kept') = (to_jsonb(OLD) - 'kept') AND NEW.kept <@ OLD.kept THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_is_only_erased BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION safeclose_erasable();
"""


def append_only(table: str, *, erasable: bool = False) -> RunSQL:
    """A migration step: UPDATE, DELETE and TRUNCATE on `table` fail for everyone, including the table's owner.

    `erasable`: an UPDATE may take entries out of the JSON column `kept`, and change nothing else.
    """
    sql = GUARD.format(table=table, verbs="DELETE" if erasable else "UPDATE OR DELETE")
    if erasable:
        sql += ERASABLE.format(table=table)
    undo = f"DROP TRIGGER {table}_rows_stay ON {table}; DROP TRIGGER {table}_is_never_emptied ON {table};"
    if erasable:
        undo += f"DROP TRIGGER {table}_is_only_erased ON {table};"
    return RunSQL(sql, undo)
