"use strict";

// The page behind the link to a copy: being made, ready, or over.
(() => {
  const SCREENS = { pending: "pending", ready: "ready", over: "over", trouble: "failed" };
  let documents = [];

  const dress = () => {
    document.title = Safeclose.say("copy.page");
    document.getElementById("links").replaceChildren(...Copies.links(documents));
  };

  const told = (kind, ready = []) => {
    documents = ready;
    dress();
    // What is shown already stays as it is: the focus is where the reader has it.
    if (Safeclose.screen() !== SCREENS[kind]) Safeclose.show(SCREENS[kind]);
  };

  document.addEventListener("DOMContentLoaded", () => {
    Safeclose.onLanguage(dress);
    dress();
    Copies.follow(`/api/public${location.pathname}`, true, told);
  });
})();
