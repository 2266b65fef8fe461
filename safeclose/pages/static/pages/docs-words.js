"use strict";

// The API description in words and examples. Nothing here touches the page.
const Described = (() => {
  const MOST = 6; // levels of an example

  const reader = (description) => {
    const named = (reference) => reference.slice(2).split("/").reduce((found, key) => found[key], description);
    const plain = (part) => (part && part.$ref ? plain(named(part.$ref)) : part || {});
    // What `allOf` with one member says: a reference, with words of its own beside it.
    const shape = (schema) => {
      const found = plain(schema);
      return found.allOf ? { ...Object.assign({}, ...found.allOf.map(shape)), ...found, allOf: undefined } : found;
    };

    const isNull = (found) => found.type === "null" || found.enum?.[0] === null;
    const alternatives = (schema) => (schema.oneOf || schema.anyOf || []).map(shape);
    const choices = (schema) => alternatives(schema).filter((one) => !isNull(one));
    const types = (found) => [found.type || []].flat().filter((one) => one !== "null");
    const is = (found, type) => types(found).includes(type);

    const kind = (schema) => {
      const found = shape(schema);
      const several = choices(found);
      const name = several.length ? several.map(kind).join(" or ") : bare(found);
      return [found.type].flat().includes("null") || alternatives(found).some(isNull) ? `${name} or null` : name;
    };

    const bare = (found) => {
      if (found.enum) return found.enum.map((value) => JSON.stringify(value) + (value === found.default ? " (unless given)" : "")).join(" | ");
      if ("const" in found) return JSON.stringify(found.const);
      if (is(found, "array")) return `list of ${kind(found.items || {})}`;
      if (!types(found).length) return "anything";
      const preset = found.default === undefined || found.default === null ? "" : `${JSON.stringify(found.default)} unless given`;
      return [found.format || types(found).join(" or "), limits(found), preset].filter(Boolean).join(", ");
    };

    const limits = (found) => {
      const { minimum, maximum, minLength, maxLength } = found;
      const range = (low, high, of) =>
        low !== undefined && high !== undefined ? `${low} to ${high}${of}` : high !== undefined ? `at most ${high}${of}` : low > (of ? 1 : -Infinity) ? `at least ${low}${of}` : "";
      return [range(minimum, maximum, ""), range(minLength, maxLength, " characters")].filter(Boolean).join(", ");
    };

    // The members to be shown below a schema: of an object, or of what a list is made of.
    const members = (schema) => {
      const found = shape(schema);
      if (is(found, "array")) return members(found.items);
      const several = choices(found);
      const object = several.length ? several.find((one) => one.properties) || {} : found;
      const needed = object.required || [];
      return Object.entries(object.properties || {}).map(([name, value]) => ({ name, value, must: needed.includes(name) }));
    };

    // A value as it could be sent or come; of objects, all keys or only those that are required.
    const example = (schema, { only = false, depth = 0 } = {}) => {
      const found = shape(schema);
      const deeper = { only, depth: depth + 1 };
      if ("example" in found) return found.example;
      if ("default" in found && found.default !== null) return found.default;
      if ("const" in found) return found.const;
      if (found.enum) return found.enum[0];
      const several = choices(found);
      if (several.length) return example(several[0], { only, depth });
      if (is(found, "array")) return depth > MOST ? [] : [example(found.items || {}, deeper)];
      if (is(found, "object") || found.properties) return depth > MOST ? {} : whole(found, deeper);
      return single(found);
    };

    const whole = (found, deeper) =>
      Object.fromEntries(
        members(found)
          .filter(({ must }) => must || !deeper.only)
          .map(({ name, value }) => [name, example(value, deeper)]),
      );

    const single = (found) => {
      if (is(found, "integer") || is(found, "number")) return found.minimum ?? 1;
      if (is(found, "boolean")) return true;
      const formats = { "date-time": "2026-04-27T00:00:00.000Z", date: "2026-04-27", email: "bea@example.com", uri: "https://example.com", binary: "(a file)" };
      return formats[found.format] || (found.pattern === "^[0-9]+$" ? "3001" : "…");
    };

    return { plain, shape, kind, members, example };
  };

  // Every operation: what the page lists.
  const operations = (description) =>
    Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        path,
        method,
        group: (operation.tags || ["Other"])[0],
        text: `${method} ${path} ${operation.summary} ${operation.description || ""} ${operation.operationId}`.toLowerCase(),
      })),
    );

  const curl = (operation, read, origin) => {
    const lines = [`curl ${operation.method === "get" ? "" : `-X ${operation.method.toUpperCase()} `}${origin}${operation.path}`];
    if ((operation.security || []).length) lines.push(`-H "Authorization: Bearer $TOKEN"`);
    const content = Object.entries(operation.requestBody?.content || {});
    const json = content.find(([type]) => type === "application/json");
    const form = content.find(([type]) => type === "multipart/form-data");
    if (json) lines.push(`-H "Content-Type: application/json"`, `-d '${JSON.stringify(json[1].example ?? read.example(json[1].schema, { only: true })).replaceAll("'", "'\\''")}'`);
    else if (form) lines.push(...read.members(form[1].schema).map(({ name, value }) => `-F ${name}=${read.shape(value).format === "binary" ? "@file.pdf" : read.example(value)}`));
    return lines.join(" \\\n  ");
  };

  return { reader, operations, curl };
})();
