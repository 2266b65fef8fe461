import json
from hashlib import sha256

import safeclose.clock
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import migrations, models

from safeclose.storage import files
from safeclose.refusals import Unavailable


def record_those_of_earlier_seals(apps, schema_editor):
    """Each bundle names the certificate of its seal; a file that is lost tells nothing more."""
    known = apps.get_model("signing", "SealingCertificate").objects
    for seal in apps.get_model("signing", "Seal").objects.order_by("pk").iterator():
        try:
            pem = json.loads(files.read(seal.bundle_sha256))["certificates"][0]
        except Unavailable:
            continue
        der = x509.load_pem_x509_certificate(pem.encode("ascii")).public_bytes(Encoding.DER)
        values = {"pem": pem, "recorded_at": seal.sealed_at}
        known.get_or_create(sha256=sha256(der).hexdigest(), defaults=values)


class Migration(migrations.Migration):
    dependencies = [("signing", "0005_packages_of_chattel_documents")]

    operations = [
        migrations.CreateModel(
            name="SealingCertificate",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("pem", models.TextField()),
                ("recorded_at", models.DateTimeField(default=safeclose.clock.now)),
            ],
        ),
        migrations.AddIndex(
            model_name="seal",
            index=models.Index(fields=["certificate_sha256"], name="seal_by_its_certificate"),
        ),
        migrations.AddIndex(
            model_name="sealedfile",
            index=models.Index(fields=["sealed_sha256"], name="sealed_file_by_its_hash"),
        ),
        migrations.RunPython(record_those_of_earlier_seals, migrations.RunPython.noop),
    ]
