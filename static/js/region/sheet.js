/* The contact sheet by keyboard: from tile to tile, and moving a region in its tile. Accepting sends the form, by htmx. */
import { announce } from "../site.js";

const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "larger", "=": "larger", "-": "smaller" };
const SIDES = { left: [0, -1], right: [0, 1], up: [1, -1], down: [1, 1], larger: [2, 1], smaller: [2, -1] };
const sheet = document.querySelector("[data-sheet]");
const rules = JSON.parse(sheet?.dataset.sheet || "{}");

const limit = (number, least, most) => Math.min(Math.max(number, least), most);
const tilesOf = () => [...sheet.querySelectorAll(".region-tile")];
const acceptOf = (tile) => tile?.querySelector("[data-accept]");
const fieldOf = (tile) => tile.querySelector("[name=move]");
const stepsOf = (tile) => fieldOf(tile).value.split(":").slice(1).map(Number);
const isMoved = (tile) => stepsOf(tile).some(Boolean);

/* As the server moves it: about its middle, and no further than the frame. */
function findWay({ dataset }, [right, down, larger]) {
  const [width, height] = dataset.frame.split(" ").map(Number);
  const [left, top, end, bottom] = dataset.box.split(" ").map(Number);
  const size = Math.min(1 + larger * rules.growth, width / (end - left || width), height / (bottom - top || height));
  const place = (middle, half, steps, side) => limit(middle + (steps * side) / rules.steps, half, side - half) - middle * size;
  const x = place((left + end) / 2, ((end - left) * size) / 2, right, width);
  const y = place((top + bottom) / 2, ((bottom - top) * size) / 2, down, height);
  return { x, y, size };
}

function write(tile, steps) {
  const field = fieldOf(tile);
  field.value = [field.value.split(":")[0], ...steps].join(":");
  const { x, y, size } = findWay(tile, steps);
  tile.querySelector("[data-part=region]").setAttribute("transform", `translate(${x} ${y}) scale(${size})`);
  const state = tile.querySelector("[data-part=state]");
  state.dataset.before ??= state.textContent;
  state.textContent = steps.some(Boolean) ? rules.moved : state.dataset.before;
}

/* Where the middle is now, and how large the region is, in per cent. */
function tell(tile, way) {
  const [width, height] = tile.dataset.frame.split(" ").map(Number);
  const [left, top, end, bottom] = tile.dataset.box.split(" ").map(Number);
  const { x, y, size } = findWay(tile, stepsOf(tile));
  const across = (((left + end) / 2) * size + x) / width;
  const down = (((top + bottom) / 2) * size + y) / height;
  const params = { way: rules.words[way], across, down, size };
  return rules.words.placed.replace(/%\((\w+)\)s/g, (_, name) => (name === "way" ? params.way : `${Math.round(params[name] * 100)} %`));
}

function step(tile, way, isFar) {
  if (!tile.dataset.box) return;
  const steps = stepsOf(tile);
  const [side, sign] = SIDES[way];
  const far = rules.ways[way] * (isFar ? 5 : 1);
  const [least, most] = side === 2 ? [rules.least, rules.most] : [-rules.most, rules.most];
  write(tile, steps.with(side, limit(steps[side] + sign * far, least, most)));
  announce(tell(tile, way));
}

function undo(tile) {
  write(tile, [0, 0, 0]);
  announce(rules.words.undone);
}

function open(tile, isOpen) {
  tile.querySelector(".region-move").open = isOpen;
  if (isOpen) announce(rules.words.moving);
}

/* The tile beside, above or below: as many further on as fit in a line. */
function goTo(tile, key) {
  const tiles = tilesOf();
  const inLine = tiles.filter(({ offsetTop }) => offsetTop === tiles[0].offsetTop).length;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -inLine, ArrowDown: inLine }[key];
  acceptOf(tiles[tiles.indexOf(tile) + by])?.focus();
}

function keyDown(event) {
  const tile = event.target.closest(".region-tile");
  if (!tile || event.ctrlKey || event.altKey || event.metaKey) return;
  const isOpen = tile.querySelector(".region-move").open;
  if (event.key === "Escape" && isOpen) {
    undo(tile);
    open(tile, false);
    acceptOf(tile).focus();
  } else if (event.key.toLowerCase() === "m") open(tile, !isOpen);
  else if (isOpen && event.key in KEYS) step(tile, KEYS[event.key], event.shiftKey && event.key.startsWith("Arrow"));
  else if (event.key.startsWith("Arrow")) goTo(tile, event.key);
  else return;
  event.preventDefault();
}

function pressed(event) {
  const button = event.target.closest("[data-way]");
  if (!button) return;
  event.preventDefault();
  const tile = button.closest(".region-tile");
  if (button.dataset.way === "undo") undo(tile);
  else step(tile, button.dataset.way, false);
}

/* Once a region is accepted the next one has the focus; the last leads on to the next page. */
function goOn({ detail }) {
  const { value } = detail.requestConfig.triggeringEvent?.submitter ?? detail.requestConfig.elt;
  const [verb, key] = value.split(":");
  const tile = document.getElementById(`tile-${key}`);
  if (!tile) return;
  const isDone = verb === "accept" && !isMoved(tile);
  const next = acceptOf(tile.nextElementSibling) ?? document.querySelector("a[rel=next]");
  ((isDone && next) || acceptOf(tile)).focus();
}

if (sheet) {
  sheet.addEventListener("keydown", keyDown);
  sheet.addEventListener("click", pressed);
  document.addEventListener("htmx:afterSettle", goOn);
  let isSent = false;
  sheet.addEventListener("submit", () => { isSent = true; });
  addEventListener("beforeunload", (event) => { if (!isSent && tilesOf().some(isMoved)) event.preventDefault(); });
}
