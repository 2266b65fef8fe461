"""The certificate with which documents are sealed for trial. `make rehearsal-certificate` makes it anew."""

import json

from tests.evidence_examples import VERIFY_URL, sealing_key, signed

SIGNERS = 10


def made() -> bytes:
    """The certificate of completion of a file that ten people signed; the same bytes each time."""
    from signing.evidence.certificate import make_certificate

    bundle = json.loads(signed(b"rehearsal", sealing_key(), SIGNERS).bundle)
    bundle["signature"]["certificateSha256"] = "0" * 64  # that of a key made for this run
    return make_certificate(json.dumps(bundle).encode(), verify_url=VERIFY_URL)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
    django.setup()
    from documents.intake.rehearsal import CERTIFICATE

    CERTIFICATE.write_bytes(made())
