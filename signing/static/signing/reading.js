"use strict";

// The document on the page: its pages as images, its words as text, how large they are, and where the reader is.
const Reading = (() => {
  const ZOOMS = [50, 75, 100, 125, 150, 200, 250, 300, 400]; // percent of the width that is there
  const CLOSE = 200; // percent that two taps lead to
  const TAPS = 300; // milliseconds between two taps that belong together
  const INK = 245; // of 255: darker than this is not paper
  const PLACE = "safeclose.reading";
  const MARGIN = 0.02; // of the page's width, beside what is printed
  const ELEMENTS = new Set(["BLOCKQUOTE", "H2", "H3", "H4", "H5", "H6", "LI", "P", "TABLE", "TBODY", "TD", "TFOOT", "TH", "THEAD", "TR", "UL"]);
  const find = (id) => document.getElementById(id);
  const images = () => [...find("sheets").querySelectorAll("img")];
  let paper = null; // the document as the API tells of it
  let zoom = 100;
  let printed = null; // {from, to}: the part of the width that has ink on it, on all pages seen so far, from 0 to 1
  let isKept = false; // whether the reader's place is followed
  let goal = null; // the box that the window is scrolling to

  // Nothing of a document that the signer may not read yet is loaded.
  const open = (shown, isReadable) => {
    find("reading").hidden = !isReadable;
    find("closed").hidden = isReadable;
    if (!isReadable || isShown(shown)) return;
    paper = shown;
    printed = null;
    find("download").href = Safeclose.path(paper.fileUrl);
    find("download").download = `${paper.title}.pdf`;
    find("sheets").replaceChildren(...paper.pages.map(sheet));
    find("words").replaceChildren();
    view(false);
    crop({ from: 1, to: 0 });
    dress();
  };

  const isShown = (shown) => paper?.sha256 === shown.sha256 && paper.fileUrl === shown.fileUrl;

  // Of several documents, two may have the same content.
  const name = () => paper.id ?? paper.sha256;

  // --- pages ---------------------------------------------------------------------------------------

  const sheet = (url, index) => {
    const figure = document.createElement("figure");
    const [image, number, broken, again] = ["img", "figcaption", "p", "button"].map((tag) => document.createElement(tag));
    figure.className = "sheet";
    figure.dataset.number = index + 1;
    image.loading = index ? "lazy" : "eager";
    image.decoding = "async";
    const { width, height } = paper.pageSizes?.[index] ?? { width: 17, height: 22 };
    image.style.aspectRatio = `auto ${width} / ${height}`;
    image.addEventListener("load", () => arrived(figure, image, index));
    image.addEventListener("error", () => { figure.dataset.broken = ""; });
    image.src = Safeclose.path(url);
    broken.className = "broken";
    again.type = "button";
    again.className = "link broken";
    again.dataset.say = "again";
    again.addEventListener("click", () => load(image));
    const [frame, leaf] = [document.createElement("div"), document.createElement("div")];
    frame.className = "frame";
    leaf.className = "leaf";
    leaf.append(image);
    frame.append(leaf);
    figure.append(frame, broken, again, number);
    return figure;
  };

  const arrived = (figure, image, index) => {
    figure.removeAttribute("data-broken");
    figure.dataset.there = "";
    const found = ink(image);
    if (found) crop(found);
    // One after another, so that all are there before someone prints, or the connection is lost.
    const next = images()[index + 1];
    if (next && !navigator.connection?.saveData) setTimeout(() => { next.loading = "eager"; }, 500);
  };

  // The columns of a page that have ink, as parts of its width.
  const ink = (image) => {
    const canvas = document.createElement("canvas");
    const [width, height] = [canvas.width, canvas.height] = [306, Math.round((306 * image.naturalHeight) / image.naturalWidth)];
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(image, 0, 0, width, height);
    const { data } = brush.getImageData(0, 0, width, height);
    let [first, last] = [width, -1];
    for (let at = 0; at < data.length; at += 4) {
      if (Math.min(data[at], data[at + 1], data[at + 2]) >= INK) continue;
      const column = (at / 4) % width;
      if (column < first) first = column;
      if (column > last) last = column;
    }
    return last < 0 ? null : { from: first / width, to: (last + 1) / width };
  };

  // On a phone the blank margins are left out, which are the same on all pages, so that letters have one size. It
  // becomes wider where a later page has more; what has ink is never cut off.
  const crop = ({ from, to }) => {
    const before = printed ?? { from: 1, to: 0 };
    printed = { from: Math.min(before.from, from), to: Math.max(before.to, to) };
    if (printed.from === before.from && printed.to === before.to) return;
    const [start, end] = printed.from < printed.to ? [Math.max(0, printed.from - MARGIN), Math.min(1, printed.to + MARGIN)] : [0, 1];
    keeping(() => {
      find("sheets").style.setProperty("--from", start);
      find("sheets").style.setProperty("--share", end - start);
    });
  };

  // A box over the image of a page.
  const place = ({ page, pageWidth, x, width }, box) => {
    document.querySelector(`.sheet[data-number="${page}"] .leaf`).append(box);
    crop({ from: x / pageWidth, to: (x + width) / pageWidth });
  };

  // Into the middle of what is free: on a phone the panel covers the lower part of the window.
  const reveal = (box) => {
    if (find("sheets").hidden) return;
    goal = box;
    const [seen, sheets] = [box.getBoundingClientRect(), find("sheets").getBoundingClientRect()];
    const panel = find("panel").getBoundingClientRect();
    const isBelow = panel.left < sheets.right && panel.top > 0;
    const free = isBelow ? Math.min(panel.top, window.innerHeight) : window.innerHeight;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
    find("sheets").scrollBy({ left: seen.left + seen.width / 2 - sheets.left - sheets.width / 2, behavior });
    window.scrollBy({ top: seen.top + seen.height / 2 - free / 2, behavior });
  };

  const load = (image) => { image.src = image.src; }; // asks once more

  const dress = () => {
    for (const figure of find("sheets").children) {
      const values = { number: figure.dataset.number, last: paper.pageCount };
      figure.querySelector("img").alt = Safeclose.say("sheets.alt", values);
      figure.querySelector("figcaption").textContent = Safeclose.say("sheets.number", values);
      figure.querySelector("p").textContent = Safeclose.say("sheets.broken", values);
    }
    Safeclose.translate(find("sheets"));
    for (const heading of find("words").querySelectorAll("h2")) {
      heading.lang = Safeclose.language();
      heading.textContent = Safeclose.say("sheets.number", { number: heading.dataset.number, last: paper.pageCount });
    }
    find("zoom").textContent = Safeclose.say("tools.zoomed", { percent: Math.round(zoom) });
    tell();
  };

  // --- where the reader is -------------------------------------------------------------------------

  const isRead = () => !find("sheets").hidden && find("sheets").getBoundingClientRect().height > 0;

  // The page at a height of the window, and how far down in it that is.
  const spot = (y) => {
    const sheets = [...find("sheets").children];
    const at = sheets.find((one) => one.getBoundingClientRect().bottom > y) ?? sheets.at(-1);
    const { top, height } = at.getBoundingClientRect();
    return { page: Number(at.dataset.number), part: height ? (y - top) / height : 0 };
  };

  const tell = () => {
    if (!paper || !isRead()) return;
    const { page } = spot(window.innerHeight * 0.4);
    find("at-page").firstChild.textContent = Safeclose.say("sheets.number", { number: page, last: paper.pageCount });
  };

  // After a change of sizes, what was at a point of the window is there again.
  const keeping = (change, x = 0, y = 0) => {
    if (goal?.isConnected) { // any other scrolling would end the one that is under way
      change();
      return reveal(goal);
    }
    if (!isKept || !isRead() || window.scrollY === 0) return change();
    const { page, part } = spot(y);
    const leaf = () => find("sheets").children[page - 1].getBoundingClientRect();
    const across = (x - leaf().left) / (leaf().width || 1);
    change();
    const now = leaf();
    window.scrollBy({ top: now.top + part * now.height - y, behavior: "instant" });
    find("sheets").scrollLeft += now.left + across * now.width - x;
    return undefined;
  };

  const remember = () => {
    if (!paper || !isKept || !isRead()) return;
    const reading = { ...spot(0), zoom, left: find("sheets").scrollLeft, of: name() };
    Signing.keep({ reading });
    stored((storage) => storage.setItem(PLACE, JSON.stringify(reading)));
  };

  // What this browser keeps beyond the tab, for whoever opens the link of the mail again: of one document, a place only.
  const stored = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // a browser that keeps nothing, or not in a frame
    }
  };

  const forget = () => stored((storage) => storage.removeItem(PLACE));

  // To where the reader was, also after a reload, and in another tab.
  const comeBack = () => {
    history.scrollRestoration = "manual";
    isKept = true;
    const kept = history.state?.reading ?? stored((storage) => JSON.parse(storage.getItem(PLACE)));
    if (!paper || kept?.of !== name() || !isRead()) return tell();
    zoomed(kept.zoom);
    const { top, height } = find("sheets").children[kept.page - 1].getBoundingClientRect();
    if (kept.page > 1 || kept.part > 0) window.scrollBy({ top: top + kept.part * height, behavior: "instant" });
    find("sheets").scrollLeft = kept.left;
    return tell();
  };

  // --- how large it is -----------------------------------------------------------------------------

  const zoomed = (percent) => {
    zoom = Math.max(ZOOMS[0], Math.min(ZOOMS.at(-1), percent));
    find("sheets").style.setProperty("--zoom", zoom / 100);
    find("zoom").textContent = Safeclose.say("tools.zoomed", { percent: Math.round(zoom) });
  };

  const enlarge = (by) => {
    const next = by > 0 ? ZOOMS.find((one) => one > zoom + 1) : ZOOMS.findLast((one) => one < zoom - 1);
    keeping(() => zoomed(next ?? zoom));
    remember();
  };

  // Two fingers, or two taps, as people know it from photographs.
  const follow = (sheets) => {
    let pinch = null; // {apart, zoom}: how it began
    let tap = null; // the last one, while another may follow
    const between = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const middle = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
    sheets.addEventListener("touchstart", (event) => {
      pinch = event.touches.length === 2 ? { apart: between(event.touches), zoom } : null;
      if (event.touches.length > 1) tap = null;
    }, { passive: true });
    sheets.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) {
        tap = null;
        return;
      }
      event.preventDefault();
      keeping(() => zoomed(pinch.zoom * (between(event.touches) / (pinch.apart || 1))), ...middle(event.touches));
    }, { passive: false });
    sheets.addEventListener("touchend", (event) => {
      if (pinch) {
        pinch = null;
        remember();
        return;
      }
      if (event.touches.length || event.target.closest("button")) return;
      const { clientX: x, clientY: y } = event.changedTouches[0];
      const isSecond = tap && event.timeStamp - tap.at < TAPS && Math.hypot(x - tap.x, y - tap.y) < 40;
      tap = isSecond ? null : { at: event.timeStamp, x, y };
      if (!isSecond) return;
      if (event.cancelable) event.preventDefault();
      keeping(() => zoomed(zoom > 100 ? 100 : CLOSE), x, y);
      remember();
    });
  };

  // --- the words -----------------------------------------------------------------------------------

  const view = (isText) => {
    find("sheets").hidden = isText;
    find("at-page").hidden = isText;
    find("words").hidden = !isText;
    find("zoom").parentElement.hidden = isText;
    for (const [name, pressed] of [["pages", !isText], ["text", isText]])
      document.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", pressed);
  };

  const read = async () => {
    if (!find("words").childElementCount) find("words").replaceChildren(...(await parts()));
    dress();
    view(true);
    find("words").focus({ preventScroll: true });
  };

  // What comes from the document is text in a few elements, made anew here.
  const parts = async () => {
    Safeclose.announce(Safeclose.say("words.loading"));
    const address = new URL(Safeclose.path(paper.textUrl), location.origin);
    address.searchParams.set("format", "html");
    const { status, body } = await Safeclose.call("GET", Safeclose.path(address));
    if (status !== 200) throw new Safeclose.Trouble("unavailable");
    const read = new DOMParser().parseFromString(body, "text/html");
    find("words").lang = read.documentElement.lang || Safeclose.language();
    return [...read.querySelectorAll("body > section")].map((part, index) => {
      const section = document.createElement("section");
      section.append(...[...part.childNodes].flatMap(plain));
      const heading = section.querySelector("h2");
      heading.dataset.number = index + 1;
      return section;
    });
  };

  const plain = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
    const inside = [...node.childNodes].flatMap(plain);
    if (!ELEMENTS.has(node.nodeName)) return inside;
    const element = document.createElement(node.nodeName);
    element.append(...inside);
    return [element];
  };

  // --- printing ------------------------------------------------------------------------------------

  const all = () => {
    for (const image of images()) image.loading = "eager";
    return Promise.all(images().map((image) => image.decode().catch(() => null)));
  };

  const print = async (event) => {
    if (!paper || find("sheets").hidden || event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    await all();
    window.print();
  };

  const start = () => {
    const told = find("reading-trouble");
    const press = (name, act) => document.querySelector(`[data-do="${name}"]`).addEventListener("click", async () => {
      told.textContent = "";
      try {
        await act();
      } catch (trouble) {
        if (!(trouble instanceof Safeclose.Trouble)) throw trouble;
        told.textContent = trouble.words();
      }
    });
    press("pages", () => view(false));
    press("text", read);
    press("smaller", () => enlarge(-1));
    press("larger", () => enlarge(1));
    follow(find("sheets"));
    let timer = null;
    const moved = () => {
      tell();
      clearTimeout(timer);
      timer = setTimeout(remember, 200);
    };
    window.addEventListener("scroll", moved, { passive: true });
    // Who presses a button of the panel meanwhile does not want to stay where the window is.
    const elsewhere = ({ target }) => { if (!target.closest?.("#panel")) goal = null; };
    for (const end of ["scrollend", "wheel", "touchstart", "keydown", "pointerdown"]) window.addEventListener(end, elsewhere, { passive: true });
    window.addEventListener("resize", tell);
    window.addEventListener("beforeprint", () => { if (paper) all(); });
    window.addEventListener("keydown", print);
    find("sheets").addEventListener("scroll", moved, { passive: true });
    window.addEventListener("online", () => {
      for (const image of document.querySelectorAll("[data-broken] img")) load(image);
    });
    Safeclose.onLanguage(() => paper && dress());
  };

  return { comeBack, forget, open, place, reveal, start };
})();
