"use strict";

// A signer's own copy: looked for until it is sealed, which needs everyone's signature.
const Copies = (() => {
  const SOON = 2000; // milliseconds between looks while it is being made
  const LATER = 20000; // and while others have still to sign, or after a while

  // `told(kind, documents)` after each look: `pending`, `trouble`, or at last `ready` or `over`. `documents` are
  // `{title, url}`; of a copy of one document the title is not known.
  const follow = (path, isSoon, told) => {
    let looks = 0;
    const look = async () => {
      if (document.visibilityState === "visible") {
        looks += 1;
        const [kind, documents] = await found(path);
        told(kind, documents);
        if (kind === "ready" || kind === "over") return;
      }
      setTimeout(look, isSoon && looks < 30 ? SOON : LATER);
    };
    look();
  };

  const found = async (path) => {
    try {
      // One byte tells whether it is there.
      const { status, body } = await Safeclose.call("GET", path, undefined, { Range: "bytes=0-0" });
      if (status === 202) return ["pending"];
      if (status === 200 || status === 206) return ["ready", body.documents ?? [{ title: "", url: path }]];
      return ["over"];
    } catch (trouble) {
      if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
      return ["trouble"];
    }
  };

  const links = (documents) => documents.map(({ title, url }) => {
    const link = document.createElement("a");
    link.className = "button";
    link.href = Safeclose.path(url);
    link.download = "";
    link.textContent = title ? Safeclose.say("done.download.one", { title }) : Safeclose.say("done.download");
    return link;
  });

  return { follow, links };
})();
