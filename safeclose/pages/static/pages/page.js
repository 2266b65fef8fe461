"use strict";

// What the scripts of all pages share; safeclose/pages/__init__.py tells how to use it.
const Safeclose = (() => {
  const root = document.documentElement;
  const tables = { en: {}, fr: {} };
  const listeners = [];
  const PATIENCE = 30000; // milliseconds until an answer counts as lost
  const PATIENCE_WITH_FILES = 300000; // on a slow line, files take their time

  // --- language ------------------------------------------------------------------------------------

  const language = () => (root.lang === "fr" ? "fr" : "en");
  const locale = () => (language() === "fr" ? "fr-CA" : "en-CA");

  const words = (table) => {
    for (const code of Object.keys(tables)) Object.assign(tables[code], table[code]);
  };

  const say = (key, values = {}) => {
    const table = tables[language()];
    const counted = "count" in values && `${key}.${new Intl.PluralRules(locale()).select(values.count)}`;
    const text = table[counted && counted in table ? counted : counted ? `${key}.other` : key];
    if (text === undefined) throw new Error(`No words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };

  const knows = (key) => key in tables[language()];

  const translate = (within) => {
    for (const element of within.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of within.querySelectorAll("[data-say-label]"))
      element.setAttribute("aria-label", say(element.dataset.sayLabel));
  };

  const speak = (code) => {
    root.lang = code;
    const address = new URL(location.href);
    address.searchParams.set("lang", code);
    history.replaceState(history.state, "", address);
    dress();
    for (const listener of listeners) listener();
  };

  const dress = () => {
    translate(document);
    const toggle = document.querySelector("[data-language]");
    toggle.textContent = say("otherLanguage");
    toggle.lang = language() === "fr" ? "en" : "fr";
  };

  const format = (iso, options) => new Intl.DateTimeFormat(locale(), options).format(new Date(iso));
  const inOneLine = (text) => text.replace(/\s/g, "\u00a0");
  const time = (iso) => inOneLine(format(iso, { timeStyle: "short" }));

  const moment = (iso) => {
    const plain = format(iso, { timeStyle: "short" });
    const whole = format(iso, { dateStyle: "long", timeStyle: "short" }).replace(plain, inOneLine(plain));
    return `${whole} (${zone(iso)})`;
  };

  const zone = (iso) =>
    new Intl.DateTimeFormat(locale(), { timeZoneName: "short" })
      .formatToParts(new Date(iso)).find((part) => part.type === "timeZoneName").value;

  // --- the API -------------------------------------------------------------------------------------

  class Trouble extends Error {
    // `body`: of the answer. Its sentences are for programs: pages have their own, in both languages, with values from it.
    constructor(kind, seconds = 0, body = {}) {
      super(kind);
      this.kind = kind;
      this.seconds = seconds;
      this.body = body;
    }

    words() {
      if (this.kind !== "limited") return say(knows(`trouble.${this.kind}`) ? `trouble.${this.kind}` : "trouble.fault", this.body);
      if (this.seconds <= 90) return say("trouble.limited", { count: this.seconds });
      return say("trouble.limitedLong", { count: Math.ceil(this.seconds / 60) });
    }
  }

  const path = (url) => {
    const { pathname, search } = new URL(url, location.origin);
    return pathname + search;
  };

  const ask = async (method, address, body, headers = {}) => {
    const hasFiles = body instanceof FormData;
    const request = {
      method, cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
      headers: { "Accept-Language": language(), ...headers },
      signal: AbortSignal.timeout(hasFiles ? PATIENCE_WITH_FILES : PATIENCE),
    };
    if (hasFiles) {
      request.body = body;
    } else if (body !== undefined) {
      request.body = JSON.stringify(body);
      request.headers["Content-Type"] = "application/json";
    }
    try {
      const answer = await fetch(address, request);
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: answer.status, headers: answer.headers, body: await (isJson ? answer.json() : answer.text()) };
    } catch {
      throw new Trouble("offline"); // no network, no answer in time, or half an answer
    }
  };

  const call = async (method, address, body, headers) => {
    const answer = await ask(method, address, body, headers);
    if (answer.status === 429) throw new Trouble("limited", Number(answer.headers.get("Retry-After")) || 60);
    if ([502, 503, 504].includes(answer.status)) throw new Trouble("unavailable");
    if (answer.status >= 500) throw new Trouble("fault");
    return answer;
  };

  // --- screens -------------------------------------------------------------------------------------

  const screens = () => [...document.querySelectorAll("[data-screen]")];
  const screen = () => screens().find((one) => !one.hidden)?.dataset.screen;

  const show = (name) => {
    for (const one of screens()) one.hidden = one.dataset.screen !== name;
    const shown = screens().find((one) => !one.hidden);
    for (const around of document.querySelectorAll("[data-screens]")) around.hidden = !around.contains(shown);
    document.body.dataset.at = name;
    tell("");
    const heading = document.getElementById(shown.dataset.heading) || shown.querySelector("h1, h2");
    heading.focus({ preventScroll: true }); // what stands beside the screen stays where the reader has it
    const { top, bottom } = heading.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) window.scrollTo(0, 0);
  };

  // Shown and said where things went wrong, on this screen or on the one of an element.
  const tell = (text, near = screens().find((one) => !one.hidden)) => {
    const told = near?.closest("[data-screen]")?.querySelector("[data-trouble]");
    if (told) told.textContent = text;
    if (told && text) told.scrollIntoView({ block: "nearest" });
    return Boolean(told);
  };

  const announce = (text) => {
    document.querySelector("[data-live]").textContent = text;
  };

  const press = (button, act) => {
    let running = false;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      // The second half of a double click may hit the button of the next screen.
      if (running || event.detail > 1) return;
      running = true;
      button.setAttribute("aria-disabled", "true");
      tell("", button);
      try {
        await act();
      } catch (trouble) {
        if (!(trouble instanceof Trouble && tell(trouble.words(), button))) throw trouble;
      } finally {
        running = false;
        button.removeAttribute("aria-disabled");
      }
    });
  };

  // Something that was typed is not right: the field says so, and has the focus.
  const mark = (field, kind) => {
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    field.focus();
    return new Trouble(kind);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-language]").addEventListener("click", () => {
      speak(language() === "fr" ? "en" : "fr");
    });
  });

  const onLanguage = (listener) => listeners.push(listener);
  return {
    announce, call, dress, knows, language, locale, mark, moment, onLanguage, path, press, say, screen, show, speak, tell, time,
    translate, Trouble, words,
  };
})();

document.addEventListener("DOMContentLoaded", () => Safeclose.dress());
