"use strict";

// What a page in a frame tells the page around it, which is one of EMBED_ORIGINS: what happened, and how high it is.
//
//   Host.tell("opened")               the message {type: "safeclose:opened"}
//   Host.tell("accepted", {…})        with more about it; never a secret, such as the address of the page
//
// `safeclose:height` is told by itself, on start and on each change. Outside of a frame nothing is told.
const Host = (() => {
  const origins = (document.currentScript.dataset.origins || "").split(" ").filter(Boolean).map((one) => new URL(one).origin);
  const isFramed = window.parent !== window && origins.length > 0;

  // Never "*". The browser delivers a message only to the origin that it is for; where it says which one the parent has,
  // it is not bothered with the others.
  const addressed = () => {
    const around = location.ancestorOrigins?.[0] || (document.referrer && new URL(document.referrer).origin);
    return origins.includes(around) ? [around] : origins;
  };

  const tell = (what, detail = {}) => {
    if (!isFramed) return;
    for (const origin of addressed()) window.parent.postMessage({ type: `safeclose:${what}`, ...detail }, origin);
  };

  const measure = () => {
    let told = 0;
    new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      tell("height", { height });
    }).observe(document.body);
  };

  if (isFramed) {
    document.documentElement.classList.add("framed"); // as high as its content, and not as the frame
    measure();
  }
  return { tell };
})();
