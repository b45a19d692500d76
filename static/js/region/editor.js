/* The editor of a region: draws what the text area holds, and writes into it. The text is what counts. */
import { announce } from "../site.js";
import { RegionPicture } from "./picture.js";
import * as RegionShapes from "./shapes.js";
import { offerTemplates } from "./templates.js";
import { RegionView } from "./view.js";

class RegionEditor extends RegionView {
  static STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  static MOST_UNDONE = 200;

  constructor(root) {
    super();
    this.root = root;
    this.area = document.getElementById(root.dataset.region);
    this.svg = root.querySelector("svg[viewBox^='0 0 '][role=application]");
    this.words = JSON.parse(root.dataset.words);
    this.frame = { width: Number(root.dataset.width), height: Number(root.dataset.height) };
    this.past = [];
    this.future = [];
    this.run = "";
    this.chosen = null;
    this.drawn = null;
    this.drag = null;
    this.picture = root.dataset.pictures ? new RegionPicture(this) : null;
    this.listen();
    this.readText();
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  tell(name, params) {
    announce(this.say(name, params));
  }

  /* Text and shapes */

  readText() {
    Object.assign(this, RegionShapes.read(this.area.value));
    this.text = this.area.value;
    if (!this.shapes[this.chosen]) this.chosen = this.shapes.length === 1 ? 0 : null;
    this.draw();
  }

  /* Writes the shapes into the text. Changes of one run, such as a point's way by arrow keys, are undone together. */
  commit(run = "") {
    for (const line of this.lines) if (line.shape) line.text = RegionShapes.write(line.shape);
    const text = this.lines.map((line) => line.text).join("\n").replace(/^\n+|\n+$/g, "");
    if (text !== this.text && !(run && run === this.run)) this.remember();
    this.run = run;
    this.put(text);
  }

  remember() {
    this.past = [...this.past, this.text].slice(-RegionEditor.MOST_UNDONE);
    this.future = [];
  }

  put(text) {
    this.text = text;  // nobody typed it
    if (this.area.value !== text) {
      this.area.value = text;
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.readText();
  }

  turnBack(from, to, words) {
    if (!from.length) return;
    to.push(this.text);
    this.run = "";
    this.put(from.pop());
    announce(words);
  }

  undo() {
    if (this.drawn) return this.takeBack();
    this.turnBack(this.past, this.future, this.words.undone);
  }

  redo() {
    if (!this.drawn) this.turnBack(this.future, this.past, this.words.redone);
  }

  typed() {
    if (this.area.value === this.text) return;
    if (this.run !== "typed") this.remember();
    this.run = "typed";
    this.readText();
  }

  /* Changes */

  within(x, y) {
    const { width, height } = this.frame;
    return RegionShapes.pointOf(Math.min(Math.max(Math.round(x), 0), width), Math.min(Math.max(Math.round(y), 0), height));
  }

  movePoint(place, x, y) {
    this.shape.points[place] = this.within(x, y);
  }

  /* As far as all of the shape stays in the frame. */
  moveShape(points, dx, dy) {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const right = Math.min(Math.max(dx, -Math.min(...xs)), this.frame.width - Math.max(...xs));
    const down = Math.min(Math.max(dy, -Math.min(...ys)), this.frame.height - Math.max(...ys));
    this.shape.points = points.map(({ x, y }) => RegionShapes.pointOf(x + Math.round(right), y + Math.round(down)));
  }

  addPoint(after, at = this.middleOf(after)) {
    this.shape.points.splice(after + 1, 0, this.within(at.x, at.y));
    this.commit();
    this.focusPoint(after + 1);
    this.tell("added", { row: this.say("numberedPoint", { point: after + 2 }) });
  }

  removePoint(place) {
    this.shape.points.splice(place, 1);
    if (!this.shape.points.length) return this.removeShape();
    this.commit();
    this.focusPoint(Math.min(place, this.shape.points.length - 1));
    this.tell("removed", { row: this.say("numberedPoint", { point: place + 1 }) });
  }

  removeShape() {
    const { shape } = this;
    const row = this.nameOf(shape);
    this.lines = this.lines.filter((line) => line.shape !== shape);
    this.chosen = null;
    this.commit();
    this.svg.focus();
    this.tell("removed", { row });
  }

  addShape(kind, points) {
    const shape = { kind, points, name: "", colour: "", others: "" };
    this.lines = [...this.lines.filter(({ text }) => text.trim()), { text: "", shape }];
    this.chosen = this.shapes.length - 1;
    this.commit();
    this.focusShape(this.chosen);
    this.tell("added", { row: this.nameOf(this.shape) });
  }

  /* Drawing a new shape */

  begin(kind) {
    if (this.isFixed) return;
    this.chosen = null;
    this.drawn = { kind, points: [], cross: this.within(this.frame.width / 2, this.frame.height / 2) };
    this.draw();
    this.svg.focus();
    announce(this.how);
  }

  set(point) {
    const { points } = this.drawn;
    points.push(point);
    this.drawn.cross = point;
    this.draw();
    this.tell("setAt", { point: points.length, place: point.text });
  }

  takeBack() {
    if (!this.drawn.points.pop()) return;
    this.drawn.cross = this.drawn.points.at(-1) ?? this.drawn.cross;
    this.draw();
    announce(this.words.undone);
  }

  get canFinish() {
    return this.drawn !== null && this.drawn.points.length >= this.words.least[this.drawn.kind];
  }

  finish() {
    if (!this.canFinish) return;
    const { kind, points } = this.drawn;
    this.drawn = null;
    this.addShape(kind, points);
  }

  /* Before the form is sent: a shape that can be one is finished, and half of one holds the form back. */
  settle() {
    if (!this.drawn?.points.length) return true;
    if (this.canFinish) this.finish();
    else this.drawn.isHeld = true;
    this.draw();
    if (this.drawn) this.svg.focus();
    if (this.drawn) announce(this.unfinished);
    return !this.drawn;
  }

  cancel() {
    this.drawn = null;
    this.draw();
    this.svg.focus();
    this.tell("cancelled");
  }

  /* A click upon the first point closes a polygon, one upon the last ends any shape. */
  click(at) {
    const { kind, points } = this.drawn;
    const isNear = (point) => point && Math.hypot(point.x - at.x, point.y - at.y) < 12 * this.unit;
    if (isNear(points.at(-1)) || (kind === "polygon" && isNear(points[0]))) return this.canFinish && this.finish();
    this.set(at);
  }

  /* Mouse and touch */

  place(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * this.frame.width;
    return this.within(x, ((event.clientY - top) / height) * this.frame.height);
  }

  pointerDown(event) {
    if (event.button !== 0) return;
    const at = this.place(event);
    if (this.drawn) this.drag = { isClick: true };
    else this.grasp(event.target, at);
    if (this.drag) this.svg.setPointerCapture(event.pointerId);
  }

  grasp(target, at) {
    const { point, middle } = target.closest("[data-point], [data-middle]")?.dataset ?? {};
    const shape = target.closest("[data-shape]")?.dataset.shape;
    if (shape !== undefined) this.choose(Number(shape));
    else if (point === undefined && middle === undefined) this.choose(null);
    if (this.shape === null || this.isFixed) return;
    const { points } = this.shape;
    this.drag = { at, points: [...points], before: this.text, point: point ?? null, middle: middle ?? null };
  }

  pointerMove(event) {
    const at = this.place(event);
    this.part("place").textContent = at.text;
    if (this.drawn) this.drawn.cross = at;
    else if (this.drag) this.dragTo(at);
    if (this.drawn || this.drag) this.draw();
  }

  dragTo(at) {
    const { points, point, middle, at: from } = this.drag;
    if (middle !== null) this.shape.points = points.toSpliced(Number(middle) + 1, 0, at);
    else if (point !== null) this.shape.points = points.with(Number(point), at);
    else this.moveShape(points, at.x - from.x, at.y - from.y);
    this.drag.isMoved = true;
  }

  pointerUp(event) {
    const { drag } = this;
    this.drag = null;
    if (!drag) return;
    if (drag.isClick) return this.drawn && this.click(this.place(event));
    if (drag.isMoved) this.commit();
    if (drag.middle !== null) return drag.isMoved ? this.focusPoint(Number(drag.middle) + 1) : this.addPoint(Number(drag.middle));
    if (drag.point !== null) this.focusPoint(Number(drag.point));
    else this.focusShape(this.chosen);
  }

  pointerCancel() {
    if (this.drag && !this.drag.isClick) this.shape.points = this.drag.points;
    this.drag = null;
    this.draw();
  }

  /* Keys */

  keyDown(event) {
    if ((event.ctrlKey || event.metaKey) && "zy".includes(event.key.toLowerCase())) {
      event.preventDefault();
      return event.key.toLowerCase() === "y" || event.shiftKey ? this.redo() : this.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = RegionEditor.STEPS[event.key]?.map((each) => each * (event.shiftKey ? 10 : 1));
    const acts = this.drawn ? this.keyWhileDrawing(event.key, step) : this.keyOn(event.target, event.key, step);
    if (acts) event.preventDefault();
  }

  keyWhileDrawing(key, step) {
    const { cross } = this.drawn;
    if (step) {
      this.drawn.cross = this.within(cross.x + step[0], cross.y + step[1]);
      announce(this.drawn.cross.text);
    } else if (key === " ") this.set(cross);
    else if (key === "Enter") this.finish();
    else if (key === "Escape") this.cancel();
    else if (key === "Backspace") this.takeBack();
    else return false;
    this.draw();
    return true;
  }

  keyOn(target, key, step) {
    const { point, shape } = target.dataset;
    if (this.isFixed || (point === undefined && shape === undefined)) return false;
    if (shape !== undefined) return this.keyOnShape(Number(shape), key, step);
    const place = Number(point);
    if (step) this.nudgePoint(place, step);
    else if (["Delete", "Backspace"].includes(key)) this.removePoint(place);
    else if (["Insert", "+"].includes(key)) this.addPoint(place);
    else if (key === "Escape") this.focusShape(this.chosen);
    else return false;
    return true;
  }

  keyOnShape(place, key, step) {
    if (step || ["Enter", " ", "Delete", "Backspace", "Insert", "+"].includes(key)) this.choose(place);
    if (step) {
      this.moveShape(this.shape.points, ...step);
      this.commit(`shape ${place}`);
      announce(this.shape.points[0]?.text ?? "");
    } else if (["Enter", " "].includes(key)) this.focusPoint(0);
    else if (["Delete", "Backspace"].includes(key)) this.removeShape();
    else if (["Insert", "+"].includes(key)) this.addPoint(this.shape.points.length - 1);
    else return false;
    return true;
  }

  nudgePoint(place, [dx, dy]) {
    const { x, y } = this.shape.points[place];
    this.movePoint(place, x + dx, y + dy);
    this.commit(`point ${this.chosen} ${place}`);
    announce(this.shape.points[place].text);
  }

  choose(place) {
    if (this.chosen !== place) this.run = "";
    this.chosen = place;
    this.draw();
  }

  focusPoint(place) {
    this.svg.querySelector(`[data-point="${place}"]`)?.focus();
  }

  focusShape(place) {
    this.svg.querySelector(`[data-shape="${place}"]`)?.focus();
  }

  /* Listening */

  listen() {
    this.area.addEventListener("input", () => this.typed());
    const { svg } = this;
    svg.addEventListener("pointerdown", (event) => this.pointerDown(event));
    svg.addEventListener("pointermove", (event) => this.pointerMove(event));
    svg.addEventListener("pointerup", (event) => this.pointerUp(event));
    svg.addEventListener("pointercancel", () => this.pointerCancel());
    svg.addEventListener("focusin", (event) => this.holds(event.target.dataset.point));
    offerTemplates(this);
    const editor = this.root.querySelector(".region-editor");
    editor.addEventListener("keydown", (event) => { if (!event.target.matches("input")) this.keyDown(event); });
    editor.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    editor.addEventListener("input", (event) => this.named(event));
  }

  holds(point) {
    if (point === undefined || Number(point) === this.point) return;
    this.point = Number(point);
    this.draw();
  }

  named(event) {
    this.shape.name = event.target.value;
    this.commit(`name ${this.chosen}`);
  }

  pressed(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const { does, choose, act, colour } = button.dataset;
    if (does === "polygon" || does === "line") this.begin(does);
    else if (does) this[does]();
    else if (choose !== undefined) this.choose(Number(choose) === this.chosen ? null : Number(choose));
    else if (act) this.act(act);
    else if (colour !== undefined) this.paint(colour);
  }

  act(name) {
    if (name === "add") this.addPoint(this.held);
    else if (name === "remove") this.removePoint(this.held);
    else this.removeShape();
  }

  paint(colour) {
    this.shape.colour = colour;
    this.commit();
    announce(this.words.colours[colour] ?? this.words.noColour);
  }
}

const regionEditors = new WeakMap();
document.addEventListener("submit", (event) => {
  const staysHere = /^(continue|view)/.test(event.submitter?.value ?? "continue");
  for (const region of event.target.querySelectorAll("[data-region]")) {
    const editor = regionEditors.get(region);
    if (!editor || (!staysHere && !editor.canFinish) || editor.settle()) continue;
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
}, true);
function openRegions(root) {
  for (const region of root.querySelectorAll("[data-region]")) {
    if (!regionEditors.has(region)) regionEditors.set(region, new RegionEditor(region));
  }
}
document.addEventListener("DOMContentLoaded", () => openRegions(document));
document.addEventListener("htmx:load", (event) => openRegions(event.detail.elt.parentElement ?? document));
