"use strict";

// /docs: shows /openapi.json. What an operation holds is made when it is opened, for there are many.
(() => {
  const at = (id) => document.getElementById(id);

  const make = (tag, { text, ...attributes } = {}, children = []) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    element.append(...children);
    return element;
  };

  const folded = (name, summary, fill) => {
    const details = make("details", { class: name }, [make("summary", {}, summary)]);
    details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(fill()));
    return details;
  };

  const firstSentence = (text = "") => (text.replaceAll("\n", " ").match(/^.*?[.!?](?=\s|$)/) || [text])[0];

  const code = (text) => make("pre", { tabindex: "0" }, [make("code", { text })]);

  const show = (description) => {
    const read = Described.reader(description);
    const all = Described.operations(description);

    const member = ({ name, value, must, says }) => {
      const children = [make("code", { text: name }), " ", make("span", { class: "kind", text: read.kind(value) })];
      if (must) children.push(" ", make("span", { class: "must", text: "required" }));
      const words = says || read.shape(value).description;
      if (words) children.push(make("span", { class: "says", text: words }));
      const inner = read.members(value);
      if (inner.length) children.push(folded("more", [`${inner.length} keys`], () => list(inner)));
      return make("li", {}, children);
    };

    const list = (members) => make("ul", { class: "shape" }, members.map(member));

    const content = (part) =>
      Object.entries(part.content || {}).flatMap(([type, { schema, example }]) => {
        const members = read.members(schema);
        const found = [make("p", {}, [make("code", { text: type }), " ", make("span", { class: "quiet", text: read.kind(schema) })])];
        if (members.length) found.push(list(members));
        if (type === "application/json" && members.length) found.push(folded("more", ["Example"], () => code(JSON.stringify(example ?? read.example(schema), null, 2))));
        return found;
      });

    const parameters = (operation) => {
      const given = (operation.parameters || []).map(read.plain);
      const kinds = { path: "In the path", query: "In the query", header: "Headers" };
      return Object.entries(kinds).flatMap(([place, title]) => {
        const here = given.filter((one) => one.in === place);
        const members = here.map((one) => ({ name: one.name, value: one.schema, must: one.required, says: one.description }));
        return here.length ? [make("h4", { text: title }), list(members)] : [];
      });
    };

    const answers = (operation) =>
      Object.entries(operation.responses).map(([status, response]) => {
        const found = read.plain(response);
        const says = [make("strong", { text: status }), ` ${found.description || ""}`];
        return folded("answer", says, () => make("div", {}, content(found).length ? content(found) : [make("p", { text: "No body." })]));
      });

    const inside = (operation) => {
      const proofs = (operation.security || []).flatMap(Object.keys).map((name) => description.components.securitySchemes[name].description);
      const body = operation.requestBody;
      return make("div", { class: "inside" }, [
        make("p", { text: (operation.description || "").replaceAll("\n", " ").slice(firstSentence(operation.description).length) }),
        make("p", { class: "quiet small", text: proofs.length ? `Authorization: ${proofs.join(" Or: ")}` : "Without an account." }),
        ...parameters(operation),
        ...(body ? [make("h4", { text: body.required ? "Body" : "Body (optional)" }), ...content(read.plain(body))] : []),
        make("h4", { text: "Request" }),
        code(Described.curl(operation, read, location.origin)),
        make("h4", { text: "Answers" }),
        ...answers(operation),
      ]);
    };

    const row = (operation) => {
      const title = make("h3", {}, [
        make("span", { class: `method ${operation.method}`, text: operation.method.toUpperCase() }),
        make("code", { class: "path", text: operation.path }),
      ]);
      const says = make("span", { class: "says" }, [make("strong", { text: operation.summary }), ` · ${firstSentence(operation.description)}`]);
      const details = folded("operation", [title, says], () => inside(operation));
      details.id = operation.operationId;
      details.addEventListener("toggle", () => details.open && history.replaceState(null, "", `#${details.id}`));
      return details;
    };

    const groups = description.tags.map(({ name, description: about }) => {
      const rows = all.filter((one) => one.group === name).map((operation) => ({ operation, element: row(operation) }));
      const id = `group-${name.toLowerCase().replaceAll(" ", "-")}`;
      const section = make("section", { "aria-labelledby": id }, [make("h2", { id, text: name }), make("p", { class: "quiet", text: about }), ...rows.map((one) => one.element)]);
      const count = make("span", { class: "quiet" });
      return { rows, section, count, link: make("li", {}, [make("a", { href: `#${id}` }, [make("span", { text: name }), count])]) };
    });

    const search = () => {
      const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
      let total = 0;
      for (const { rows, section, count, link } of groups) {
        const hits = rows.filter(({ operation, element }) => {
          element.hidden = !words.every((word) => operation.text.includes(word));
          return !element.hidden;
        });
        section.hidden = link.hidden = hits.length === 0;
        count.textContent = String(hits.length);
        total += hits.length;
      }
      at("found").textContent = total === 1 ? "1 operation" : `${total} operations`;
    };

    const follow = () => {
      const details = at(decodeURIComponent(location.hash.slice(1)));
      if (!details || !details.matches("details.operation")) return;
      details.open = true;
      details.scrollIntoView();
      details.querySelector("summary").focus({ preventScroll: true });
    };

    at("about").textContent = description.info.description;
    at("groups").replaceChildren(...groups.map((group) => group.link));
    at("operations").replaceChildren(...groups.map((group) => group.section));
    at("search").addEventListener("input", search);
    addEventListener("hashchange", follow);
    search();
    follow();
  };

  fetch("/openapi.json", { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
    .then(show)
    .catch(() => { at("trouble").textContent = "The description can't be loaded now. Load this page again in a moment."; });
})();
