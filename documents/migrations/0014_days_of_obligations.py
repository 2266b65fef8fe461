from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

class Migration(migrations.Migration):
    dependencies = [("documents", "0013_marks_of_forms")]

    operations = [
        migrations.AddField("obligation", "due_day", models.DateField(null=True)),
        # Obligations are many: the next migration fills the column and validates this, without the lock of this one.
        AddConstraintNotValid(
            "obligation",
            models.CheckConstraint(
                condition=Q(due_day=None) | ~Q(type="expiry"),
                name="obligation_that_expires_is_due_at_an_instant",
            ),
        ),
    ]
