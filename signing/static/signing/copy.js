"use strict";

// The signer's own copy: looked for until it is sealed, which needs everyone's signature.
const Copy = (() => {
  const SOON = 2000; // milliseconds between looks while it is being made
  const LATER = 20000; // and while others have still to sign, or after a while
  const find = (id) => document.getElementById(id);
  let done = null; // the answer to signing
  let told = ""; // what is said of it
  let looks = 0;

  const follow = (signed) => {
    done = signed;
    find("copy-link").href = Safeclose.path(done.copyUrl);
    find("copy-address").value = done.copyUrl;
    tell(done.completed ? "done.making" : "done.others");
    look();
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
    find("copy-later").hidden = told === "done.ready" || told === "done.expired";
  };

  const look = async () => {
    if (document.visibilityState === "visible" && (await isFinal())) return;
    looks += 1;
    setTimeout(look, done.completed && looks < 30 ? SOON : LATER);
  };

  const isFinal = async () => {
    try {
      // One byte tells whether it is there.
      const { status } = await Safeclose.call("GET", find("copy-link").pathname, undefined, { Range: "bytes=0-0" });
      if (status === 202) tell(done.completed ? "done.making" : "done.others");
      else tell(status === 410 ? "done.expired" : "done.ready");
      return status !== 202;
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      tell("done.trouble");
      return false;
    }
  };

  const copy = async () => {
    find("copy-address").select();
    try {
      await navigator.clipboard.writeText(done.copyUrl);
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
