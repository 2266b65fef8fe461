"use strict";

// Our own page around the script that everyone may use: it names the agreement, and who is asked.
(() => {
  const frame = document.querySelector("[data-consent]");
  let isOpened = false;
  const address = new URL(location.href);
  const subject = address.searchParams.get("subjectRef");
  if (subject) frame.dataset.subjectRef = subject;
  const token = address.searchParams.get("subjectToken");
  if (token) frame.dataset.subjectToken = token;
  frame.dataset.language = Safeclose.language();
  frame.dataset.languageChoice = "off"; // the page has one
  frame.dataset.safecloseAgreement = address.pathname.split("/")[2];
  frame.addEventListener("safeclose:loaded", ({ detail }) => {
    document.querySelector("[data-from]").textContent = detail.organization;
    document.title = detail.title;
    if (!isOpened) Host.tell("opened", { agreementId: detail.agreementId });
    isOpened = true;
  });
  frame.addEventListener("safeclose:accepted", ({ detail }) => Host.tell("accepted", detail));
  Safeclose.onLanguage(() => {
    frame.dataset.language = Safeclose.language();
  });
})();
