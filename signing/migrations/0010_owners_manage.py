from django.db import migrations

# Owners of organizations get the row of a manager that new owners get; one that is there stays as it is. The row gives
# nothing of its own: an owner's rights are full, whatever it says. Safe to repeat, and under traffic: it locks nothing
# that others wait for. Whoever becomes an owner before the new version runs is found by the job appoint_owners.
MANAGERS = """
INSERT INTO signing_manager (user_id, created_at)
SELECT DISTINCT membership.user_id, now()
FROM workspace_membership membership JOIN workspace_role role ON role.id = membership.role_id
JOIN workspace_user owner ON owner.id = membership.user_id
WHERE membership.status = 'ACTIVE' AND role.slug = 'owner' AND owner.is_active
ON CONFLICT (user_id) DO NOTHING
"""
ROWS = """
INSERT INTO signing_managermembership
    (manager_id, organization_id, location_id, signings, templates, flows, reports, settings, vault, created_at)
SELECT manager.id, membership.organization_id, NULL, 0, 0, 0, 0, 0, ARRAY[]::varchar(32)[], now()
FROM workspace_membership membership JOIN workspace_role role ON role.id = membership.role_id
JOIN signing_manager manager ON manager.user_id = membership.user_id
JOIN workspace_user owner ON owner.id = membership.user_id
WHERE membership.status = 'ACTIVE' AND role.slug = 'owner' AND owner.is_active
ORDER BY membership.id
ON CONFLICT (manager_id, organization_id, location_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0009_received_files"), ("workspace", "0011_invited_by")]

    operations = [migrations.RunSQL([MANAGERS, ROWS], migrations.RunSQL.noop)]
