"use strict";

// Checking files: chosen or dropped, sent to our own origin and nowhere else, and told in plain words.
(() => {
  const LARGEST = 25 * 1024 * 1024;
  const FACTS = ["title", "sealedBy", "sealedAt", "completedAt", "trailId", "documentSha256"];
  const find = (id) => document.getElementById(id);
  let report = null;

  const form = async () => {
    const files = [...find("files").files];
    if (files.length === 0) throw Safeclose.mark(find("files"), "noFile");
    if (files.length > 2) throw Safeclose.mark(find("files"), "tooMany");
    if (files.some((file) => file.size > LARGEST)) throw Safeclose.mark(find("files"), "tooLarge");
    if (files.some((file) => file.size === 0)) throw Safeclose.mark(find("files"), "empty");
    const kinds = await Promise.all(files.map(kindOf));
    if (kinds.includes(null)) throw Safeclose.mark(find("files"), "neither");
    if (new Set(kinds).size < kinds.length) throw Safeclose.mark(find("files"), "unfit");
    const body = new FormData();
    files.forEach((file, index) => body.append(index ? "bundle" : "file", file));
    return body;
  };

  // "pdf" or "evidence" by the first bytes, as the service tells them apart; null for anything else.
  const kindOf = async (file) => {
    const start = await file.slice(0, 1024).arrayBuffer().catch(() => { throw Safeclose.mark(find("files"), "unreadable"); });
    const text = new TextDecoder("latin1").decode(start);
    if (text.includes("%PDF-")) return "pdf";
    return /^(?:ï»¿)?\s*\{/.test(text) ? "evidence" : null;
  };

  const check = async () => {
    const body = await form();
    Safeclose.announce(Safeclose.say("checking"));
    find("check").textContent = Safeclose.say("checking");
    try {
      const { status, body: answer } = await Safeclose.call("POST", "/api/public/verify", body);
      if (status === 413) throw Safeclose.mark(find("files"), "tooLarge");
      if (status !== 200) throw Safeclose.mark(find("files"), "unfit");
      report = answer;
    } finally {
      find("check").textContent = Safeclose.say("choose.check");
    }
    tell();
    Safeclose.show("result");
  };

  const tell = () => {
    document.querySelector('[data-screen="result"]').dataset.result = report.result;
    find("verdict").textContent = Safeclose.say(report.result);
    find("meaning").textContent = Safeclose.say(`${report.result}.means`);
    spoken(find("summary"), report);
    const known = FACTS.filter((name) => name in report.about);
    find("about").replaceChildren(...known.flatMap((name) => [
      made("dt", Safeclose.say(`about.${name}`)), made("dd", inBothZones(report.about[name])),
    ]));
    list("signed", "signatures", report.signatures.map(signature));
    list("put", "marks", report.marks.map(putMark));
    list("added", "files-added", report.added.map(added));
    find("checks").replaceChildren(...report.checks.map(told));
  };

  const list = (section, id, lines) => {
    find(section).hidden = lines.length === 0;
    find(id).replaceChildren(...lines);
  };

  // A name, a text or a title; null where it was erased.
  const orErased = (value) => value === null ? Safeclose.say("erased") : value;

  const when = ({ at, event }) => Safeclose.say("when", { at: inBothZones(`${at.slice(0, 10)} ${at.slice(11, 16)} UTC`), event });

  // An instant "2026-05-01 12:07:00 UTC" with the same in the viewer's zone behind it; any other text as it is.
  const inBothZones = (text) => {
    const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?: UTC|Z)$/.exec(text);
    if (!found) return text;
    const iso = `${found[1]}T${found[2]}Z`;
    const utc = `${found[1]} ${found[2]} UTC`;
    if (new Date(iso).getTimezoneOffset() === 0) return utc;
    return `${utc} (${Safeclose.moment(iso).replace(/ \(([^()]*)\)$/, " $1")})`;
  };

  // A sentence of the verifier in the language of the page; safeclose/sentences.py tells how it is written.
  const sentence = ({ template, values }) => {
    const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueOf(name, value)]));
    if (Safeclose.knows(template)) return Safeclose.say(template, said);
    return template.replace(/\{(\w+)\}/g, (_, name) => String(said[name]));
  };

  const valueOf = (name, value) => {
    if (typeof value === "object") return sentence(value);
    return name === "at" || name === "sealed" ? inBothZones(value) : value;
  };

  const spoken = (element, { message }) => {
    element.textContent = sentence(message);
    // A newer service may say what this page has no words for.
    if (Safeclose.language() !== "en" && !Safeclose.knows(message.template)) element.lang = "en";
    else element.removeAttribute("lang");
  };

  const several = () => new Set(report.signatures.map((each) => each.document)).size > 1;

  const line = (title, ...texts) => {
    const item = made("li");
    item.append(made("strong", title), ...texts.filter(Boolean).map((text) => made("p", text, "small")));
    return item;
  };

  const signature = (each) => line(
    orErased(each.signer),
    each.text !== each.signer && Safeclose.say("signed.as", { text: orErased(each.text) }),
    several() && orErased(each.document),
    when(each),
  );

  const added = (each) => line(
    orErased(each.title), Safeclose.say("added.by", { signer: orErased(each.signer) }), `SHA-256 ${each.sha256}`, when(each),
  );

  const putMark = (each) => {
    const kind = Safeclose.say(`kind.${each.kind}`);
    const what = Safeclose.say(each.label ? "put.labelled" : "put.what", { page: each.page, kind, label: each.label });
    const drawn = line(what, several() && orErased(each.document));
    if (each.kind !== "checkbox") drawn.append(made("p", orErased(each.text), "text"));
    drawn.append(made("p", Safeclose.say(`by.${each.by}`, { signer: orErased(each.signer) }), "small"));
    drawn.append(made("p", when(each), "small quiet"));
    return drawn;
  };

  const told = ({ name, ok, message }) => {
    const own = name.replace(/^given (?!events)/, "");
    const words = Safeclose.knows(`check.${own}`) ? Safeclose.say(`check.${own}`) : name;
    const line = made("li");
    const mark = made("span", ok ? "✓" : "✕", ok ? "mark held" : "mark failed");
    mark.setAttribute("aria-hidden", "true");
    const title = made("strong", own === name ? words : Safeclose.say("check.given", { what: words }));
    const said = made("p", "", "small quiet");
    spoken(said, { message });
    line.append(mark, title, made("span", ` ${Safeclose.say(ok ? "held" : "failed")}`, ok ? "held" : "failed"), said);
    return line;
  };

  const made = (tag, text = "", kind = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  const drop = (event) => {
    event.preventDefault();
    find("drop").classList.remove("over");
    if (Safeclose.screen() !== "choose" || !event.dataTransfer.files.length) return;
    find("files").files = event.dataTransfer.files;
    find("files").removeAttribute("aria-invalid");
    find("check").click();
  };

  document.addEventListener("DOMContentLoaded", () => {
    Safeclose.press(find("check"), check);
    Safeclose.press(find("another"), async () => {
      find("files").value = "";
      Safeclose.show("choose");
    });
    // Anywhere on the page, so that a file dropped beside the box does not replace the page.
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      find("drop").classList.add("over");
    });
    document.addEventListener("dragleave", () => find("drop").classList.remove("over"));
    document.addEventListener("drop", drop);
    Safeclose.onLanguage(() => report && tell());
    document.querySelector("[data-from]").textContent = "Safeclose";
  });
})();
