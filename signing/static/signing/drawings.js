"use strict";

// Drawings as SVG: {text, box: [left, top, right, bottom], outlines | strokes}, as the API answers and records them.
const Drawings = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  // As on paper, in points: the largest letters by kind, the pen, the strokes of a tick.
  const LARGEST = { signature: 30, initials: 30, name: 11, date: 11, text: 11 };
  const EM = 1000;
  const PEN = 1.2;
  // What is kept free below a signature and below initials, for the line that says when it was signed.
  const CAPTION = { height: 7, share: 0.3 };
  const FONT = "Arial, Helvetica, sans-serif";
  const measure = document.createElement("canvas").getContext("2d");

  const shape = (tag, attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  const canvas = (left, top, width, height, ...shapes) => {
    const svg = shape("svg", {
      viewBox: `${left} ${top} ${width} ${height}`, preserveAspectRatio: "xMinYMax meet", "aria-hidden": "true", focusable: "false",
    });
    svg.append(...shapes);
    return svg;
  };

  const path = (drawing, scale) => (drawing.strokes
    ? shape("path", {
      d: drawing.strokes, fill: "none", stroke: "currentColor", "stroke-width": PEN / scale,
      "stroke-linecap": "round", "stroke-linejoin": "round",
    })
    : shape("path", { d: drawing.outlines, fill: "currentColor" }));

  // As large as the place where it is shown allows.
  const picture = (drawing) => {
    const [left, top, right, bottom] = drawing.box;
    const height = Math.max(bottom - top, 1);
    const svg = canvas(left, top, Math.max(right - left, 1), height, path(drawing, 60 / height));
    svg.setAttribute("preserveAspectRatio", "xMidYMid meet");
    return svg;
  };

  // In the rectangle of a mark, by the rule that the printed page follows: at the left, above the caption.
  const fitted = (drawing, mark) => {
    const [left, top, right, bottom] = drawing.box;
    const height = mark.height - Math.min(CAPTION.height, mark.height * CAPTION.share);
    const scale = Math.min(
      mark.width / Math.max(right - left, 1), height / Math.max(bottom - top, 1), LARGEST[mark.kind] / EM,
    );
    const group = shape("g", { transform: `translate(${-left * scale} ${height - bottom * scale}) scale(${scale})` });
    group.append(path(drawing, scale));
    return canvas(0, 0, mark.width, mark.height, group);
  };

  // Words in the letters of this browser, about as large as they are printed.
  const line = (words, mark) => {
    measure.font = `100px ${FONT}`;
    const width = measure.measureText(words).width / 100;
    const size = Math.min(LARGEST[mark.kind], mark.height / 1.3, mark.width / Math.max(width, 0.1));
    const text = shape("text", { x: 0, y: mark.height - size * 0.3, "font-size": size, "font-family": FONT, fill: "currentColor" });
    text.textContent = words;
    return canvas(0, 0, mark.width, mark.height, text);
  };

  const cross = (mark) => {
    const side = Math.min(mark.width, mark.height) * 0.6;
    const [left, top] = [(mark.width - side) / 2, (mark.height - side) / 2];
    return canvas(0, 0, mark.width, mark.height, shape("path", {
      d: `M${left} ${top} l${side} ${side} M${left + side} ${top} l${-side} ${side}`,
      fill: "none", stroke: "currentColor", "stroke-width": PEN, "stroke-linecap": "round",
    }));
  };

  // What strokes of a pad look like: lists of x1, y1, x2, y2, …
  const ofStrokes = (strokes, text) => {
    const along = (axis) => strokes.flatMap((stroke) => stroke.filter((_, index) => index % 2 === axis));
    const [xs, ys] = [along(0), along(1)];
    return {
      text,
      box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
      strokes: strokes.map(written).join(" "),
    };
  };

  const written = (stroke) => {
    const points = [];
    for (let at = 0; at < stroke.length; at += 2) points.push(`${at ? "L" : "M"} ${stroke[at]} ${stroke[at + 1]}`);
    return points.join(" ");
  };

  return { cross, fitted, line, ofStrokes, picture, shape, written };
})();
