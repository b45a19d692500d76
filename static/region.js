/* The editor of a region: draws what the text area holds, and writes into it. The text is what counts. */
"use strict";

/* Brings a part's children up to what is wanted, leaving those alone that stay, so that the focus stays too. */
function drawChildren(parent, wanted) {
  const keys = new Set(wanted.map(({ key }) => key));
  for (const child of [...parent.children]) if (!keys.has(child.dataset.key)) child.remove();
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  wanted.forEach((each, place) => {
    const part = known.get(each.key) ?? document.createElementNS(parent.namespaceURI, each.tag);
    part.dataset.key = each.key;
    for (const [name, value] of Object.entries(each.attributes ?? {})) setAttribute(part, name, value);
    if (each.text !== undefined && part.textContent !== each.text) part.textContent = each.text;
    if (each.value !== undefined && part !== document.activeElement) part.value = each.value;
    if (parent.children[place] !== part) parent.insertBefore(part, parent.children[place] ?? null);
    if (each.children) drawChildren(part, each.children);
  });
}

function setAttribute(part, name, value) {
  if (value === false || value === null) part.removeAttribute(name);
  else if (part.getAttribute(name) !== String(value)) part.setAttribute(name, value);
}

class RegionEditor {
  static STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  static MOST_UNDONE = 200;

