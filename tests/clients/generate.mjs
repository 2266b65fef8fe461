// Makes both TypeScript clients: `node generate.mjs <description> <folder>`.
import { createClient } from "@hey-api/openapi-ts";
import { generate } from "orval";

const [description, folder] = process.argv.slice(2);

await createClient({
  input: description,
  output: `${folder}/hey`,
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
  logs: { level: "silent" },
});
await generate({
  input: description,
  output: {
    target: `${folder}/orval/index.ts`,
    client: "fetch",
    // By itself it takes every answer for JSON, also PDFs.
    override: { mutator: { path: `${folder}/fetching.ts`, name: "fetching" } },
  },
});
