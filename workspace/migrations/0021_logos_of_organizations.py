from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workspace', '0020_counts_of_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='logo_sha256',
            field=models.CharField(blank=True, editable=False, max_length=64, null=True),
        ),
    ]
