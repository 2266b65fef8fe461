"use strict";

// The ceremony: which screen is next is what the API says, so a reload goes on where the signer was.
const Signing = (() => {
  const LINK = `/api/public${location.pathname}`;
  const PLACES = { pending: "read", opened: "read", authenticated: "consent", consented: "adopt" };
  const find = (id) => document.getElementById(id);
  let state = null; // what the API tells of the link
  let before = "read"; // where someone who does not decline after all goes back to
  let isRead = false; // whether the signer said so since the page was opened
  let isUnsure = false; // whether the last word may have arrived although no answer came back

  // --- where we are --------------------------------------------------------------------------------

  const load = async () => {
    const answer = await fetched();
    if (answer && place() === "identify" && Identity.isMet()) await identified();
    else if (answer) go(place());
  };

  // The state of the link, anew; null where there is nothing (more) to do here, which is then shown.
  const fetched = async () => {
    const { status, body } = await Safeclose.call("GET", LINK);
    if (status !== 200) return over();
    if (body.state === "waiting") return Safeclose.show("waiting");
    state = body;
    Identity.expect(LINK, state);
    Person.expect(state.turnstileSiteKey);
    dress();
    Adopt.expect(LINK, state);
    if (isReadable()) Marks.expect(LINK, state);
    return state;
  };

  const over = () => {
    find("maybe").hidden = !isUnsure;
    Safeclose.show("gone");
    return null;
  };

  const place = () => {
    if (Identity.isLocked()) return "locked";
    if (!isReadable()) return "identify";
    // Whoever had to be identified reads after that, and not before.
    if (Identity.isAsked() && state.signer.status === "authenticated" && !isRead) return "read";
    // A signature that was adopted before a reload is still adopted; without marks there is only it to look at.
    if (state.signer.status === "consented" && state.marks.length && Adopt.isDone()) return "walk";
    return PLACES[state.signer.status];
  };

  const isReadable = () => !Identity.isAsked() || PLACES[state.signer.status] !== "read";

  const go = (screen) => {
    Person.close();
    Safeclose.show(screen);
    if (screen === "adopt") Adopt.lettered();
    if (screen === "walk") Walk.open();
  };

  // --- what is shown of the state ------------------------------------------------------------------

  const dress = () => {
    Reading.open(state.document, isReadable());
    document.title = Safeclose.say("title", { title: state.document.title });
    document.querySelector("[data-from]").textContent = state.envelope.sender;
    find("title").textContent = state.document.title;
    find("facts").replaceChildren(...facts().flatMap(([name, value]) => [named("dt", Safeclose.say(name)), named("dd", value)]));
    const steps = ["identify", "read", "consent", "adopt", "walk", "confirm"].filter(isStep);
    for (const told of document.querySelectorAll("[data-step]"))
      told.textContent = Safeclose.say("step", { number: steps.indexOf(told.dataset.step) + 1, last: steps.length });
    disclose();
    if (Adopt.isDone()) exhibit();
  };

  const isStep = (screen) => ({ identify: Identity.isAsked(), walk: state.marks.length > 0 })[screen] ?? true;

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
    find("confirm-initials").parentElement.hidden = !Adopt.drawing("initials");
    if (Adopt.drawing("initials")) Adopt.exhibit("initials", find("confirm-initials"));
  };

  // --- what is done --------------------------------------------------------------------------------

  // The body of a good answer. Null where things have moved on, and the page with them.
  const post = async (path, body) => {
    const answer = await Safeclose.call("POST", path, body);
    if (answer.status === 200) return answer.body;
    if (answer.status === 410) return over();
    if (answer.status === 409) return moved();
    throw new Safeclose.Trouble(answer.status === 403 ? answer.body.error : "refused", 0, answer.body.message);
  };

  const moved = async () => {
    await load();
    if (Safeclose.screen() === "walk" && Marks.missing().length) Walk.missing();
    else if (Safeclose.screen() !== "locked") Safeclose.tell(Safeclose.say("trouble.moved"));
    return null;
  };

  const goOn = async () => {
    isRead = true;
    if (place() === "read") await identified();
    else go(place());
  };

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
    exhibit();
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

  const last = async (body) => {
    const proof = await Person.proof();
    try {
      return await post(LINK, { ...body, ...proof });
    } catch (trouble) {
      isUnsure ||= ["offline", "unavailable", "fault"].includes(trouble.kind);
      Person.again();
      throw trouble.kind === "turnstile_failed" ? new Safeclose.Trouble("personFailed") : trouble;
    }
  };

  const sign = async () => {
    const answer = await last({ action: "sign", ...Adopt.body() });
    if (answer) finish("signed", answer);
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
    if (!state || !document.querySelector("[data-screens]:not([hidden])")) return;
    dress();
    try {
      await fetched();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      Safeclose.tell(trouble.words());
    }
  };

  const BUTTONS = {
    load: begin, check, consent, adopt, sign, decline, "go-on": goOn,
    back: () => go("read"), "back-to-adopt": () => go("adopt"), "leave-confirm": () => go(place()),
    "open-decline": () => { before = Safeclose.screen(); return ask("decline"); }, "leave-decline": () => go(before),
  };

  const start = () => {
    for (const one of [Reading, Identity, Adopt, Walk, Marks, Copy]) one.start();
    for (const [name, act] of Object.entries(BUTTONS))
      for (const button of document.querySelectorAll(`[data-do="${name}"]`)) Safeclose.press(button, async () => act());
    Safeclose.onLanguage(speak);
    if (history.state?.signed || history.state?.declined) conclude();
    else begin();
  };

  return { confirm, identified, keep, post, start };
})();

document.addEventListener("DOMContentLoaded", Signing.start);
