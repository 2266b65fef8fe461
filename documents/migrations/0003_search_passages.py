import django.db.models.deletion
import documents.search.fields
import safeclose.clock
from django.db import migrations, models

from documents.search.storage import ADOPT


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_obligations'),
        ('workspace', '0005_idempotency_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('model', models.CharField(max_length=200)),
                ('dimensions', models.PositiveSmallIntegerField()),
                ('text_sha256', models.CharField(max_length=64)),
                ('embedding', documents.search.fields.Embedding()),
                ('indexed_at', models.DateTimeField(default=safeclose.clock.now)),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='documents.document')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspace.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'model', 'dimensions'], name='passage_of_organization')],
                'constraints': [models.UniqueConstraint(fields=['document', 'number'], name='passage_is_once_in_its_document')],
            },
        ),
        # The column becomes a vector where the database has pgvector; without it, it stays an array.
        migrations.RunSQL(ADOPT, migrations.RunSQL.noop),
    ]
