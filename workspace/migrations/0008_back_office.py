import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

import safeclose.clock

# The queue keeps no reasons. They go with their job; and what people look for among jobs has an index.
OF_JOBS = """
ALTER TABLE workspace_jobfault ADD CONSTRAINT fault_goes_with_its_job
    FOREIGN KEY (job_id) REFERENCES procrastinate_jobs (id) ON DELETE CASCADE;
CREATE INDEX job_that_is_dead ON procrastinate_jobs (id) WHERE status = 'failed';
CREATE INDEX job_that_is_tried_again ON procrastinate_jobs (id) WHERE status = 'todo' AND attempts > 0;
"""
UNDO = """
DROP INDEX job_that_is_tried_again;
DROP INDEX job_that_is_dead;
ALTER TABLE workspace_jobfault DROP CONSTRAINT fault_goes_with_its_job;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('procrastinate', '0041_post_retry_failed_job'),
        ('workspace', '0007_webhooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job_id', models.BigIntegerField(unique=True)),
                ('sentence', models.CharField(max_length=500)),
                ('at', models.DateTimeField(default=safeclose.clock.now)),
            ],
        ),
        migrations.RunSQL(OF_JOBS, UNDO),
        migrations.AlterModelOptions(
            name='user',
            options={'permissions': (('support', 'Can help: send links again, and remind'), ('operate', 'Can operate: void, seal, replay, retry, open and close'))},
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['type', '-id'], name='events_of_type'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('name'), 'text_pattern_ops'), name='organization_by_name'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('email'), 'text_pattern_ops'), name='user_by_email'),
        ),
    ]
