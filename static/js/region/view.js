/* What is seen of a region: its shapes on the picture, the same as a list, and what there is to say of them. */
import { announce } from "../site.js";
import * as RegionShapes from "./shapes.js";

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

export class RegionView {
  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  say(name, params = {}) {
    const template = this.words[name] ?? this.words.faults[name];
    return template.replace(/%\((\w+)\)[sd]/g, (whole, param) => params[param] ?? whole);
  }

  get shapes() {
    return this.lines.filter(({ shape }) => shape).map(({ shape }) => shape);
  }

  get shape() {
    return this.chosen === null ? null : this.shapes[this.chosen];
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

  /* Between a point and the next one; beyond the end of a line, as far on. */
  middleOf(place) {
    const { kind, points } = this.shape;
    const here = points[place] ?? { x: this.frame.width / 2, y: this.frame.height / 2 };
    const isEnd = kind === "line" && place === points.length - 1;
    const next = isEnd ? { x: here.x + 40, y: here.y } : points[(place + 1) % points.length] ?? here;
    return isEnd ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
  }

  /* How many of the frame's pixels one of the screen's is. */
  get unit() {
    return this.frame.width / (this.svg.clientWidth || this.frame.width);
  }

  draw() {
    const faults = RegionShapes.judge(this.shapes, this.frame, this.words);
    drawChildren(this.part("shapes"), this.shapes.map((shape, place) => this.seenShape(shape, place, faults[place])));
    drawChildren(this.part("drawing"), this.drawn ? this.seenDrawing() : []);
    drawChildren(this.part("points"), this.shape && !this.drawn ? this.seenPoints() : []);
    drawChildren(this.part("list"), this.shapes.map((shape, place) => this.seenEntry(shape, place, faults[place])));
    this.part("how").textContent = this.how;
    this.part("how").classList.toggle("is-wrong", [this.unread, this.unfinished].includes(this.how));
    this.part("empty").hidden = Boolean(this.root.dataset.picture || this.shapes.length || this.drawn);
    this.root.classList.toggle("is-drawing", this.drawn !== null);
    this.drawTools();
    this.tellFaults(faults);
  }

  drawTools() {
    const can = { undo: (this.drawn?.points ?? this.past).length, redo: !this.drawn && this.future.length, finish: this.canFinish, polygon: !this.isFixed, line: !this.isFixed };
    for (const tool of this.root.querySelectorAll("[data-does]")) {
      const { does } = tool.dataset;
      if (["finish", "cancel"].includes(does)) tool.hidden = !this.drawn;
      else if (["polygon", "line"].includes(does)) tool.hidden = Boolean(this.drawn);
      if (does in can) tool.setAttribute("aria-disabled", String(!can[does]));
    }
  }

  /* What there is to say where the form was sent with half a shape. */
  get unfinished() {
    return this.drawn?.isHeld && !this.canFinish ? this.say("unfinished", { name: this.words.title, limit: this.words.least[this.drawn.kind] }) : "";
  }

  get how() {
    if (this.unfinished) return this.unfinished;
    if (this.drawn) return `${this.words[this.drawn.kind === "line" ? "drawLine" : "drawPolygon"]} ${this.words.drawByKeys}`;
    if (this.unread) return this.unread;
    if (this.isFixed) return this.words.fixed;
    if (this.shape) return `${this.words.change} ${this.words.changeByKeys}`;
    return this.shapes.length ? this.words.choose : "";
  }

  /* What there is to say of a text that is no region, or not all of one. */
  get unread() {
    if (!this.bad) return "";
    return this.say(this.bad < 0 ? "json" : "line", { name: this.words.title, line: this.bad });
  }

  /* What has just become wrong by drawing is heard once; half of a line is always wrong while it is typed. */
  tellFaults(faults) {
    const wrong = faults.map((fault, place) => fault && this.explain(fault, this.shapes[place]));
    const said = [this.unread, ...wrong].filter(Boolean);
    const news = said.filter((words) => !this.said?.includes(words));
    const isTyping = document.activeElement === this.area;
    if (this.said && news.length && !this.drag && !isTyping) setTimeout(() => announce(news[0]));
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

  /* Where two points are too close, there is no room between them. */
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
      key: "choose", tag: "button", attributes: { type: "button", class: "region-choose d-flex align-items-center gap-2 w-100 border-0 px-3 py-1 text-reset", "data-choose": place, "aria-expanded": isChosen },
      children: [
        { key: "colour", tag: "span", attributes: { class: `swatch rounded-circle p-0 colour-${shape.colour || "none"}`, "aria-hidden": "true" } },
        { key: "name", tag: "span", text: shape.name || this.nameOf(shape) },
        { key: "count", tag: "span", attributes: { class: "ms-auto text-body-secondary" }, text: `${shape.name ? `${this.nameOf(shape)} · ` : ""}${this.say("points", { number: shape.points.length })}` },
      ],
    };
    const wrong = fault && { key: "fault", tag: "p", text: this.explain(fault, shape), attributes: { class: "field-message px-3" } };
    return {
      key: `entry-${place}`, tag: "li", attributes: { class: `list-group-item p-0${isChosen ? " is-chosen" : ""}` },
      children: [choice, wrong, isChosen && !this.isFixed && this.seenDetails(shape, place)].filter(Boolean),
    };
  }

  seenDetails(shape, place) {
    const id = `${this.area.id}_shape_${place}`;
    const act = (does, words) => ({ key: does, tag: "button", text: words, attributes: { type: "button", class: "btn btn-sm btn-outline-secondary", "data-act": does } });
    const colour = (name) => ({
      key: name || "none", tag: "button",
      attributes: { type: "button", class: `swatch rounded-circle p-0 colour-${name || "none"}`, "data-colour": name, "aria-pressed": shape.colour === name, "aria-label": this.words.colours[name] ?? this.words.noColour, title: this.words.colours[name] ?? this.words.noColour },
    });
    return {
      key: "details", tag: "div", attributes: { class: "px-3 pt-1 pb-3" },
      children: [
        { key: "label", tag: "label", text: this.words.name, attributes: { for: id, class: "form-label" } },
        { key: "name", tag: "input", value: shape.name, attributes: { id, class: "form-control", type: "text", autocomplete: "off", "data-name": place } },
        { key: "colours", tag: "div", attributes: { class: "region-colours", role: "group", "aria-label": this.words.colour }, children: ["", ...RegionShapes.COLOURS].map(colour) },
        { key: "acts", tag: "div", attributes: { class: "d-flex flex-wrap gap-2" }, children: [
          act("add", this.words.addPoint), act("remove", this.say("removePoint", { point: this.held + 1 })), act("drop", this.words.removeShape),
        ] },
      ],
    };
  }

  /* The point that had the focus last: what the buttons beside the picture speak of. */
  get held() {
    return Math.min(this.point ?? Infinity, Math.max(this.shape.points.length - 1, 0));
  }
}
