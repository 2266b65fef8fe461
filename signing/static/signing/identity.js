"use strict";

// Codes and questions, where the sender asked for more than the link.
const Identity = (() => {
  const CHANNELS = { email_otp: "email", sms_otp: "sms", kba: "kba" };
  const find = (id) => document.getElementById(id);
  const button = (name) => document.querySelector(`[data-do="${name}"]`);
  let link = ""; // path of the API
  let channel = null; // null where the link is enough
  let challenge = null; // what was asked last, while it is good

  const expect = (path, state) => {
    link = path;
    channel = CHANNELS[state.signer.authMethod] ?? null;
    challenge = state.challenge;
    if (channel) dress();
  };

  const isAsked = () => channel !== null;
  const isMet = () => Boolean(challenge?.verified);
  const isLocked = () => Boolean(challenge?.locked);

  const dress = () => {
    const asks = challenge && channel === "kba";
    const sent = challenge && channel !== "kba";
    const until = challenge && { to: challenge.to, time: Safeclose.time(challenge.expiresAt) };
    find("identify-how").textContent = asks ? Safeclose.say("identify.asked", until) : Safeclose.say(`identify.${channel}`);
    find("identify-how").hidden = Boolean(sent);
    find("code-sent").textContent = sent ? Safeclose.say("identify.sent", until) : "";
    find("code-form").hidden = button("check-code").hidden = !sent;
    find("answers-form").hidden = button("check-answers").hidden = !asks;
    find("ask").textContent = Safeclose.say(`identify.${challenge ? "again" : "ask"}.${channel}`);
    find("ask").classList.toggle("second", Boolean(challenge));
    if (asks) draw(challenge.questions);
  };

  // The fields stay as they are while the questions are the same: what was typed is not lost.
  const draw = (questions) => {
    const form = find("answers-form");
    if (form.dataset.of === JSON.stringify(questions)) return;
    form.dataset.of = JSON.stringify(questions);
    form.replaceChildren(...questions.map((question, index) => {
      const field = document.createElement("div");
      const [label, input] = ["label", "input"].map((tag) => document.createElement(tag));
      field.className = "field";
      label.htmlFor = input.id = `answer-${index}`;
      label.textContent = question;
      input.maxLength = 200;
      input.autocomplete = "off";
      input.setAttribute("aria-describedby", "identify-trouble");
      field.append(label, input);
      return field;
    }));
  };

  const ask = async () => {
    const answer = await Signing.post(`${link}/code`, { language: Safeclose.language() });
    if (!answer) return;
    challenge = answer.challenge;
    for (const input of fields()) input.value = "";
    dress();
    if (channel !== "kba") Safeclose.announce(Safeclose.say("identify.announced"));
    fields()[0].focus();
  };

  const fields = () => [...(channel === "kba" ? find("answers-form") : find("code-form")).querySelectorAll("input")];

  const check = async () => {
    const [first] = fields();
    const body = channel === "kba" ? { answers: typed() } : { code: digits(first) };
    let answer;
    try {
      answer = await Signing.post(`${link}/code/verify`, body);
    } catch (trouble) {
      // Also what the server limits: whoever has no tries left here has five with the next code.
      if (trouble.kind === "limited") throw new Safeclose.Trouble(channel === "kba" ? "triesAnswers" : "triesCode");
      if (trouble.kind === "code_invalid") throw Safeclose.mark(first, channel === "kba" ? "wrongAnswers" : "wrongCode");
      throw trouble;
    }
    if (!answer) return;
    challenge = answer.challenge;
    await Signing.identified();
  };

  const digits = (field) => {
    const code = field.value.replace(/\D/g, "");
    if (code.length !== 6) throw Safeclose.mark(field, "code");
    return code;
  };

  const typed = () => fields().map((field) => {
    if (!field.value.trim()) throw Safeclose.mark(field, "answers");
    return field.value;
  });

  const forget = () => {
    challenge = null;
    dress();
  };

  const start = () => {
    Safeclose.press(button("ask"), ask);
    Safeclose.press(button("check-code"), check);
    Safeclose.press(button("check-answers"), check);
    Safeclose.onLanguage(() => channel && dress());
  };

  return { expect, forget, isAsked, isLocked, isMet, start };
})();
