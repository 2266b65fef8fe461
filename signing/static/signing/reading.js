"use strict";

// The document on the page: its pages as images, its words as text, and how large they are.
const Reading = (() => {
  const ZOOMS = [50, 75, 100, 125, 150, 200, 250, 300]; // percent of the width that is there
  const find = (id) => document.getElementById(id);
  let paper = null; // the document as the API tells of it
  let zoom = 100;

  // Nothing of a document that the signer may not read yet is loaded.
  const open = (shown, isReadable) => {
    find("reading").hidden = !isReadable;
    find("closed").hidden = isReadable;
    if (!isReadable || paper?.sha256 === shown.sha256) return;
    paper = shown;
    find("download").href = Safeclose.path(paper.fileUrl);
    find("download").download = `${paper.title}.pdf`;
    find("sheets").replaceChildren(...paper.pages.map(sheet));
    dress();
  };

  const sheet = (url, index) => {
    const figure = document.createElement("figure");
    const [image, number, broken, again] = ["img", "figcaption", "p", "button"].map((tag) => document.createElement(tag));
    figure.className = "sheet";
    figure.dataset.number = index + 1;
    image.loading = index ? "lazy" : "eager";
    image.decoding = "async";
    image.src = Safeclose.path(url);
    image.addEventListener("load", () => figure.removeAttribute("data-broken"));
    image.addEventListener("error", () => { figure.dataset.broken = ""; });
    broken.className = "broken";
    again.type = "button";
    again.className = "link broken";
    again.dataset.say = "again";
    again.addEventListener("click", () => load(image));
    const leaf = document.createElement("div");
    leaf.className = "leaf";
    leaf.append(image);
    figure.append(leaf, broken, again, number);
    return figure;
  };

  // A box over the image of a page, which gets the page's proportions before it is loaded.
  const place = ({ page, pageWidth, pageHeight }, box) => {
    const leaf = document.querySelector(`.sheet[data-number="${page}"] .leaf`);
    leaf.querySelector("img").style.aspectRatio = `auto ${pageWidth} / ${pageHeight}`;
    leaf.append(box);
  };

  // Into the middle of what is free: on a phone the panel covers the lower part of the window.
  const reveal = (box) => {
    if (find("sheets").hidden) return;
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
    for (const heading of find("words").querySelectorAll("h2"))
      heading.textContent = Safeclose.say("sheets.number", { number: heading.dataset.number, last: paper.pageCount });
    find("zoom").textContent = Safeclose.say("tools.zoomed", { percent: zoom });
  };

  const enlarge = (by) => {
    const at = ZOOMS.indexOf(zoom) + by;
    zoom = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))];
    find("sheets").style.setProperty("--zoom", zoom / 100);
    dress();
  };

  const view = (isText) => {
    find("sheets").hidden = isText;
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

  const parts = async () => {
    Safeclose.announce(Safeclose.say("words.loading"));
    const { status, body } = await Safeclose.call("GET", Safeclose.path(paper.textUrl));
    if (status !== 200) throw new Safeclose.Trouble("unavailable");
    return body.split("\f").map((text, index) => {
      const section = document.createElement("section");
      const [heading, words] = ["h2", "p"].map((tag) => document.createElement(tag));
      heading.dataset.number = index + 1;
      words.textContent = text.trim();
      section.append(heading, words);
      return section;
    });
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
    window.addEventListener("online", () => {
      for (const image of document.querySelectorAll("[data-broken] img")) load(image);
    });
    Safeclose.onLanguage(() => paper && dress());
  };

  return { open, place, reveal, start };
})();
