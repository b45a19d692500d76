/* What is wrong at the controls, put beside those that stay on the page while the rest of it is drawn again. */
import { announce } from "./site.js";

const controlOf = (name) => document.getElementById(`id_${name}`) ?? document.getElementById(name);
const failingOf = (control) => (control.matches("fieldset") ? [control, ...control.querySelectorAll("input")] : [control]);

/* A control is described by its help, and by its messages while it has any. */
function describe(control, name, ids) {
  const isMessage = (id) => id.startsWith(`id_${name}_error`);
  const kept = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !isMessage(id));
  const described = [...kept, ...ids].join(" ");
  if (described) control.setAttribute("aria-describedby", described);
  else control.removeAttribute("aria-describedby");
}

function mark(name, messages, ids, isFailing) {
  const control = controlOf(name);
  if (!control) return;
  const part = control.closest(".field, .list");
  const head = part.querySelector(":scope > legend, :scope > label, :scope > h2");
  const help = head?.nextElementSibling;
  part.querySelector(":scope > .messages")?.remove();
  part.classList.toggle("field-flagged", messages !== null && part.matches(".field"));
  if (messages) (help?.matches(".form-text") ? help : head)?.after(messages);
  for (const each of failingOf(control)) {
    if (isFailing && each.tagName !== "H2") each.setAttribute("aria-invalid", "true");
    else each.removeAttribute("aria-invalid");
    if (each.tagName !== "FIELDSET") describe(each, name, ids);
  }
}

/* A folded row names itself once, in the control that keeps it in its list. */
function nameOfRow(part) {
  const { name, value } = part.closest(".row-folded").querySelector("input[type=hidden]");
  return `${name}-${value}`;
}

/* How many problems each part of the form has, in words. */
function count(form, marks) {
  const words = new Map([...marks.querySelectorAll("[data-count]")].map((each) => [each.dataset.count, each]));
  for (const part of form.querySelectorAll("[data-counted]")) {
    const found = words.get(part.dataset.counted || nameOfRow(part))?.firstElementChild;
    part.querySelector(":scope > .count")?.remove();
    if (found) part.append(" ", found);
  }
}

/* What was typed is shown as it was read, unless it was typed on. */
function rewrite(left) {
  const control = left && controlOf(left.dataset.left);
  if (control && control.value.trim() === left.dataset.typed) control.value = left.dataset.shown;
}

/* What was not said before is read aloud, once; htmx tells of one swap several times. */
function apply() {
  const form = document.getElementById("step-form");
  const template = document.getElementById("marks");
  if ("applied" in template.dataset) return;
  template.dataset.applied = "";
  const marks = template.content;
  const before = new Map([...form.querySelectorAll(".messages")].map((each) => [each.dataset.at, each.textContent]));
  const fresh = [...marks.querySelectorAll("[data-of]")];
  const named = new Set(fresh.map((each) => each.dataset.of));
  for (const name of before.keys()) if (!named.has(name)) mark(name, null, [], false);
  for (const { dataset, firstElementChild } of fresh) {
    if (before.get(dataset.of) === firstElementChild.textContent) continue;
    mark(dataset.of, firstElementChild, dataset.ids.split(" "), "failing" in dataset);
    announce(firstElementChild.querySelector(".field-message").textContent.trim());
  }
  count(form, marks);
  rewrite(marks.querySelector("[data-left]"));
}

document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id === "marks") apply();
});