  constructor(root) {
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

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  say(name, params = {}) {
    const template = this.words[name] ?? this.words.faults[name];
    return template.replace(/%\((\w+)\)[sd]/g, (whole, param) => params[param] ?? whole);
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

  get shapes() {
    return this.lines.filter(({ shape }) => shape).map(({ shape }) => shape);
  }

  get shape() {
    return this.chosen === null ? null : this.shapes[this.chosen];
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
    this.turnBack(this.past, this.future, this.words.undone);
  }

  redo() {
    this.turnBack(this.future, this.past, this.words.redone);
  }

  typed() {
    if (this.area.value === this.text) return;
    if (this.run !== "typed") this.remember();
    this.run = "typed";
    this.readText();
  }

  nameOf(shape) {
    const number = RegionShapes.numberOf(shape, this.shapes);
    return this.say(shape.kind === "line" ? "numberedLine" : "numberedPolygon", { number });
  }

  titleOf(shape) {
    return shape.name ? `${this.nameOf(shape)}, ${shape.name}` : this.nameOf(shape);
  }

  explain(fault, shape) {
    return this.say(fault.name, { ...fault, name: this.words.title, shape: this.words.titles[shape.kind] });
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

  /* Between a point and the next one; beyond the end of a line, as far on. */
  middleOf(place) {
    const { kind, points } = this.shape;
    const here = points[place] ?? { x: this.frame.width / 2, y: this.frame.height / 2 };
    const isEnd = kind === "line" && place === points.length - 1;
    const next = isEnd ? { x: here.x + 40, y: here.y } : points[(place + 1) % points.length] ?? here;
    return isEnd ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
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

  get canFinish() {
    return this.drawn !== null && this.drawn.points.length >= this.words.least[this.drawn.kind];
  }

  finish() {
    if (!this.canFinish) return;
    const { kind, points } = this.drawn;
    this.drawn = null;
    this.addShape(kind, points);
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

  /* How many of the frame's pixels one of the screen's is. */
  get unit() {
    return this.frame.width / (this.svg.clientWidth || this.frame.width);
  }

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
    else if (key === "Backspace") this.drawn.points.pop();
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

  /* What is seen */

  draw() {
    const faults = RegionShapes.judge(this.shapes, this.frame, this.words);
    drawChildren(this.part("shapes"), this.shapes.map((shape, place) => this.seenShape(shape, place, faults[place])));
    drawChildren(this.part("drawing"), this.drawn ? this.seenDrawing() : []);
    drawChildren(this.part("points"), this.shape && !this.drawn ? this.seenPoints() : []);
    drawChildren(this.part("list"), this.shapes.map((shape, place) => this.seenEntry(shape, place, faults[place])));
    this.part("how").textContent = this.how;
    this.part("empty").hidden = Boolean(this.root.dataset.picture || this.shapes.length || this.drawn);
    this.root.classList.toggle("is-drawing", this.drawn !== null);
    this.drawTools();
    this.tellFaults(faults);
  }

  drawTools() {
    const can = { undo: this.past.length, redo: this.future.length, finish: this.canFinish, polygon: !this.isFixed, line: !this.isFixed };
    for (const tool of this.root.querySelectorAll("[data-does]")) {
      const { does } = tool.dataset;
      if (["finish", "cancel"].includes(does)) tool.hidden = !this.drawn;
      else if (["polygon", "line"].includes(does)) tool.hidden = Boolean(this.drawn);
      if (does in can) tool.setAttribute("aria-disabled", String(!can[does]));
    }
  }

  get how() {
    if (this.bad) return this.bad < 0 ? this.say("json", { name: this.words.title }) : this.say("line", { name: this.words.title, line: this.bad });
    if (this.isFixed) return this.words.fixed;
    if (this.drawn) return `${this.words[this.drawn.kind === "line" ? "drawLine" : "drawPolygon"]} ${this.words.drawByKeys}`;
    if (this.shape) return `${this.words.change} ${this.words.changeByKeys}`;
    return this.shapes.length ? this.words.choose : "";
  }

  /* What has just become wrong is heard once. */
  tellFaults(faults) {
    const said = faults.map((fault, place) => fault && this.explain(fault, this.shapes[place])).filter(Boolean);
    const news = said.filter((words) => !this.said?.includes(words));
    if (this.said && news.length && !this.drag) setTimeout(() => announce(news[0]));
    if (!this.drag) this.said = said;
  }

  seenShape(shape, place, fault) {
    const d = this.pathOf(shape.points, shape.kind === "polygon");
    const top = shape.points.reduce((best, each) => (best && best.y <= each.y ? best : each), null);
    const classes = ["shape", shape.kind, `colour-${shape.colour || "none"}`, place === this.chosen && "is-chosen", fault && "is-wrong"];
    const path = (name) => ({ key: name, tag: "path", attributes: { class: name, d } });
    const label = { key: "label", tag: "text", text: shape.name, attributes: { x: (top?.x ?? 0) + 8 * this.unit, y: Math.max((top?.y ?? 0) - 8 * this.unit, 16 * this.unit), "font-size": 13 * this.unit } };
    return {
      key: `shape-${place}`, tag: "g", children: [path("reach"), path("casing"), path("edge"), label],
      attributes: {
        class: classes.filter(Boolean).join(" "), "data-shape": place, tabindex: this.drawn ? -1 : 0, role: "button",
        "aria-label": this.titleOf(shape), "aria-pressed": place === this.chosen,
      },
    };
  }

  pathOf(points, isClosed) {
    return points.length ? `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}${isClosed ? "Z" : ""}` : "";
  }

  seenPoints() {
    const { kind, points } = this.shape;
    const isAround = kind === "polygon" && points.length > 2;
    const middles = points.slice(0, isAround ? undefined : -1).map((_, place) => this.seenMiddle(place)).filter(Boolean);
    return [...(this.isFixed ? [] : middles), ...points.map((point, place) => this.seenPoint(point, place))];
  }

  seenPoint(point, place) {
    const words = this.say("pointAt", { point: place + 1, shape: this.nameOf(this.shape), place: point.text });
    return {
      key: `point-${place}`, tag: "g", children: [this.circle("reach", 14), this.circle("dot", 6)],
      attributes: { class: "point", "data-point": place, tabindex: 0, role: "button", "aria-label": words, transform: `translate(${point.x} ${point.y})` },
    };
  }

  /* Where two points stand too close, there is no room between them. */
  seenMiddle(place) {
    const { points } = this.shape;
    const [here, next] = [points[place], points[(place + 1) % points.length]];
    if (Math.hypot(next.x - here.x, next.y - here.y) < 64 * this.unit) return null;
    const { x, y } = this.middleOf(place);
    return {
      key: `middle-${place}`, tag: "g", children: [this.circle("reach", 12), this.circle("dot", 4)],
      attributes: { class: "middle", "data-middle": place, "aria-hidden": "true", transform: `translate(${x} ${y})` },
    };
  }

  circle(name, radius) {
    return { key: name, tag: "circle", attributes: { class: name, r: radius * this.unit } };
  }

  seenDrawing() {
    const { points, cross } = this.drawn;
    const { width, height } = this.frame;
    const ahead = points.length ? [...points, cross] : [];
    return [
      ...["casing", "edge"].map((name) => ({ key: name, tag: "path", attributes: { class: name, d: this.pathOf(ahead, false) } })),
      { key: "cross", tag: "path", attributes: { class: "cross", d: `M0 ${cross.y}H${width}M${cross.x} 0V${height}` } },
      ...points.map(({ x, y }, place) => ({
        key: `set-${place}`, tag: "circle", attributes: { class: place ? "dot" : "dot is-first", cx: x, cy: y, r: (place ? 5 : 8) * this.unit },
      })),
    ];
  }

  seenEntry(shape, place, fault) {
    const isChosen = place === this.chosen;
    const choice = {
      key: "choose", tag: "button", attributes: { type: "button", class: "region-choose", "data-choose": place, "aria-expanded": isChosen },
      children: [
        { key: "colour", tag: "span", attributes: { class: `swatch colour-${shape.colour || "none"}`, "aria-hidden": "true" } },
        { key: "name", tag: "span", text: shape.name || this.nameOf(shape) },
        { key: "count", tag: "span", attributes: { class: "muted" }, text: `${shape.name ? `${this.nameOf(shape)} · ` : ""}${this.say("points", { number: shape.points.length })}` },
      ],
    };
    const wrong = fault && { key: "fault", tag: "p", text: this.explain(fault, shape), attributes: { class: "field-message" } };
    return {
      key: `entry-${place}`, tag: "li", attributes: { class: isChosen ? "is-chosen" : "" },
      children: [choice, wrong, isChosen && !this.isFixed && this.seenDetails(shape, place)].filter(Boolean),
    };
  }

  seenDetails(shape, place) {
    const id = `${this.area.id}_shape_${place}`;
    const act = (does, words) => ({ key: does, tag: "button", text: words, attributes: { type: "button", class: "btn btn-sm btn-outline-secondary", "data-act": does } });
    const colour = (name) => ({
      key: name || "none", tag: "button",
      attributes: { type: "button", class: `swatch colour-${name || "none"}`, "data-colour": name, "aria-pressed": shape.colour === name, "aria-label": this.words.colours[name] ?? this.words.noColour, title: this.words.colours[name] ?? this.words.noColour },
    });
    return {
      key: "details", tag: "div", attributes: { class: "region-details" },
      children: [
        { key: "label", tag: "label", text: this.words.name, attributes: { for: id, class: "form-label" } },
        { key: "name", tag: "input", value: shape.name, attributes: { id, class: "form-control", type: "text", autocomplete: "off", "data-name": place } },
        { key: "colours", tag: "div", attributes: { class: "region-colours", role: "group", "aria-label": this.words.colour }, children: ["", ...RegionShapes.COLOURS].map(colour) },
        { key: "acts", tag: "div", attributes: { class: "region-acts" }, children: [
          act("add", this.words.addPoint), act("remove", this.say("removePoint", { point: this.held + 1 })), act("drop", this.words.removeShape),
        ] },
      ],
    };
  }

  /* The point that had the focus last: what the buttons beside the picture speak of. */
  get held() {
    return Math.min(this.point ?? Infinity, Math.max(this.shape.points.length - 1, 0));
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

/* The picture below: sent as soon as it is chosen, dropped or pasted; what is shown is what the server kept of it. */
class RegionPicture {
  constructor(editor) {
    this.editor = editor;
    this.root = editor.root;
    this.file = this.root.querySelector("input[type=file]");
    this.file.removeAttribute("name");  // the form around it has no part in this
    this.listen();
    this.show(this.root.dataset);
  }

  listen() {
    this.file.addEventListener("change", () => this.send(this.file.files[0]));
    this.editor.part("drop").addEventListener("click", (event) => { event.preventDefault(); this.drop(); });
    this.root.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    this.root.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
    this.root.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
  }

  take(event, brought) {
    if (!brought.files.length) return;
    event.preventDefault();
    this.send(brought.files[0]);
  }

  async send(file) {
    if (!file) return;
    const { words } = this.editor;
    if (file.size > Number(this.root.dataset.mostBytes)) return this.refuse(words.tooLarge);
    const body = new FormData();
    body.set("picture", file);
    announce(words.sending);
    const answer = await this.ask("POST", body);
    if (!answer) return;
    const told = await answer.json();
    if (!answer.ok) return this.refuse(told.message);
    this.show({ picture: told.href, proportions: told.width / told.height });
    announce(words.kept);
  }

  async drop() {
    if (!(await this.ask("DELETE"))) return;
    this.show({});
    this.file.focus();
    announce(this.editor.words.dropped);
  }

  /* The answer, none where there was none to use. Who was signed out is led to sign in by the next save of the form. */
  async ask(method, body) {
    const token = this.root.closest("form").elements.csrfmiddlewaretoken.value;
    this.root.querySelector(".region-canvas").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.root.dataset.pictures, { method, body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
      if (answer.headers.has("HX-Redirect")) this.editor.area.dispatchEvent(new Event("input", { bubbles: true }));
      else if (answer.ok || answer.status === 422) return answer;
      else this.refuse(this.editor.words.unsent);
    } catch {
      this.refuse(this.editor.words.unsent);
    } finally {
      this.root.querySelector(".region-canvas").removeAttribute("aria-busy");
    }
    return null;
  }

  refuse(message) {
    const refusal = this.editor.part("refusal");
    refusal.textContent = message;
    refusal.hidden = !message;
    this.file.toggleAttribute("aria-invalid", false);
    if (message) this.file.setAttribute("aria-invalid", "true");
    this.file.value = "";
    if (message) announce(message);
  }

  show({ picture, proportions }) {
    const { words, frame } = this.editor;
    const image = this.editor.svg.querySelector("image");
    const isStretched = picture && Math.abs(Number(proportions) / (frame.width / frame.height) - 1) > 0.01;
    this.refuse("");
    if (picture) image.setAttribute("href", picture);
    else image.removeAttribute("href");
    this.root.dataset.picture = picture ?? "";
    this.root.classList.toggle("has-picture", Boolean(picture));
    this.editor.part("drop").hidden = !picture;
    this.editor.part("stretched").textContent = isStretched ? words.stretched : "";
    if (this.editor.lines) this.editor.draw();
  }
}

const regionEditors = new WeakMap();
function openRegions(root) {
  for (const region of root.querySelectorAll("[data-region]")) {
    if (!regionEditors.has(region)) regionEditors.set(region, new RegionEditor(region));
  }
}
document.addEventListener("DOMContentLoaded", () => openRegions(document));
document.addEventListener("htmx:load", (event) => openRegions(event.detail.elt.parentElement ?? document));
