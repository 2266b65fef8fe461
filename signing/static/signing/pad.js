"use strict";

// A field to draw in, with a finger, a mouse or a pen. What is drawn is kept as strokes, never as an image.
class Pad {
  static WIDTH = 10000; // units from side to side, down as long as across
  static STROKES = 100;
  static POINTS = 4000;
  static NEAR = 40; // points that are nearer to the one before say nothing new
  static SMALLEST = 400; // what covers less was drawn by mistake

  constructor(root, changed) {
    this.surface = root.querySelector("svg");
    this.height = this.surface.viewBox.baseVal.height;
    this.changed = changed;
    this.strokes = [];
    this.pointer = null; // the one that draws now
    this.surface.addEventListener("pointerdown", (event) => this.begin(event));
    this.surface.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) this.surface.addEventListener(name, (event) => this.end(event));
    root.querySelector("[data-undo]").addEventListener("click", () => this.set(this.strokes.slice(0, -1)));
    root.querySelector("[data-clear]").addEventListener("click", () => this.set([]));
  }

  // Ends the stroke that is being drawn: it may be gone.
  set(strokes) {
    this.pointer = null;
    this.strokes = structuredClone(strokes);
    this.surface.replaceChildren(...strokes.map((stroke) => this.path(stroke)));
    this.changed();
  }

  path(stroke) {
    return Drawings.shape("path", { d: Drawings.written(stroke) });
  }

  begin(event) {
    if (this.pointer !== null || event.button !== 0 || this.isFull()) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    this.surface.setPointerCapture(event.pointerId);
    // A dot is a stroke, too, and a stroke has two points.
    const [x, y] = this.place(event);
    this.strokes.push([x, y, x, y]);
    this.surface.append(this.path(this.strokes.at(-1)));
  }

  go(event) {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes.at(-1);
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) {
      const [x, y] = this.place(one);
      const isNear = Math.hypot(x - stroke.at(-2), y - stroke.at(-1)) < Pad.NEAR;
      if (!isNear && this.points() < Pad.POINTS) stroke.push(x, y);
    }
    this.surface.lastChild.setAttribute("d", Drawings.written(stroke));
  }

  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.changed();
  }

  place(event) {
    const box = this.surface.getBoundingClientRect();
    const within = (value, last) => Math.round(Math.max(0, Math.min(last, value)));
    return [
      within(((event.clientX - box.left) / box.width) * Pad.WIDTH, Pad.WIDTH),
      within(((event.clientY - box.top) / box.height) * this.height, this.height),
    ];
  }

  points() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
  }

  // Two points are kept for the next stroke.
  isFull() {
    return this.strokes.length >= Pad.STROKES || this.points() > Pad.POINTS - 2;
  }

  isEmpty() {
    if (!this.strokes.length) return true;
    const [left, top, right, bottom] = Drawings.ofStrokes(this.strokes, "").box;
    return Math.max(right - left, bottom - top) < Pad.SMALLEST;
  }
}
