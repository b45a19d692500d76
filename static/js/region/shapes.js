/* A region as text and as shapes: each line is one shape, read as the server reads it, and judged as it judges. */

export const COLOURS = ["red", "orange", "yellow", "green", "blue", "purple"];
const NUMBER = String.raw`-?\d{1,9}(?:\.\d{1,9})?`;
const POINT = new RegExp(`(${NUMBER})[ \\t\\f\\v]*,[ \\t\\f\\v]*(${NUMBER})`, "g");
const LINE = new RegExp(
  String.raw`^\s*(polygon|line)((?:\s+N\s*,\s*N)*)(?:\s+("(?:[^"\\]|\\.)*"))?(?:\s+(COLOUR))?(?:\s+(\{.*\}))?\s*$`
    .replaceAll("N", NUMBER).replace("COLOUR", COLOURS.join("|")).replaceAll(String.raw`\s`, String.raw`[ \t\f\v]`), "i");
const WRITTEN = new RegExp(`^${NUMBER}$`);
const FINER = /\d{16}|\d[eE]/;  // a number that this language may not keep as it is
const WHOLE = /^\s*region\s+\{.*\}\s*$/i;

/* Points keep the letters they were typed in until they are moved. */
export const pointOf = (x, y, text = `${plain(x)},${plain(y)}`) => ({ x: Number(x), y: Number(y), text });
const plain = (number) => String(Math.round(number * 1000) / 1000);

/* The text's lines in order, each with its shape; `bad`: the number of the first that is none. JSON has as many lines
   as shapes, and one more for the whole; `isFixed`: it says more than lines can, and is not to be
   rewritten. */
export function read(text) {
  if (text.trimStart().startsWith("{")) return readJson(text);
  const lines = text.split("\n").map((line) => ({ text: line, shape: readLine(line) }));
  const bad = lines.findIndex(({ text: line, shape }) => !shape && line.trim() && !WHOLE.test(line)) + 1;
  return { lines, bad, isFixed: false, isJson: false };
}

function readLine(text) {
  const found = LINE.exec(text);
  if (!found) return null;
  const [, kind, points, name, colour, others] = found;
  try {
    return {
      kind: kind.toLowerCase(), name: name ? JSON.parse(name) : "", colour: (colour ?? "").toLowerCase(), others: others ?? "",
      points: [...points.matchAll(POINT)].map(([, x, y]) => pointOf(x, y, `${x},${y}`)),
    };
  } catch {
    return null;
  }
}

function readJson(text) {
  try {
    const { polygons = [], lines = [], ...others } = JSON.parse(text);
    const shapes = Object.entries({ polygon: polygons, line: lines }).flatMap(([kind, each]) => each.map((one) => shapeOf(kind, one)));
    const whole = writeOthers(others);
    const written = shapes.map((shape) => ({ text: write(shape), shape }));
    if (whole) written.push({ text: `region ${whole}`, shape: null });
    return { lines: written, bad: 0, isFixed: FINER.test(text), isJson: true };
  } catch {
    return { lines: [], bad: -1, isFixed: true, isJson: true };
  }
}

function shapeOf(kind, { data, ...others }) {
  if (!data.flat().every(Number.isFinite)) throw new TypeError("no point");
  const points = data.map(([x, y]) => pointOf(x, y, [x, y].map(asTyped).join(",")));
  return { kind, points, name: "", colour: "", others: writeOthers(others) };
}

const asTyped = (number) => (WRITTEN.test(String(number)) ? String(number) : plain(number));
const writeOthers = (others) => (Object.keys(others).length ? JSON.stringify(others) : "");

export function write({ kind, points, name, colour, others }) {
  return [kind, ...points.map((point) => point.text), name && JSON.stringify(name), colour, others].filter(Boolean).join(" ");
}

/* What is wrong with each shape, in order: the name of the first fault with its parameters, or null. */
export function judge(shapes, frame, { least, most }) {
  if (shapes.reduce((count, { points }) => count + points.length, 0) > most) {
    return shapes.map((_, place) => (place ? null : { name: "tooMany", limit: most }));
  }
  const seen = new Map();
  return shapes.map((shape) => {
    const number = numberOf(shape, shapes);
    const key = [shape.kind, ...shape.points.map(({ x, y }) => `${x},${y}`)].join(" ");
    const fault = findFault(shape, frame, least);
    if (!fault && seen.has(key)) return { name: "again", number, other: seen.get(key) };
    if (!fault) seen.set(key, number);
    return fault && { ...fault, number };
  });
}

export const numberOf = (shape, shapes) => shapes.filter(({ kind }) => kind === shape.kind).indexOf(shape) + 1;

function findFault({ kind, points }, { width, height }, least) {
  if (points.length < least[kind]) return { name: "tooFew", limit: least[kind] };
  const outside = points.findIndex(({ x, y }) => !(0 <= x && x <= width && 0 <= y && y <= height)) + 1;
  if (outside) return { name: "outside", point: outside, width, height };
  const twice = findTwice(kind, points);
  if (twice) return { name: "twice", point: twice };
  if (kind === "polygon" && points.every((point) => turn(points[0], points[1], point) === 0)) return { name: "noArea" };
  return kind === "polygon" && crosses(points) ? { name: "crossing" } : null;
}

const isSame = (a, b) => a.x === b.x && a.y === b.y;

function findTwice(kind, points) {
  if (kind === "polygon" && isSame(points[0], points.at(-1))) return points.length;
  const place = points.findIndex((point, at) => at > 0 && isSame(point, points[at - 1]));
  return place + 1;
}

function crosses(points) {
  const edges = points.map((point, place) => [point, points[(place + 1) % points.length]]);
  return edges.some((one, i) => edges.slice(i + 1).some((other, gap) => {
    if (gap === 0) return turnsBack(one, other);
    return i === 0 && gap === edges.length - 2 ? turnsBack(other, one) : meet(one, other);
  }));
}

function turnsBack([a, b], [, c]) {
  return turn(a, b, c) === 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

function meet([a, b], [c, d]) {
  const sides = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0) return true;
  return [[a, b, c], [a, b, d], [c, d, a], [c, d, b]].some((three, place) => sides[place] === 0 && spans(...three));
}

const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
const isBetween = (low, value, high) => Math.min(low, high) <= value && value <= Math.max(low, high);
const spans = (a, b, c) => isBetween(a.x, c.x, b.x) && isBetween(a.y, c.y, b.y);
