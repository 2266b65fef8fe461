"use strict";

// The signature that the signer takes as theirs: typed, then in the letters that the service will print, or drawn.
const Adopt = (() => {
  const SOON = 300; // milliseconds without another letter until the letters are asked for
  const PARTS = ["signature", "initials"];
  const find = (id) => document.getElementById(id);
  const field = (part) => find(part === "signature" ? "name" : "initials");
  const pads = {};
  let link = "";
  let signer = null;
  let needsInitials = false;
  let isDrawn = false;
  let shaped = {}; // by part, the typed text and what it looks like
  let adopted = null; // {signature, initials}: drawings, with the text or the strokes that they are sent as
  let timer = null;

  const expect = (path, state) => {
    link = path;
    signer = state.signer;
    needsInitials = (state.documents ?? [state]).some((one) => one.marks.some((mark) => mark.kind === "initials"));
    if (!adopted) restore(history.state?.adopted);
    field("signature").value ||= signer.name;
    field("initials").value ||= signer.initials ?? "";
    dress();
  };

  // What was adopted before a reload.
  const restore = (kept) => {
    if (!kept) return;
    adopted = kept;
    isDrawn = Boolean(kept.signature.lines);
    for (const part of PARTS.filter((one) => kept[one])) {
      if (kept[part].lines) pads[part].set(kept[part].lines);
      else [field(part).value, shaped[part]] = [kept[part].typed, kept[part]];
    }
  };

  const parts = () => PARTS.filter((part) => part === "signature" || needsInitials);
  const typed = (part) => field(part).value.trim();

  const dress = () => {
    find("typed").hidden = isDrawn;
    find("drawn").hidden = !isDrawn;
    for (const [name, pressed] of [["type", !isDrawn], ["draw", isDrawn]])
      document.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", pressed);
    for (const one of document.querySelectorAll("[data-initials]")) one.hidden = !needsInitials;
    for (const part of PARTS) preview(part);
  };

  const preview = (part) => {
    const place = document.querySelector(`[data-letters="${part}"]`);
    const isFresh = shaped[part]?.typed === typed(part);
    place.toggleAttribute("data-old", !isFresh);
    if (!typed(part)) place.replaceChildren();
    else if (isFresh) show(place, shaped[part].drawing, Safeclose.say(`adopt.shown.${part}`, { text: typed(part) }));
  };

  const show = (place, drawing, label) => {
    const picture = Drawings.picture(drawing);
    picture.removeAttribute("aria-hidden");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", label);
    place.replaceChildren(picture);
  };

  // --- letters -------------------------------------------------------------------------------------

  const isShaped = () => parts().filter(typed).every((part) => shaped[part]?.typed === typed(part));

  const type = () => {
    for (const part of PARTS) preview(part);
    clearTimeout(timer);
    timer = setTimeout(lettered, SOON);
  };

  // A preview that fails is told; the press that goes on asks again.
  const lettered = async () => {
    if (isDrawn || isShaped() || !parts().some(typed)) return;
    try {
      await ask();
      if (Safeclose.screen() === "adopt") Safeclose.tell("");
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      if (Safeclose.screen() === "adopt") Safeclose.tell(trouble.words());
    }
  };

  const ask = async () => {
    const asked = parts().filter(typed);
    const texts = Object.fromEntries(asked.map((part) => [part, typed(part)]));
    // The service wants both: what is not asked of the signer is asked for with letters that are.
    const other = [...texts[asked[0]]].slice(0, 20).join("").trim();
    const answer = await lettering({ signature: other, initials: other, ...texts });
    if (!answer) return;
    for (const part of asked) shaped[part] = { typed: texts[part], drawing: answer[part] };
    for (const part of PARTS) preview(part);
  };

  const lettering = async (asked) => {
    try {
      return await Signing.post(`${link}/lettering`, asked);
    } catch (trouble) {
      throw trouble.kind === "refused" ? new Safeclose.Trouble(...unprintable(trouble.body)) : trouble;
    }
  };

  // A letter that no font has is named. What else can't be drawn has no letter, or very many.
  const unprintable = ({ unprintable: letter }) => (letter ? ["letter", 0, { letter }] : ["undrawn"]);

  // --- what is adopted -----------------------------------------------------------------------------

  // Throws a Trouble where something is missing, or has no letters. False where the page has moved on.
  const take = async () => {
    adopted = isDrawn ? drawn() : await written();
    if (adopted) Signing.keep({ adopted });
    return Boolean(adopted);
  };

  const written = async () => {
    for (const part of parts())
      if (!typed(part)) throw Safeclose.mark(field(part), part === "signature" ? "name" : "initials");
    clearTimeout(timer);
    if (!isShaped()) await ask();
    return isShaped() ? Object.fromEntries(parts().map((part) => [part, shaped[part]])) : null;
  };

  const drawn = () => Object.fromEntries(parts().map((part) => {
    if (pads[part].isEmpty()) throw new Safeclose.Trouble(part === "signature" ? "drawSignature" : "drawInitials");
    const text = part === "signature" ? signer.name : signer.initials ?? "";
    const lines = structuredClone(pads[part].strokes); // what is drawn after this is not adopted yet
    return [part, { lines, drawing: Drawings.ofStrokes(lines, text) }];
  }));

  const isDone = () => Boolean(adopted && (adopted.initials || !needsInitials));
  const drawing = (part) => adopted?.[part]?.drawing;

  // What signing is sent with.
  const body = () => {
    const { signature, initials } = adopted;
    const sent = signature.lines ? { signatureStrokes: signature.lines } : { signatureText: signature.typed };
    if (initials) Object.assign(sent, initials.lines ? { initialsStrokes: initials.lines } : { initialsText: initials.typed });
    return sent;
  };

  // The signature in a place of its own, with a name for who can't see it.
  const exhibit = (part, place) => {
    const { lines, typed: text } = adopted[part];
    show(place, drawing(part), Safeclose.say(lines ? `adopt.drawn.${part}` : `adopt.shown.${part}`, { text, name: signer.name }));
  };

  const choose = (drawsNow) => {
    isDrawn = drawsNow;
    Safeclose.tell("");
    dress();
    lettered();
  };

  const start = () => {
    for (const part of PARTS) {
      pads[part] = new Pad(document.querySelector(`[data-pad="${part}"]`), () => Safeclose.screen() === "adopt" && Safeclose.tell(""));
      field(part).addEventListener("input", type);
    }
    for (const [name, drawsNow] of [["type", false], ["draw", true]])
      document.querySelector(`[data-do="${name}"]`).addEventListener("click", () => choose(drawsNow));
    Safeclose.onLanguage(() => signer && dress());
  };

  return { body, drawing, exhibit, expect, isDone, lettered, start, take };
})();
