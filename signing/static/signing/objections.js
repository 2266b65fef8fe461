"use strict";

// What the notice promises to people who would rather not sign here: they ask for paper, or withdraw their consent.
const Objections = (() => {
  const find = (id) => document.getElementById(id);
  const isConsented = () => state?.signer.status === "consented";
  let link = "";
  let state = null; // what the API tells of the link
  let before = "read"; // the screen that the signer came from, and goes back to

  const expect = (path, told) => {
    link = path;
    state = told;
    dress();
  };

  const dress = () => {
    const asked = state.signer.paperRequestedAt;
    find("paper-asked").hidden = !asked;
    if (asked) find("paper-asked").textContent = Safeclose.say("paper.asked", { moment: Safeclose.moment(asked) });
    for (const one of document.querySelectorAll("[data-no-paper-yet]")) one.hidden = Boolean(asked);
    find("way-withdraw").hidden = !isConsented();
    find("withdraw-signed").hidden = !state.documents?.some((one) => one.signed);
  };

  const open = () => {
    before = Safeclose.screen();
    dress();
    Signing.go("ways");
  };

  const askForPaper = async () => {
    if (!(await Signing.post(`${link}/paper`, { reason: find("paper-reason").value }))) return;
    state.signer.paperRequestedAt = new Date().toISOString();
    dress();
    Signing.go("papered");
  };

  const withdraw = async () => {
    const answer = await Signing.post(`${link}/withdraw`, { reason: find("withdraw-reason").value });
    if (!answer) return;
    state.signer.status = answer.signer.status;
    before = Signing.place();
    dress();
    Signing.go("withdrawn");
  };

  const BUTTONS = {
    "open-ways": open, "open-paper": () => Signing.go("paper"), "open-withdraw": () => Signing.go("withdraw"),
    "leave-ways": () => Signing.go(before), paper: askForPaper, withdraw,
  };

  const start = () => {
    for (const [name, act] of Object.entries(BUTTONS))
      for (const button of document.querySelectorAll(`[data-do="${name}"]`)) Safeclose.press(button, async () => act());
    Safeclose.onLanguage(() => state && dress());
  };

  return { expect, start };
})();
