from django.db import migrations

# An UPDATE may take the actor's name, and what can name a person in the data, and change nothing else.
GUARD = """
CREATE FUNCTION workspace_event_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal CONSTANT text[] := ARRAY['address', 'email', 'ip', 'name', 'phone', 'reason', 'recipient', 'signatureText',
        'subjectRef', 'title', 'userAgent'];
BEGIN
    IF (to_jsonb(NEW) - '{actor,data}'::text[]) = (to_jsonb(OLD) - '{actor,data}'::text[])
        AND (NEW.actor, NEW.data) IS DISTINCT FROM (OLD.actor, OLD.data)
        AND NEW.actor <@ OLD.actor AND NEW.actor - 'name' = OLD.actor - 'name'
        AND NEW.data <@ OLD.data AND NEW.data - personal = OLD.data - personal
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER workspace_event_rows_stay ON workspace_event;
CREATE TRIGGER workspace_event_rows_stay BEFORE DELETE ON workspace_event
    FOR EACH ROW EXECUTE FUNCTION safeclose_append_only();
CREATE TRIGGER workspace_event_is_only_erased BEFORE UPDATE ON workspace_event
    FOR EACH ROW EXECUTE FUNCTION workspace_event_is_only_erased();
"""
UNDO = """
DROP TRIGGER workspace_event_is_only_erased ON workspace_event;
DROP FUNCTION workspace_event_is_only_erased();
DROP TRIGGER workspace_event_rows_stay ON workspace_event;
CREATE TRIGGER workspace_event_rows_stay BEFORE UPDATE OR DELETE ON workspace_event
    FOR EACH ROW EXECUTE FUNCTION safeclose_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("workspace", "0005_idempotency_keys")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
