"use strict";

// The ceremony: which screen is next is what the API says, so a reload goes on where the signer was.
const Signing = (() => {
  const LINK = `/api/public${location.pathname}`;
  const LOOK_AGAIN = 20000; // milliseconds, while others sign first
  const NEEDS_ACCOUNT = ["pending", "opened"]; // states of a signer who has done nothing by this link
  const PLACES = { pending: "read", opened: "read", authenticated: "consent", consented: "adopt" };
  const find = (id) => document.getElementById(id);
  let wanted = null; // the id of the document that the signer chose, of several
  let waited = null; // what it tells while others sign first
  let state = null; // what the API tells of the link
  let before = "read"; // where someone who does not decline after all goes back to
  let isSaved = true; // whether all that was put is saved, when the signer goes away
  let isRead = false; // whether the signer said so since the page was opened
  let hasFiles = false; // whether a file was asked for since the page was opened
  let timer = null; // of the next look, while others sign first
  let isUnsure = false; // whether the last word may have arrived although no answer came back

  // --- where we are --------------------------------------------------------------------------------

  const load = async () => {
    const answer = await fetched();
    if (answer && place() === "identify" && Identity.isMet()) await identified();
    else if (answer) go(isReread() ? "read" : place());
  };

  // Whether the page was reloaded while its signer read the document once more.
  const isReread = () => Safeclose.screen() === "loading" && isReadable() && Boolean(history.state?.rereads);

  const reread = () => {
    keep({ rereads: true });
    go("read");
  };

  // The state of the link, anew; null where there is nothing (more) to do here, which is then shown.
  const fetched = async () => {
    const { status, body } = await Safeclose.call("GET", wanted ? `${LINK}?document=${encodeURIComponent(wanted)}` : LINK);
    if (status === 404 && wanted) {
      wanted = null;
      return fetched();
    }
    if (status !== 200) return (await repeated()) ? null : over();
    if (body.state === "waiting") return wait(body);
    if (prefers(body.signer.language)) return fetched();
    if (!state) Host.tell("opened");
    state = body;
    Identity.expect(LINK, state);
    Person.expect(state.turnstileSiteKey);
    Objections.expect(LINK, state);
    Files.expect(LINK, state);
    hasFiles ||= Boolean(Files.asked());
    dress();
    Adopt.expect(LINK, state);
    if (isReadable()) Marks.expect(LINK, state);
    return state;
  };

  // The language that the sender says the signer reads, where the signer has not chosen one.
  const prefers = (language) => {
    if (!language || language === Safeclose.language() || new URLSearchParams(location.search).has("lang")) return false;
    Safeclose.speak(language);
    return true;
  };

  const wait = (told) => {
    waited = told;
    dressWaiting();
    if (Safeclose.screen() !== "waiting") Safeclose.show("waiting");
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_AGAIN);
    return null;
  };

  // By itself, and without a word while nothing has changed.
  const look = async () => {
    if (Safeclose.screen() !== "waiting") return;
    try {
      if (document.visibilityState === "visible") await load();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
    }
    if (Safeclose.screen() === "waiting") timer = setTimeout(look, LOOK_AGAIN);
    else if (state) Safeclose.announce(Safeclose.say("waiting.turn"));
  };

  const over = () => {
    find("maybe").hidden = !isUnsure;
    Safeclose.show("gone");
    return null;
  };

  const place = () => {
    if (Identity.isLocked()) return "locked";
    if (!isReadable()) return "identify";
    if (state.signer.hasToSignIn && NEEDS_ACCOUNT.includes(state.signer.status)) return "account";
    if (state.signer.status === "consented" && Files.asked()) return "upload";
    if (state.signer.status === "consented" && (added() || isAhead())) return "read";
    // Whoever had to be identified reads after that, and not before.
    if (Identity.isAsked() && state.signer.status === "authenticated" && !isRead) return "read";
    // Of several documents, each is read before it is signed.
    if (state.signer.status === "consented" && state.documents && !hasRead()) return "read";
    // A signature that was adopted before a reload is still adopted; without marks there is only it to look at.
    if (state.signer.status === "consented" && Adopt.isDone()) {
      if (state.marks.length) return "walk";
      if (state.documents?.some((one) => one.signed)) return "confirm";
    }
    return PLACES[state.signer.status];
  };

  const isReadable = () => !Identity.isAsked() || PLACES[state.signer.status] !== "read";

  // The file of a signer that is shown, if it is one: nobody signs it.
  const added = () => state.added?.find((one) => one.id === state.document.id);

  // Whether the document that is shown can be read, and not be signed: its step has not come. Before the consent, that
  // may be what it waits for.
  const isAhead = () => {
    const listed = state.documents?.find((one) => one.id === state.document.id);
    return listed?.signable === false && (state.signer.status === "consented" || state.documents.some(isOpen));
  };

  const isOpen = (one) => one.signable && !one.signed;

  const hasRead = () => (history.state?.read ?? []).includes(state.document.id);

  const go = (screen) => {
    Person.close();
    if (screen === "confirm") exhibit();
    Safeclose.show(screen);
    if (screen === "read") Reading.comeBack();
    if (screen === "adopt") Adopt.lettered();
    if (screen === "walk") Walk.open();
  };

  // --- what is shown of the state ------------------------------------------------------------------

  const dress = () => {
    Reading.open(state.document, isReadable());
    if (Identity.isLocked()) find("closed").hidden = true; // nobody can identify themselves by this link any more
    document.title = Safeclose.say("title", { title: state.document.title });
    from(state.envelope);
    find("title").textContent = state.document.title;
    find("facts").replaceChildren(...facts().flatMap(([name, value]) => [named("dt", Safeclose.say(name)), named("dd", value)]));
    const steps = ["identify", "read", "consent", "upload", "adopt", "walk", "confirm"].filter(isStep);
    for (const told of document.querySelectorAll("[data-step]"))
      told.textContent = Safeclose.say("step", { number: steps.indexOf(told.dataset.step) + 1, last: steps.length });
    list();
    listAdded();
    dressRead();
    disclose();
    if (Adopt.isDone()) exhibit();
  };

  // Of a package: all that is to be signed, and how far each document is.
  const list = () => {
    const documents = isReadable() ? state.documents ?? [] : [];
    find("documents").parentElement.hidden = documents.length < 2 && !added();
    find("documents").replaceChildren(...documents.map((one) => {
      const isNow = one.id === state.document.id;
      const open = !one.signable ? "documents.ahead" : one.required ? "documents.open" : "documents.optional";
      const told = one.signed ? "documents.signed" : isNow ? "documents.now" : open;
      const line = entry(one, isNow, one.signed, Safeclose.say(told));
      line.dataset.signed = one.signed;
      return line;
    }));
  };

  // What signers have added, to be read.
  const listAdded = () => {
    const files = isReadable() ? state.added ?? [] : [];
    find("added").parentElement.hidden = !files.length;
    find("added").replaceChildren(...files.map((one) =>
      entry(one, one.id === state.document.id, false, Safeclose.say("added.by", { name: one.addedBy }))));
  };

  const entry = (one, isNow, isDone, told) => {
    const line = named("li", "");
    const title = named(isDone || isNow ? "span" : "button", one.title);
    if (title.nodeName === "BUTTON") {
      title.type = "button";
      title.className = "link";
      Safeclose.press(title, () => choose(one.id));
    }
    if (isNow) title.setAttribute("aria-current", "step");
    const status = named("span", told);
    status.className = "small quiet";
    line.append(title, " ", status);
    return line;
  };

  // Of what can be read only, the page says so before anyone tries to sign it.
  const dressRead = () => {
    const { sender } = state.envelope;
    for (const name of ["why", "next"]) find(`account-${name}`).textContent = Safeclose.say(`account.${name}`, { sender });
    const [file, isReadOnly] = [added(), Boolean(added()) || isAhead()];
    find("read-only").hidden = !isReadOnly;
    if (isReadOnly) find("read-only").textContent = file ? Safeclose.say("read.added", { name: file.addedBy }) : Safeclose.say("read.ahead");
    find("read-how").hidden = isReadOnly;
    document.querySelector('[data-do="go-on"]').hidden = isReadOnly;
    document.querySelector('[data-do="onward"]').hidden = !isReadOnly || !hasMore();
  };

  // Whether there is anything to do beside what is read now.
  const hasMore = () => Boolean(Files.asked()) || state.signer.status !== "consented" || state.documents.some(isOpen);

  const choose = async (id) => {
    await Marks.save();
    wanted = id;
    if (await fetched()) go("read");
  };

  // In the header: who sent it, with their logo and colour.
  const from = ({ sender, brand }) => {
    const place = document.querySelector("[data-from]");
    place.replaceChildren(sender);
    if (brand?.logoUrl) {
      const logo = document.createElement("img");
      logo.className = "logo";
      logo.alt = "";
      logo.src = Safeclose.path(brand.logoUrl);
      place.prepend(logo);
    }
    place.closest("header").style.borderBottomColor = brand?.color ?? "";
  };

  const dressWaiting = () => {
    if (!waited?.envelope) return;
    const { title, envelope } = waited;
    from(envelope);
    find("waiting-title").textContent = title;
    const facts = [["facts.sender", envelope.sender], ["facts.signed", Safeclose.say("facts.signed.value", envelope)]];
    if (envelope.expiresAt) facts.push(["facts.expires", Safeclose.moment(envelope.expiresAt)]);
    find("waiting-facts").replaceChildren(...facts.flatMap(([name, value]) => [named("dt", Safeclose.say(name)), named("dd", value)]));
  };

  const isStep = (screen) => ({ identify: Identity.isAsked(), upload: hasFiles, walk: state.marks.length > 0 })[screen] ?? true;

  const facts = () => {
    const { document: paper, envelope, signer } = state;
    const role = Safeclose.knows(`role.${signer.role}`) ? Safeclose.say(`role.${signer.role}`) : signer.role;
    if (!isReadable()) return [["facts.sender", envelope.sender]];
    const found = [
      ["facts.sender", envelope.sender],
      ["facts.signer", Safeclose.say("facts.as", { name: signer.name, role })],
      ["facts.pages", Safeclose.say("facts.pages", { count: paper.pageCount })],
    ];
    if (envelope.signers > 1) found.push(["facts.signed", Safeclose.say("facts.signed.value", envelope)]);
    if (envelope.expiresAt) found.push(["facts.expires", Safeclose.moment(envelope.expiresAt)]);
    return found;
  };

  const named = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  };

  const disclose = () => {
    const [title, ...parts] = state.disclosure.text.split("\n\n");
    find("disclosure").lang = state.disclosure.language;
    find("disclosure").replaceChildren(named("h3", title), ...parts.map((part) => named("p", part)));
  };

  // What is about to be signed, and how.
  const exhibit = () => {
    find("confirm-what").textContent = Safeclose.say("confirm.what", { title: state.document.title });
    find("confirm-marks").hidden = !state.marks.length;
    find("confirm-marks").textContent = Safeclose.say("confirm.marks", { count: Marks.all().filter(Marks.isDone).length });
    Adopt.exhibit("signature", find("confirm-signature"));
    // Of several documents, not each has initials on it.
    const hasInitials = state.marks.some((mark) => mark.kind === "initials");
    find("confirm-initials").parentElement.hidden = !hasInitials;
    if (hasInitials) Adopt.exhibit("initials", find("confirm-initials"));
  };

  // --- what is done --------------------------------------------------------------------------------

  // The body of a good answer. Null where things have moved on, and the page with them.
  const post = async (path, body, headers) => {
    const answer = await Safeclose.call("POST", path, body, headers);
    if (answer.status === 200 || answer.status === 201) return answer.body;
    if (answer.status === 410) return over();
    if (answer.status === 409) return answer.body.error === "idempotency_in_progress" ? soon() : moved();
    throw new Safeclose.Trouble(answer.status === 403 ? answer.body.error : "refused", 0, answer.body);
  };

  // The same request is still under way, from a connection that was lost: a second press, later, gets its answer.
  const soon = () => {
    throw new Safeclose.Trouble("unavailable");
  };

  const moved = async () => {
    await load();
    if (Safeclose.screen() === "walk" && Marks.missing().length) Walk.missing();
    else if (Safeclose.screen() !== "locked") Safeclose.tell(Safeclose.say("trouble.moved"));
    return null;
  };

  const goOn = async () => {
    isRead = true;
    keep({ rereads: false });
    if (state.documents) keep({ read: [...(history.state?.read ?? []), state.document.id] });
    if (place() === "read") await identified();
    else await onTo(place());
  };

  // Away from what can be read only, to what is there to do.
  const onward = async () => {
    wanted = null;
    if (await fetched()) go(place());
  };

  const onTo = (screen) => (screen === "confirm" ? confirm() : go(screen));

  const identified = async () => {
    try {
      await step({ action: "authenticate", codeVerified: Identity.isAsked() });
    } catch (trouble) {
      if (trouble.kind !== "code_not_verified") throw trouble;
      Identity.forget();
      go("identify");
      Safeclose.tell(Safeclose.say("trouble.unverified"));
    }
  };

  const step = async (body) => {
    const answer = await post(LINK, body);
    if (!answer) return;
    state.signer.status = answer.signer.status;
    state.challenge = null;
    // What is asked of a signer is told after they are identified.
    if (body.action === "authenticate" && Identity.isAsked() && !(await fetched())) return;
    dress();
    go(place());
  };

  const consent = () => step({ action: "consent", language: state.disclosure.language });

  const adopt = async () => {
    if (!(await Adopt.take())) return;
    Marks.dress();
    if (state.marks.length) go("walk");
    else await confirm();
  };

  const confirm = async () => {
    await ask("confirm");
  };

  // A screen with a last question, and with the check that a person answers it.
  const ask = async (screen) => {
    go(screen);
    try {
      await Person.open(screen);
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      Safeclose.tell(trouble.words());
    }
  };

  const last = async (body, headers) => {
    const proof = await Person.proof();
    try {
      return await post(LINK, { ...body, ...proof }, headers);
    } catch (trouble) {
      isUnsure ||= ["offline", "unavailable", "fault"].includes(trouble.kind);
      Person.again();
      throw trouble.kind === "turnstile_failed" ? new Safeclose.Trouble("personFailed") : trouble;
    }
  };

  const sign = async () => {
    const body = { action: "sign", ...Adopt.body() };
    if (state.documents) body.documentId = state.document.id;
    const answer = await last(body, { "Idempotency-Key": keyOf(body) });
    if (answer?.state === "signed") finish("signed", answer);
    else if (answer) await following();
  };

  // The next of several documents; `done` says what was done, where it was not the signing of this one.
  const following = async (done = "") => {
    const { title } = state.document;
    wanted = null;
    if (!(await fetched())) return done && Safeclose.announce(done);
    go(place());
    Safeclose.announce(done || Safeclose.say("documents.next", { signed: title, title: state.document.title }));
    return undefined;
  };

  // The same request has the same key, also after a reload: whose answer was lost gets it by that.
  const keyOf = (body) => {
    const asked = history.state?.asked;
    if (asked && JSON.stringify(asked.body) === JSON.stringify(body)) return asked.key;
    const key = newKey();
    keep({ asked: { body, key } });
    return key;
  };

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The link is used up. If this page signed by it and the answer was lost, it is here.
  const repeated = async () => {
    const asked = history.state?.asked;
    if (!asked) return false;
    isUnsure = true;
    const { status, body } = await Safeclose.call("POST", LINK, asked.body, { "Idempotency-Key": asked.key });
    if (status !== 200 || body.state !== "signed") return false;
    finish("signed", body);
    return true;
  };

  const decline = async () => {
    const answer = await last({ action: "decline", reason: find("reason").value });
    if (answer) finish("declined", answer);
  };

  // What a reload of this tab needs before that: in its own history entry, too.
  const keep = (values) => history.replaceState({ ...history.state, ...values }, "");

  // The link is used up now; what a reload of this tab needs stays in the tab's own history entry.
  const finish = (how, answer) => {
    history.replaceState({ [how]: answer }, "");
    Reading.forget();
    Host.tell(how);
    conclude();
  };

  const conclude = () => {
    go(history.state.signed ? "done" : "declined");
    if (history.state.signed) Copy.follow(history.state.signed);
  };

  // --- buttons -------------------------------------------------------------------------------------

  const begin = async () => {
    try {
      await load();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      Safeclose.show("failed");
      Safeclose.tell(trouble.words());
    }
  };

  const check = async () => {
    await load();
    if (Safeclose.screen() === "waiting") Safeclose.announce(Safeclose.say("waiting.still"));
  };

  // The notice has to be read in the language that is chosen now, so it is asked for again.
  const speak = async () => {
    document.title = Safeclose.say("page");
    dressWaiting();
    if (Safeclose.screen() === "later") dressLater();
    if (!state || !document.querySelector("[data-screens]:not([hidden])")) return;
    dress();
    try {
      await fetched();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      Safeclose.tell(trouble.words());
    }
  };

  // Says what is saved, after all that can be saved is.
  const later = async () => {
    before = Safeclose.screen();
    isSaved = true;
    try {
      await Marks.save();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      isSaved = false;
    }
    dressLater();
    go("later");
  };

  const dressLater = () => {
    const until = state.envelope.expiresAt;
    find("later-what").textContent = Safeclose.say(isSaved ? "later.what" : "later.unsaved");
    find("later-until").hidden = !until;
    if (until) find("later-until").textContent = Safeclose.say("later.until", { moment: Safeclose.moment(until) });
  };

  const BUTTONS = {
    load: begin, check, consent, adopt, sign, decline, "go-on": goOn, onward,
    back: reread, "back-to-adopt": () => go("adopt"), "leave-confirm": () => go(place()),
    "open-decline": () => { before = Safeclose.screen(); return ask("decline"); }, "leave-decline": () => go(before),
    later, "leave-later": () => go(before),
  };

  const start = () => {
    for (const one of [Reading, Identity, Adopt, Walk, Marks, Copy, Objections, Files]) one.start();
    for (const [name, act] of Object.entries(BUTTONS))
      for (const button of document.querySelectorAll(`[data-do="${name}"]`)) Safeclose.press(button, async () => act());
    Safeclose.onLanguage(speak);
    if (history.state?.signed || history.state?.declined) conclude();
    else begin();
  };

  return { confirm, finish, following, go, identified, keep, newKey, place, post, start };
})();

document.addEventListener("DOMContentLoaded", Signing.start);
