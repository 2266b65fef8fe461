from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# Deposits are due on a day, or at an instant that counts from the acceptance: which of them, their documents say.
DAYS = """
UPDATE documents_obligation AS obligation SET due_day = (due_at AT TIME ZONE 'UTC')::date
FROM documents_document AS document
WHERE document.id = obligation.document_id AND obligation.due_day IS NULL
AND (
    obligation.type IN ('closing', 'condition_waiver', 'renewal')
    OR (
        obligation.type = 'deposit_due'
        AND (due_at AT TIME ZONE 'UTC')::time = '00:00'
        AND jsonb_path_exists(
            document.canonical,
            '$.money.** ? (@.dueDate == $day && @.amountCents == $amount && (!exists(@.timing) || @.timing == "on_date"))',
            jsonb_build_object(
                'day', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'amount', obligation.amount_cents
            )
        )
    )
)
"""


class Migration(migrations.Migration):
    # The rows are locked while they are filled, and not also while all are validated. It can be run again.
    atomic = False
    dependencies = [("documents", "0014_days_of_obligations")]

    operations = [
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
        ValidateConstraint("obligation", "obligation_that_expires_is_due_at_an_instant"),
    ]
