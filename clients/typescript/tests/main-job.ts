/** The main job, by the client: draft, generate, send, everyone signs, sealed. Prints what came of it as JSON. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { connect, done, Refused, type Safeclose } from "../src/index.js";

const { SAFECLOSE_URL: baseUrl, SAFECLOSE_TOKEN: token } = process.env;
assert(baseUrl && token, "Set SAFECLOSE_URL and SAFECLOSE_TOKEN.");
const FORM = "on/freehold-purchase";

const safeclose = connect({ baseUrl, token: () => token });
const browser = connect({ baseUrl });

const pack = await done(safeclose.GET("/api/documents/packs/{id}", { params: { path: { id: FORM } } }));
const made = safeclose.POST("/api/documents", {
  body: { formKey: pack.formKey, canonical: pack.sample, title: "From TypeScript" },
  params: { header: { "Idempotency-Key": "typescript-main-job" } },
});
const document = await done(made);
assert.equal(document.status, "DRAFT");
const path = { id: document.id };
const generated = await done(safeclose.POST("/api/documents/{id}/generate", { params: { path } }));
assert.equal(generated.status, "GENERATED");

const sent = await done(
  safeclose.POST("/api/documents/{id}/signature", { params: { path }, body: { mode: "parallel", expiresInDays: 30 } }),
);
for (const signer of sent.signers) {
  assert(signer.url);
  await sign(browser, signer.url.slice(signer.url.lastIndexOf("/") + 1));
}

const envelope = { params: { path: { id: sent.envelopeId } } };
let sealed = await done(safeclose.GET("/api/signatures/{id}", envelope));
for (let tries = 0; tries < 600 && sealed.sealedUrl === null; tries += 1) {
  await sleep(100);
  sealed = await done(safeclose.GET("/api/signatures/{id}", envelope));
}
const pdf = await done(safeclose.GET("/api/signatures/{id}/sealed", { ...envelope, parseAs: "arrayBuffer" }));

const refused = await done(safeclose.POST("/api/documents/{id}/signature", { params: { path } })).catch((error: unknown) => error);
assert(refused instanceof Refused);

console.log(
  JSON.stringify({
    status: sealed.status,
    signers: sealed.signers.map((signer) => signer.status),
    sealed: new TextDecoder().decode(pdf.slice(0, 5)),
    refused: [refused.status, refused.code],
    asNobody: (await connect({ baseUrl }).GET("/api/documents")).response.status,
  }),
);

async function sign(client: Safeclose, token: string): Promise<void> {
  const link = { params: { path: { token } } };
  const shown = await done(client.GET("/api/public/sign/{token}", link));
  assert.equal(shown.state, "active");
  for (const action of ["authenticate", "consent", "sign"] as const) {
    await done(client.POST("/api/public/sign/{token}", { ...link, body: { action } }));
  }
}
