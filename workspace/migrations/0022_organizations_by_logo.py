from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('workspace', '0021_logos_of_organizations'),
    ]

    operations = [
        # An index of that name is an invalid one of an interrupted run.
        migrations.RunSQL('DROP INDEX CONCURRENTLY IF EXISTS organization_by_logo', migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='organization',
            index=models.Index(condition=models.Q(('logo_sha256__isnull', False)), fields=['logo_sha256'], name='organization_by_logo'),
        ),
    ]
