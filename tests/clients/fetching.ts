/** How Orval's client sends: where the service is, by whose token, and what to do with an answer that is a file. */
const { SAFECLOSE_URL, SAFECLOSE_TOKEN } = process.env;

export async function fetching<T>(path: string, options: RequestInit): Promise<T> {
  const headers = new Headers(options.headers);
  if (!path.startsWith("/api/public/")) headers.set("Authorization", `Bearer ${SAFECLOSE_TOKEN}`);
  const answer = await fetch(`${SAFECLOSE_URL}${path}`, { ...options, headers });
  const isJson = answer.headers.get("Content-Type") === "application/json";
  const data: unknown = isJson ? await answer.json() : await answer.blob();
  return { data, status: answer.status, headers: answer.headers } as T;
}
