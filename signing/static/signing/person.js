"use strict";

// Cloudflare Turnstile, where the service is configured with it: the only thing that is loaded from elsewhere. It is
// loaded when someone is about to sign or to decline, and not before.
const Person = (() => {
  const SOURCE = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";
  let siteKey = null;
  let place = null;
  let widget = null;
  let token = null;
  let script = null;

  const expect = (key) => { siteKey = key; };

  const load = () => {
    script ??= new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = SOURCE;
      element.addEventListener("load", done);
      element.addEventListener("error", () => {
        element.remove();
        script = null;
        failed(new Safeclose.Trouble("personMissing"));
      });
      document.head.append(element);
    });
    return script;
  };

  // Put the check on a screen; throws a Trouble where it can't be loaded.
  const open = async (screen) => {
    if (!siteKey) return;
    close();
    place = document.querySelector(`[data-screen="${screen}"] [data-person]`);
    await load();
    if (Safeclose.screen() !== screen || widget !== null) return; // gone on meanwhile
    widget = window.turnstile.render(place, {
      sitekey: siteKey,
      language: Safeclose.language(),
      callback: (solved) => { token = solved; },
      "expired-callback": () => { token = null; },
      "error-callback": () => { token = null; },
    });
  };

  const close = () => {
    if (widget !== null) window.turnstile.remove(widget);
    widget = token = null;
  };

  // What a step is sent with; throws a Trouble before the check is done. A token is good once.
  const proof = async () => {
    if (!siteKey) return {};
    if (widget === null) await open(Safeclose.screen());
    if (!token) throw new Safeclose.Trouble("person");
    return { turnstileToken: token };
  };

  const again = () => {
    token = null;
    if (widget !== null) window.turnstile.reset(widget);
  };

  return { again, close, expect, open, proof };
})();
