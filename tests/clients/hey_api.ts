/** The main job by the client that @hey-api/openapi-ts makes. */
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
} from "./hey";
import { client } from "./hey/client.gen";

client.setConfig({ baseUrl: process.env["SAFECLOSE_URL"]!, auth: () => process.env["SAFECLOSE_TOKEN"]!, throwOnError: true });

async function main(): Promise<void> {
  const { data: pack } = await getPack({ path: { id: "on/freehold-purchase" }, throwOnError: true });
  const made = await createDocument({ body: { formKey: pack.formKey, canonical: pack.sample }, throwOnError: true });
  assert.equal(made.data.status, "DRAFT");
  const path = { id: made.data.id };
  await generateDocument({ path, throwOnError: true });
  const signer = { name: "Bea Buyer", email: "bea@example.com", role: "buyer", party: "buyers.0" };
  const { data: sent } = await sendDocument({ path, body: { signers: [signer], expiresInDays: 14 }, throwOnError: true });

  const token = sent.signers[0]!.url!.split("/").at(-1)!;
  const { data: shown } = await getSigningLink({ path: { token }, throwOnError: true });
  assert.equal(shown.state, "active");
  for (const action of ["authenticate", "consent", "sign"] as const) {
    await takeSigningStep({ path: { token }, body: { action }, throwOnError: true });
  }

  const envelope = { path: { id: sent.envelopeId }, throwOnError: true } as const;
  let { data: sealed } = await getEnvelope(envelope);
  for (let tries = 0; tries < 600 && sealed.sealedUrl === null; tries += 1) {
    await sleep(100);
    ({ data: sealed } = await getEnvelope(envelope));
  }
  const { data: pdf } = await downloadSealedDocument({ ...envelope, parseAs: "blob" });
  const begins = await (pdf as Blob).slice(0, 5).text();
  console.log(JSON.stringify({ status: sealed.status, sealed: begins }));
}

void main();
