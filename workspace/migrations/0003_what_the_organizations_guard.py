from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workspace", "0002_events_are_append_only")]
    operations = [
        migrations.AlterField("organization", "slug", models.SlugField(max_length=48, db_index=False)),
        migrations.AddConstraint(
            "organization", models.UniqueConstraint(fields=["slug"], name="organization_slug_is_unique")
        ),
        migrations.AddConstraint(
            "organization",
            models.CheckConstraint(
                name="organization_slug_fits_into_addresses", condition=Q(slug__regex=r"^[a-z0-9-]{1,48}$")
            ),
        ),
        migrations.AddField("membership", "invitation_sent_at", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveConstraint("membership", "active_membership_has_a_user"),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=["invited_email", "organization"],
                condition=Q(status="PENDING", user=None),
                name="email_is_invited_once",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                name="membership_status_is_known", condition=Q(status__in=["PENDING", "ACTIVE", "REMOVED"])
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                name="only_an_invitation_has_no_user",
                condition=Q(user__isnull=False) | (Q(status="PENDING") & ~Q(invited_email="")),
            ),
        ),
    ]
