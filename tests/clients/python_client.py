"""The main job by the client that openapi-python-client makes, as the package `made`: a program of its own."""

import json
import os
import time

from made import AuthenticatedClient, Client, models
from made.api.documents import create_document, generate_document
from made.api.envelopes import download_sealed_document, get_envelope, send_document
from made.api.forms import get_pack
from made.api.signing_links import get_signing_link, take_signing_step


def main() -> None:
    address = os.environ["SAFECLOSE_URL"]
    client = AuthenticatedClient(base_url=address, token=os.environ["SAFECLOSE_TOKEN"], raise_on_unexpected_status=True)
    pack = get_pack.sync("on/freehold-purchase", client=client)
    assert isinstance(pack, models.PackDetail)
    canonical = models.NewDocumentRequestCanonical.from_dict(pack.sample.to_dict())
    made = create_document.sync(
        client=client, body=models.NewDocumentRequest(form_key=pack.form_key, canonical=canonical)
    )
    assert isinstance(made, models.Document)
    assert made.status == models.DocumentStatus.DRAFT
    assert isinstance(generate_document.sync(made.id, client=client), models.Document)
    signer = models.NewSignerRequest(name="Bea Buyer", email="bea@example.com", role="buyer", party="buyers.0")
    sent = send_document.sync(
        made.id, client=client, body=models.NewEnvelopeRequest(signers=[signer], expires_in_days=14)
    )
    assert isinstance(sent, models.SentEnvelope)

    token = str(sent.signers[0].url).rsplit("/", 1)[1]
    browser = Client(base_url=address, raise_on_unexpected_status=True)
    shown = get_signing_link.sync(token, client=browser)
    assert isinstance(shown, models.SigningState)
    for action in ("authenticate", "consent", "sign"):
        step = models.SigningStepRequest(action=models.SigningAction(action))
        assert isinstance(take_signing_step.sync(token, client=browser, body=step), models.StepTaken)

    envelope = get_envelope.sync(sent.envelope_id, client=client)
    deadline = time.monotonic() + 60
    while isinstance(envelope, models.Envelope) and envelope.sealed_url is None and time.monotonic() < deadline:
        time.sleep(0.1)
        envelope = get_envelope.sync(sent.envelope_id, client=client)
    assert isinstance(envelope, models.Envelope)
    sealed = download_sealed_document.sync_detailed(sent.envelope_id, client=client)
    print(json.dumps({"status": envelope.status, "sealed": sealed.content[:5].decode()}))  # noqa: T201


main()
