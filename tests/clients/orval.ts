/** The main job by the client that Orval makes. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import {
  createDocument,
  downloadSealedDocument,
  generateDocument,
  getEnvelope,
  getPack,
  getSigningLink,
  sendDocument,
  takeSigningStep,
} from "./orval/index";

async function main(): Promise<void> {
  const pack = await getPack("on/freehold-purchase");
  assert(pack.status === 200);
  const made = await createDocument({ formKey: pack.data.formKey, canonical: pack.data.sample });
  assert(made.status === 201);
  assert.equal(made.data.status, "DRAFT");
  const { id } = made.data;
  assert.equal((await generateDocument(id)).status, 200);
  const signer = { name: "Bea Buyer", email: "bea@example.com", role: "buyer", party: "buyers.0" };
  const sent = await sendDocument(id, { signers: [signer], expiresInDays: 14 });
  assert(sent.status === 201);

  const token = sent.data.signers[0]!.url!.split("/").at(-1)!;
  const shown = await getSigningLink(token);
  assert(shown.status === 200);
  assert.equal(shown.data.state, "active");
  for (const action of ["authenticate", "consent", "sign"] as const) {
    assert.equal((await takeSigningStep(token, { action })).status, 200);
  }

  let envelope = await getEnvelope(sent.data.envelopeId);
  for (let tries = 0; tries < 600 && envelope.status === 200 && envelope.data.sealedUrl === null; tries += 1) {
    await sleep(100);
    envelope = await getEnvelope(sent.data.envelopeId);
  }
  assert(envelope.status === 200);
  const pdf = await downloadSealedDocument(sent.data.envelopeId);
  assert(pdf.status === 200);
  console.log(JSON.stringify({ status: envelope.data.status, sealed: await pdf.data.slice(0, 5).text() }));
}

void main();
