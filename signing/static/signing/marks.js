"use strict";

// What the signer puts on the pages: shown there, and saved in batches while they go on.
const Marks = (() => {
  const SOON = 400; // milliseconds until what was put is saved, together with what is put meanwhile
  const RETRIES = [2000, 5000, 15000, 60000]; // and until it is tried again
  const find = (id) => document.getElementById(id);
  let link = "";
  let documentId = null; // of which the marks are, where there are several documents
  let signer = null;
  let marks = []; // as the API answered them
  let pending = new Map(); // values by id that are not saved yet; null for what has none
  let saving = null; // the request that is under way
  let failures = 0; // in a row
  let isSingle = false; // whether marks are saved one by one, to find the one that is refused
  let timer = null;
  let chosen = null; // the id of the mark that the panel is about

  const expect = (path, state) => {
    link = path;
    signer = state.signer;
    const before = documentId;
    documentId = state.documents ? state.document.id : null;
    if (before !== documentId) {
      pending = new Map();
      chosen = null;
      Walk.reset();
    }
    marks = state.marks;
    restore(history.state ?? {});
    draw();
  };

  // What was put or typed before a reload, and is not saved.
  const restore = ({ pending: kept = [], draft = [], of = null }) => {
    if (pending.size || of !== documentId) return;
    pending = new Map([...kept, ...draft].filter(([id]) => marks.some((mark) => mark.id === id)));
    if (pending.size) schedule(SOON);
  };

  // --- what is put ---------------------------------------------------------------------------------

  // With what is not saved yet.
  const all = () => marks.map((mark) => (pending.has(mark.id) ? { ...mark, put: true, value: pending.get(mark.id) } : mark));

  const isDone = (mark) => {
    if (mark.kind === "checkbox") return mark.value === true;
    return mark.kind === "text" ? Boolean(mark.value) : mark.put;
  };

  const missing = () => all().filter((mark) => mark.required && !isDone(mark));

  const put = (id, value = null) => {
    pending.set(id, value);
    keep();
    dress();
    schedule(SOON);
  };

  const keep = () => Signing.keep({ pending: [...pending], draft: [], of: documentId });

  // A text that is being typed: put when the signer goes on, and kept until then.
  const draft = (id, text) => Signing.keep({ draft: [[id, text]], of: documentId });

  // --- saving --------------------------------------------------------------------------------------

  const schedule = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(attempt, milliseconds);
  };

  // Saves by itself: a failure is told, and tried again.
  const attempt = async () => {
    try {
      await save();
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      if (trouble.kind === "mark") Walk.refused(trouble);
      else later(trouble);
    }
  };

  const later = (trouble) => {
    const wait = trouble.seconds ? trouble.seconds * 1000 : RETRIES[Math.min(failures - 1, RETRIES.length - 1)];
    schedule(wait);
  };

  // Until all is saved; throws a Trouble where it can't be. False where the page has moved on.
  const save = async () => {
    clearTimeout(timer);
    while (pending.size) {
      saving ??= send([...pending].slice(0, isSingle ? 1 : undefined)).finally(() => { saving = null; });
      if (!(await saving)) return false;
    }
    isSingle = false;
    return true;
  };

  const send = async (batch) => {
    let answer;
    try {
      answer = await Signing.post(`${link}/marks`, { marks: batch.map(([markId, value]) => ({ markId, value })), ...(documentId && { documentId }) });
    } catch (trouble) {
      if (trouble.kind === "refused") return refuse(batch, trouble);
      failures += 1;
      tell("walk.unsaved");
      throw trouble;
    }
    if (!answer) return false;
    marks = answer.marks;
    for (const [id, value] of batch) if (pending.get(id) === value) pending.delete(id);
    failures = 0;
    tell("walk.saved");
    keep();
    dress();
    return true;
  };

  // A batch is taken whole or not at all: one by one, the mark is found that is not accepted.
  const refuse = ([[id, value], ...others], trouble) => {
    isSingle = true;
    if (others.length) return true;
    if (pending.get(id) === value) pending.delete(id);
    keep();
    dress();
    throw Object.assign(new Safeclose.Trouble("mark", 0, trouble.body), { mark: id, value });
  };

  // Said aloud only when it changes to the worse, or back.
  const tell = (key) => {
    const place = find("saving");
    const before = place.dataset.key;
    if (before === key) return;
    place.dataset.key = key;
    place.textContent = Safeclose.say(key);
    if (key === "walk.unsaved" || before === "walk.unsaved") Safeclose.announce(place.textContent);
  };

  // --- on the pages --------------------------------------------------------------------------------

  const draw = () => {
    for (const box of document.querySelectorAll(".mark")) box.remove();
    for (const mark of marks) {
      const box = document.createElement("button");
      box.type = "button";
      box.className = "mark";
      // The panel leads to all marks with the keyboard; these are for who points at them.
      box.tabIndex = -1;
      box.dataset.mark = mark.id;
      for (const [side, along, whole] of [["left", "x", "pageWidth"], ["top", "y", "pageHeight"], ["width", "width", "pageWidth"], ["height", "height", "pageHeight"]])
        box.style[side] = `${(mark[along] / mark[whole]) * 100}%`;
      box.addEventListener("click", () => Walk.point(mark.id));
      Reading.place(mark, box);
    }
    dress();
  };

  const dress = () => {
    for (const mark of all()) {
      const box = at(mark.id);
      box.dataset.done = isDone(mark);
      box.toggleAttribute("data-now", mark.id === chosen);
      box.setAttribute("aria-label", told(mark));
      box.replaceChildren(content(mark));
    }
  };

  const at = (id) => document.querySelector(`.mark[data-mark="${CSS.escape(id)}"]`);

  const content = (mark) => {
    if (!isDone(mark)) return name(mark);
    if (mark.kind === "checkbox") return Drawings.cross(mark);
    if (mark.kind === "signature" || mark.kind === "initials")
      return Adopt.drawing(mark.kind) ? Drawings.fitted(Adopt.drawing(mark.kind), mark) : name(mark);
    return Drawings.line({ name: signer.name, date: today(), text: mark.value }[mark.kind], mark);
  };

  const name = (mark) => {
    const words = document.createElement("span");
    words.textContent = Safeclose.say(`kind.${mark.kind}`);
    return words;
  };

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  // A mark in words: what it is, where, whether it must be and whether it is done.
  const told = (mark) => Safeclose.say("walk.told", {
    kind: Safeclose.say(`kind.${mark.kind}`).toLocaleLowerCase(Safeclose.locale()),
    label: mark.label ? Safeclose.say("walk.label", mark) : "",
    page: mark.page,
    need: Safeclose.say(mark.required ? "walk.required" : "walk.optional"),
    done: Safeclose.say(isDone(mark) ? "walk.done" : "walk.open"),
  });

  const choose = (id) => {
    chosen = id;
    dress();
    Reading.reveal(at(id));
  };

  const start = () => {
    window.addEventListener("online", () => { if (pending.size) attempt(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && pending.size) attempt(); });
    Safeclose.onLanguage(() => {
      if (find("saving").dataset.key) find("saving").textContent = Safeclose.say(find("saving").dataset.key);
      dress();
    });
  };

  return { all, choose, draft, dress, expect, isDone, missing, put, save, start, told };
})();
