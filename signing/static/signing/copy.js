"use strict";

// The copy on the screen that follows a signature.
const Copy = (() => {
  const find = (id) => document.getElementById(id);
  let done = null; // the answer to signing
  let told = ""; // what is said of it
  let documents = []; // what can be downloaded

  const follow = (signed) => {
    done = signed;
    const path = Safeclose.path(done.copyUrl);
    // For people there is a page; the address of the API is what it looks at.
    find("copy-address").value = done.copyUrl.replace("/api/public/copy/", "/copy/");
    tell(done.completed ? "done.making" : "done.others");
    Copies.follow(path, done.completed, (kind, ready = []) => {
      documents = ready;
      const pending = done.completed ? "done.making" : "done.others";
      tell({ pending, ready: "done.ready", over: "done.expired", trouble: "done.trouble" }[kind]);
    });
  };

  const tell = (key) => {
    if (told && told !== key) Safeclose.announce(Safeclose.say(key));
    told = key;
    dress();
  };

  const dress = () => {
    find("signed-at").textContent = Safeclose.say("done.at", { moment: Safeclose.moment(done.signedAt) });
    find("copy-told").textContent = Safeclose.say(told);
    find("copy-ready").hidden = told !== "done.ready";
    if (told === "done.ready") find("copy-ready").replaceChildren(...Copies.links(documents));
    find("copy-later").hidden = told === "done.expired";
  };

  const copy = async () => {
    find("copy-address").select();
    try {
      await navigator.clipboard.writeText(find("copy-address").value);
      Safeclose.announce(Safeclose.say("done.copied"));
    } catch {
      find("copy-address").focus(); // it is selected: the keyboard or the menu copies it
    }
  };

  const start = () => {
    Safeclose.press(document.querySelector('[data-do="copy"]'), copy);
    Safeclose.onLanguage(() => done && dress());
  };

  return { follow, start };
})();
