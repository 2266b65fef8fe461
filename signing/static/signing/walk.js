"use strict";

// From mark to mark: the panel asks for each, while the page shows where it is.
const Walk = (() => {
  const find = (id) => document.getElementById(id);
  const button = (name) => document.querySelector(`[data-do="${name}"]`);
  const PAUSE = 300; // milliseconds without another letter until a text is kept
  let timer = null;
  let number = -1; // of the mark that is asked for, from 0

  const mark = () => Marks.all()[number];

  // At the first that has to be done, else at the first that may be, else at the last.
  const open = () => {
    const marks = Marks.all();
    const first = [(one) => one.required && !Marks.isDone(one), (one) => !Marks.isDone(one)]
      .map((wanted) => marks.findIndex(wanted)).find((index) => index >= 0);
    go(first ?? marks.length - 1);
  };

  // The marks are those of another document now.
  const reset = () => {
    clearTimeout(timer);
    number = -1;
  };

  const go = (index, before = "") => {
    leave();
    number = index;
    Safeclose.tell("");
    find("mark-value").value = mark().kind === "text" ? mark().value ?? "" : "";
    find("mark-value").removeAttribute("aria-invalid");
    dress();
    Marks.choose(mark().id);
    Safeclose.announce(before + Safeclose.say("walk.mark", { ...counted(), told: Marks.told(mark()) }));
  };

  const counted = () => ({ number: number + 1, last: Marks.all().length });

  // What was typed and not put is put when the signer goes elsewhere.
  const leave = () => { if (isTyped()) enter(); };
  const isTyped = () => number >= 0 && mark().kind === "text" && typed() !== (mark().value ?? "");
  const typed = () => find("mark-value").value.trim();
  const enter = () => Marks.put(mark().id, typed());

  // --- the panel -----------------------------------------------------------------------------------

  const dress = () => {
    const { kind, label, page, required, value } = mark();
    const isDone = Marks.isDone(mark());
    find("mark-number").textContent = Safeclose.say("walk.number", counted());
    find("mark-what").textContent = Safeclose.say("walk.what", {
      kind: Safeclose.say(`kind.${kind}`), page, need: Safeclose.say(required ? "walk.required" : "walk.optional"),
    });
    find("mark-done").hidden = !isDone;
    find("mark-label").textContent = label;
    find("mark-label").hidden = !label || kind === "text" || kind === "checkbox";
    find("mark-text").hidden = kind !== "text";
    find("mark-tick").hidden = kind !== "checkbox";
    find("mark-text").querySelector("label").textContent = kind === "text" && label ? label : Safeclose.say("walk.text");
    find("mark-tick").querySelector("span").textContent = kind === "checkbox" && label ? label : Safeclose.say("walk.tick");
    find("mark-value").required = find("mark-checked").required = required;
    find("mark-checked").checked = value === true;
    find("mark-date").hidden = kind !== "date";
    find("mark-form").hidden = kind !== "text" && kind !== "checkbox";
    button("previous-mark").setAttribute("aria-disabled", number === 0);
    button("next-mark").setAttribute("aria-disabled", number === Marks.all().length - 1);
    dressButtons();
    list();
  };

  // One button for what is next: to put this mark, to go where one is missing, or to go on.
  const dressButtons = () => {
    const isPut = Marks.isDone(mark()) && !isTyped();
    const rest = Marks.missing();
    const next = isPut ? (rest.length ? "walk.onward" : "walk.go") : `put.${mark().kind}`;
    button("put").textContent = Safeclose.say(next);
    button("walked").hidden = isPut || rest.length > 0;
  };

  const list = () => {
    const lines = Marks.all().map((one, index) => {
      const [line, press] = [document.createElement("li"), document.createElement("button")];
      press.type = "button";
      press.className = "link";
      press.textContent = Marks.told(one);
      if (index === number) press.setAttribute("aria-current", "step");
      press.addEventListener("click", () => point(one.id));
      line.append(press);
      return line;
    });
    const within = find("mark-list").contains(document.activeElement);
    find("mark-list").replaceChildren(...lines);
    if (within) lines[number].firstChild.focus();
  };

  // --- what is done --------------------------------------------------------------------------------

  const put = async () => {
    if (Marks.isDone(mark()) && !isTyped()) return onward();
    if (mark().kind === "text") {
      if (!typed()) throw Safeclose.mark(find("mark-value"), "text");
      enter();
    } else {
      Marks.put(mark().id, mark().kind === "checkbox" ? true : null);
    }
    const said = `${Safeclose.say("walk.put", { kind: Safeclose.say(`kind.${mark().kind}`) })} `;
    const open = following();
    if (open >= 0) go(open, said);
    else dress();
    if (open < 0) Safeclose.announce(said + Safeclose.say("walk.all.done"));
    focus();
    return undefined;
  };

  const type = () => {
    dressButtons();
    clearTimeout(timer);
    timer = setTimeout(() => { if (isTyped()) Marks.draft(mark().id, typed()); }, PAUSE);
  };

  // The next that is not done, after this one or from the start.
  const following = () => {
    const marks = Marks.all();
    const after = marks.findIndex((one, index) => index > number && !Marks.isDone(one));
    return after >= 0 ? after : marks.findIndex((one) => one.required && !Marks.isDone(one));
  };

  const onward = async () => {
    if (!Marks.missing().length) return finish();
    go(following());
    focus();
    return undefined;
  };

  const finish = async () => {
    leave();
    if (Marks.missing().length) return missing();
    try {
      if (await Marks.save()) await Signing.confirm();
    } catch (trouble) {
      if (trouble.kind !== "mark") throw trouble;
      refused(trouble);
    }
    return undefined;
  };

  // Leads to the first that is missing, and says so.
  const missing = () => {
    const [first] = Marks.missing();
    point(first.id);
    Safeclose.tell(Safeclose.say("walk.missing", { count: Marks.missing().length }));
  };

  const step = (by) => {
    const index = number + by;
    if (index >= 0 && index < Marks.all().length) go(index);
  };

  const point = (id) => {
    if (Safeclose.screen() !== "walk") Safeclose.show("walk");
    go(Marks.all().findIndex((one) => one.id === id));
    focus();
  };

  // What the service did not accept stays in the field.
  const refused = ({ mark: id, value, body: { unprintable } }) => {
    if (Safeclose.screen() !== "walk") return;
    if (mark().id !== id) point(id);
    find("mark-value").value = value ?? "";
    dress();
    Safeclose.tell(unprintable ? Safeclose.say("trouble.letter", { letter: unprintable }) : Safeclose.say("trouble.line"));
  };

  // Where this mark is put.
  const focus = () => {
    const field = { text: "mark-value", checkbox: "mark-checked" }[mark().kind];
    (field && !Marks.isDone(mark()) ? find(field) : button("put")).focus({ preventScroll: true });
  };

  const start = () => {
    Safeclose.press(button("put"), put);
    Safeclose.press(button("walked"), finish);
    button("previous-mark").addEventListener("click", () => step(-1));
    button("next-mark").addEventListener("click", () => step(1));
    find("mark-form").addEventListener("submit", (event) => { event.preventDefault(); button("put").click(); });
    find("mark-value").addEventListener("input", type);
    find("mark-checked").addEventListener("change", () => {
      Marks.put(mark().id, find("mark-checked").checked);
      dress();
    });
    Safeclose.onLanguage(() => { if (number >= 0) dress(); });
  };

  return { missing, open, point, refused, reset, start };
})();
