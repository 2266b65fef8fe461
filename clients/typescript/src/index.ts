/** A typed client of the Safeclose API: paths, parameters, bodies and answers as docs/openapi.yaml says. */
import createClient, { type Client, type Middleware } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type { components, paths } from "./schema.js";
export type Schemas = components["schemas"];
export type Safeclose = Client<paths>;

export interface Options {
  /** Where the service is, such as `https://sign.example.com`. */
  baseUrl: string;
  /** A Clerk session token, or what gives a fresh one: they live for a minute. None for public routes alone. */
  token?: string | (() => string | Promise<string>);
  /** In place of the global one. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A client: `await safeclose.GET("/api/documents/{id}", { params: { path: { id } } })`. */
export function connect(options: Options): Safeclose {
  const client = createClient<paths>({
    baseUrl: options.baseUrl,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  if (options.token !== undefined) client.use(signedIn(options.token));
  return client;
}

function signedIn(token: string | (() => string | Promise<string>)): Middleware {
  return {
    async onRequest({ request, schemaPath }) {
      // Whoever holds a link is nobody in particular: the account of who brings it there must not be known.
      if (schemaPath.startsWith("/api/public/")) return;
      request.headers.set("Authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
    },
  };
}

/** An answer that is an error: its status, the code of `/api`, and a sentence for a person. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly code: string;
  readonly body: unknown;
  readonly requestId: string | null;

  constructor(response: Response, body: unknown) {
    const words = isRecord(body) ? body : {};
    super(text(words["message"]) ?? text(words["error"]) ?? text(words["state"]) ?? response.statusText);
    this.status = response.status;
    this.code = text(words["error"]) ?? text(words["state"]) ?? "";
    this.body = body;
    this.requestId = response.headers.get("X-Request-Id");
  }
}

/** The body of a good answer; throws Refused for any other. `const { id } = await done(safeclose.POST(…))`. */
export async function done<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw new Refused(response, error);
  return data as NonNullable<T>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
