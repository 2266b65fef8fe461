/** What must not compile. Nothing here is ever run. */
import { connect, done } from "../src/index.js";

const safeclose = connect({ baseUrl: "http://localhost:8000" });

export async function refusedByTheCompiler(): Promise<void> {
  // @ts-expect-error There is no such path.
  await safeclose.GET("/api/papers");

  // @ts-expect-error The path takes no such method.
  await safeclose.PUT("/api/documents");

  // @ts-expect-error The id is missing.
  await safeclose.GET("/api/documents/{id}");

  // @ts-expect-error A document needs its form.
  await safeclose.POST("/api/documents", { body: { title: "Empty" } });

  const params = { path: { id: "doc_x" } };
  // @ts-expect-error There is no such mode.
  await safeclose.POST("/api/documents/{id}/signature", { params, body: { mode: "at once" } });

  // @ts-expect-error Days are a number.
  await safeclose.POST("/api/documents/{id}/signature", { params, body: { expiresInDays: "30" } });

  const document = await done(safeclose.GET("/api/documents/{id}", { params }));
  // @ts-expect-error No document is ever in this state.
  if (document.status === "SHREDDED") return;

  // @ts-expect-error A document has no such key.
  document.owner;

  const { error } = await safeclose.GET("/api/documents/{id}", { params });
  // @ts-expect-error No error has this code.
  if (error?.error === "teapot") return;
}
