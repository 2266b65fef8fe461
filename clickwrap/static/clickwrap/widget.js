"use strict";

// Safeclose clickwrap: shows an agreement, and records that it is accepted.
//
//   <div data-safeclose-agreement="agr_…" data-subject-ref="…" data-language="en"></div>
//   <script defer src="https://…/consent/widget.js"></script>
//
// Emits on that element, and up from there: `safeclose:loaded`, `safeclose:accepted` with detail {agreementId,
// acceptanceId, versionHash, acceptedAt, language}, and `safeclose:error` with detail {agreementId, reason}.
// A text that exists in several languages is shown in that of the element, of the page or of the browser, and can be
// read in the others. After acceptance there is a link to the receipt, which is for the person: no event has it.
// `SafecloseClickwrap.mount(element)` does the same for an element that is made later.
// Its look follows the font and the colour of the page. Of the button: --safeclose-accent; of the text: --safeclose-ink,
// --safeclose-paper, --safeclose-text-height.
window.SafecloseClickwrap ??= (() => {
  const ORIGIN = new URL(document.currentScript.src, document.baseURI).origin;
  const PATIENCE = 30000; // milliseconds until an answer counts as lost
  const WORDS = {
    en: {
      loading: "One moment…",
      from: "{organization} asks you to read and accept this.",
      text: "Text of the agreement",
      read: "I have read the agreement and accept it.",
      accept: "Accept",
      unticked: "Tick the box first, to say that you accept.",
      switched: "This is another text than the one you ticked. Read it, then accept it.",
      changed: "The text has changed since you opened it. Read it again, then accept it.",
      accepted: "Thank you, you have accepted",
      when: "{title}, {moment}.",
      reference: "Reference: {id}",
      receipt: "Your receipt, to keep",
      other: "Lire ce texte en français",
      gone: "This agreement is not available",
      goneWhy: "It may have been withdrawn, or the address is not complete. Ask whoever sent you here.",
      failed: "This could not be loaded",
      again: "Try again",
      offline: "The service can’t be reached. Check your connection to the internet, then try again.",
      limited: "That was too often in a short time. Wait a minute, then try again.",
      unavailable: "The service can’t do this right now. Wait a moment, then try again.",
      fault: "Something went wrong on our side. Try again.",
    },
    fr: {
      loading: "Un instant…",
      from: "{organization} vous demande de lire et d’accepter ce qui suit.",
      text: "Texte de l’entente",
      read: "J’ai lu l’entente et je l’accepte.",
      accept: "Accepter",
      unticked: "Cochez d’abord la case, pour dire que vous acceptez.",
      switched: "Ce texte n’est pas celui que vous avez coché. Lisez-le, puis acceptez-le.",
      changed: "Le texte a changé depuis que vous l’avez ouvert. Relisez-le, puis acceptez-le.",
      accepted: "Merci, vous avez accepté",
      when: "{title}, {moment}.",
      reference: "Référence : {id}",
      receipt: "Votre reçu, à conserver",
      other: "Read this text in English",
      gone: "Cette entente n’est pas disponible",
      goneWhy: "Elle a peut-être été retirée, ou l’adresse est incomplète. Demandez à qui vous a envoyé ici.",
      failed: "Le chargement a échoué",
      again: "Réessayer",
      offline: "Le service est injoignable. Vérifiez votre connexion à Internet, puis réessayez.",
      limited: "C’était trop souvent en peu de temps. Attendez une minute, puis réessayez.",
      unavailable: "Le service ne peut pas le faire en ce moment. Attendez un instant, puis réessayez.",
      fault: "Une erreur est survenue de notre côté. Réessayez.",
    },
  };
  const LOOK = `
    :host { display: block; }
    [hidden] { display: none !important; }
    .box {
      --accent: var(--safeclose-accent, #1d4f91);
      box-sizing: border-box; line-height: 1.55; text-align: start;
    }
    .box *, .box *::before { box-sizing: border-box; }
    .box > * + * { margin-block-start: 1rem; }
    h1, h2, h3, h4, h5, h6, p { margin: 0; overflow-wrap: anywhere; }
    h1, h2, h3, h4, h5, h6 { font-size: 1.375rem; line-height: 1.25; font-weight: 650; }
    h1:focus, h2:focus, h3:focus, h4:focus, h5:focus, h6:focus { outline: none; }
    .text {
      max-height: var(--safeclose-text-height, 22rem); overflow: auto; padding: 1rem; border: 1px solid #7b8694;
      border-radius: 10px; background: var(--safeclose-paper, #fff); color: var(--safeclose-ink, #1b2430); white-space: pre-wrap; overflow-wrap: anywhere;
    }
    form > * + * { margin-block-start: 1rem; }
    label { display: flex; gap: .75rem; align-items: flex-start; min-height: 44px; padding-block: .5rem; cursor: pointer; }
    input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
    button {
      min-height: 48px; padding: .625rem 1.5rem; border: 1px solid var(--accent); border-radius: 10px;
      background: var(--accent); color: #fff; font: inherit; font-weight: 600; cursor: pointer;
    }
    a { color: var(--accent); text-underline-offset: .15em; }
    a.receipt { display: inline-flex; align-items: center; min-height: 44px; font-weight: 600; }
    button.other { min-height: 44px; padding: 0; border: 0; background: none; color: var(--accent); font-weight: 400; text-align: start; text-decoration: underline; text-underline-offset: .15em; }
    button[aria-disabled="true"] { cursor: progress; opacity: .75; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .trouble:empty { display: none; }
    .trouble { padding: .75rem 1rem; border: 1px solid #a3262b; border-left-width: 4px; border-radius: 10px; background: #fdf4f4; color: #a3262b; font-weight: 500; }
    .quiet { font-size: .9375rem; }
    @media (max-width: 30rem) { button:not(.other) { width: 100%; } }
    @media (forced-colors: active) { button, .text { border-color: ButtonText; } }
  `;

  class Trouble extends Error {}

  const ask = async (method, id, body, query = "") => {
    const request = {
      method, cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    };
    if (body) Object.assign(request, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    let answer;
    try {
      const found = await fetch(`${ORIGIN}/api/public/clickwrap/${encodeURIComponent(id)}${query}`, request);
      answer = { status: found.status, body: await found.json() };
    } catch {
      throw new Trouble("offline"); // no network, no answer in time, or half an answer
    }
    if (answer.status === 410) throw new Trouble("gone");
    if (answer.status === 409) throw new Trouble("changed");
    if (answer.status === 429) throw new Trouble("limited");
    if (answer.status === 503) throw new Trouble("unavailable");
    if (answer.status >= 400) throw new Trouble("fault");
    return answer.body;
  };

  const made = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  class Clickwrap {
    constructor(host) {
      this.host = host;
      this.id = host.dataset.safecloseAgreement;
      this.root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(LOOK);
      this.root.adoptedStyleSheets = [sheet];
      this.box = made("div", { class: "box" });
      this.root.append(this.box);
      this.tick = made("input", { type: "checkbox", id: "tick", "aria-describedby": "trouble" });
      this.trouble = made("p", { class: "trouble", id: "trouble", role: "alert" });
      new MutationObserver(() => this.speak()).observe(host, { attributeFilter: ["data-language"] });
      this.load();
    }

    // --- words ---

    language() {
      const wanted = this.host.dataset.language || document.documentElement.lang || navigator.language || "";
      return wanted.toLowerCase().startsWith("fr") ? "fr" : "en";
    }

    // Another language: of the words around the text; and of the text, where it exists in that.
    async speak() {
      this.draw();
      const { language, languages = [] } = this.agreement ?? {};
      const wanted = this.language();
      if (this.state !== "reading" || this.running || language === wanted || !languages.includes(wanted)) return;
      const wasTicked = this.tick.checked;
      const within = this.root.activeElement?.id;
      this.tick.checked = false; // what the person ticked was the other text
      await this.load();
      if (this.state !== "reading") return;
      if (wasTicked) this.tell("switched");
      if (within) this.root.getElementById(within)?.focus();
    }

    say(key, values = {}) {
      return WORDS[this.language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    }

    moment(iso) {
      const style = {
        year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
      };
      const whole = new Intl.DateTimeFormat(`${this.language()}-CA`, style).format(new Date(iso));
      // The time stays in one line.
      return whole.replace(/\d{1,2}(:|\sh\s)\d{2}(\s[ap]\.m\.)?/, (time) => time.replace(/\s/g, "\u00a0"));
    }

    emit(name, detail) {
      const event = new CustomEvent(`safeclose:${name}`, { bubbles: true, detail: { agreementId: this.id, ...detail } });
      this.host.dispatchEvent(event);
    }

    // --- what happens ---

    async load() {
      this.show("loading");
      try {
        this.agreement = await ask("GET", this.id, undefined, `?lang=${this.language()}`);
        this.show("reading");
        this.emit("loaded", {
          title: this.agreement.title, organization: this.agreement.organization, versionHash: this.agreement.versionHash,
        });
      } catch (trouble) {
        this.fail(trouble);
      }
    }

    async accept() {
      if (this.running) return;
      this.tell("");
      if (!this.tick.checked) {
        this.tell("unticked");
        this.tick.focus();
        return;
      }
      this.run(true);
      try {
        const { versionHash: seen, language } = this.agreement;
        const body = { versionHash: seen };
        if (language) body.language = language;
        if (this.host.dataset.subjectRef) body.subjectRef = this.host.dataset.subjectRef;
        if (this.host.dataset.subjectToken) body.subjectToken = this.host.dataset.subjectToken;
        const { acceptanceId, versionHash, acceptedAt, receiptUrl } = await ask("POST", this.id, body);
        this.receipt = receiptUrl;
        this.done = { acceptanceId, versionHash, acceptedAt, language };
        this.show("accepted");
        this.heading.focus();
        this.emit("accepted", this.done);
      } catch (trouble) {
        await this.refused(trouble);
      } finally {
        this.run(false);
      }
    }

    // What the person ticked was another text: they see the new one, and tick again.
    async refused(trouble) {
      if (trouble.message === "changed") {
        this.tick.checked = false;
        await this.load();
      }
      if (trouble.message === "changed" && this.state === "reading") {
        this.emit("error", { reason: "changed" });
        this.tell("changed");
        this.heading.focus();
      } else if (trouble.message === "gone" || !(trouble instanceof Trouble)) {
        this.fail(trouble);
      } else if (this.state === "reading") {
        this.tell(trouble.message);
        this.emit("error", { reason: trouble.message });
      }
    }

    fail(trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.reason = trouble.message;
      const hadFocus = this.root.activeElement !== null;
      this.show(this.reason === "gone" ? "gone" : "failed");
      if (hadFocus) this.heading.focus();
      this.emit("error", { reason: this.reason });
    }

    run(running) {
      this.running = running;
      this.button?.setAttribute("aria-disabled", String(running));
    }

    tell(key) {
      this.told = key;
      this.trouble.textContent = key && this.say(key);
      if (key) this.trouble.scrollIntoView({ block: "nearest" });
    }

    // --- what is seen ---

    show(state) {
      this.state = state;
      this.told = "";
      this.draw();
    }

    draw() {
      const scrolled = this.text?.scrollTop;
      const within = this.root.activeElement?.id;
      this.box.lang = this.language();
      this.box.replaceChildren(...this[`draw_${this.state}`]());
      this.trouble.textContent = this.told && this.say(this.told);
      if (scrolled && this.text) this.text.scrollTop = scrolled;
      if (within) this.root.getElementById(within)?.focus();
    }

    headed(words) {
      const level = this.host.dataset.headingLevel || "2";
      this.heading = made(`h${level}`, { id: "heading", tabindex: "-1" }, words);
      return this.heading;
    }

    draw_loading() {
      return [made("p", { role: "status" }, this.say("loading"))];
    }

    draw_reading() {
      const { title, body, organization, language } = this.agreement;
      this.text = made("div", { class: "text", id: "text", role: "region", tabindex: "0", dir: "auto", "aria-label": this.say("text") });
      this.text.textContent = body;
      if (language) this.text.lang = language;
      this.button = made("button", { type: "submit", id: "accept" }, this.say("accept"));
      const form = made("form", { novalidate: "" },
        made("label", { for: "tick" }, this.tick, made("span", {}, this.say("read"))), this.trouble, this.button);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.accept();
      });
      const from = made("p", {}, this.say("from", { organization }));
      return [this.headed(title), from, ...this.choice(), this.text, form];
    }

    // Where the page around has no choice of languages itself.
    choice() {
      if ((this.agreement.languages ?? []).length < 2 || this.host.dataset.languageChoice === "off") return [];
      const other = this.language() === "fr" ? "en" : "fr";
      const button = made("button", { type: "button", class: "other", id: "other", lang: other }, this.say("other"));
      button.addEventListener("click", () => {
        this.host.dataset.language = other;
      });
      return [button];
    }

    draw_accepted() {
      const { acceptanceId, acceptedAt } = this.done;
      const when = this.say("when", { title: this.agreement.title, moment: this.moment(acceptedAt) });
      return [
        this.headed(this.say("accepted")), made("p", { role: "status" }, when), this.keepsake(),
        made("p", { class: "quiet" }, this.say("reference", { id: acceptanceId })),
      ];
    }

    keepsake() {
      if (!this.receipt) return ""; // an answer of the version before, while the service is upgraded
      const attributes = { class: "receipt", id: "receipt", href: this.receipt, target: "_blank", rel: "noopener" };
      return made("p", {}, made("a", attributes, this.say("receipt")));
    }

    draw_gone() {
      return [this.headed(this.say("gone")), made("p", {}, this.say("goneWhy"))];
    }

    draw_failed() {
      const again = made("button", { type: "button", id: "again" }, this.say("again"));
      again.addEventListener("click", () => this.load());
      this.told = this.reason;
      return [this.headed(this.say("failed")), this.trouble, again];
    }
  }

  const mount = (element) => {
    if (!element.shadowRoot) new Clickwrap(element);
  };
  const begin = () => {
    for (const element of document.querySelectorAll("[data-safeclose-agreement]")) mount(element);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  return { mount };
})();
