"use strict";

// A receipt by its link: to be opened, or mailed.
(() => {
  const find = (id) => document.getElementById(id);
  const LINK = `/api/public/clickwrap/receipts/${location.pathname.split("/")[2]}`;
  let receipt = null; // what the API tells of it
  let mailed = ""; // where it was sent

  const load = async () => {
    try {
      const { status, body } = await Safeclose.call("GET", LINK);
      if (status !== 200) return Safeclose.show("gone");
      receipt = body;
      dress();
      return Safeclose.show("ready");
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      Safeclose.show("failed");
      return Safeclose.tell(trouble.words());
    }
  };

  const dress = () => {
    document.title = Safeclose.say("page");
    if (!receipt) return;
    const { title, organization, acceptedAt, acceptanceId, expiresAt } = receipt;
    document.querySelector("[data-from]").textContent = organization;
    find("what").textContent = Safeclose.say("what", { title, organization, moment: Safeclose.moment(acceptedAt) });
    find("reference").textContent = Safeclose.say("reference", { id: acceptanceId });
    find("until").textContent = Safeclose.say("until", { moment: Safeclose.moment(expiresAt) });
    find("file").href = Safeclose.path(receipt.fileUrl);
    find("mailed").textContent = mailed && Safeclose.say("mail.sent", { email: mailed });
  };

  const mail = async () => {
    const field = find("email");
    const email = field.value.trim();
    if (!email || !field.checkValidity()) throw Safeclose.mark(field, "email");
    const answer = await Safeclose.call("POST", `${LINK}/mail`, { email, language: Safeclose.language() });
    if (answer.status === 410) return Safeclose.show("gone");
    if (answer.status === 400) throw Safeclose.mark(field, "email");
    mailed = email;
    field.value = "";
    return dress();
  };

  document.addEventListener("DOMContentLoaded", () => {
    Safeclose.press(document.querySelector('[data-do="load"]'), load);
    Safeclose.press(document.querySelector('[data-do="mail"]'), mail);
    Safeclose.onLanguage(dress);
    load();
  });
})();
