/* Shortcuts of one key, which the dialog lists and switches off. They never fire while somebody types, or with Ctrl, Alt or Meta. */
import { announce } from "./site.js";

const OFF = "shortcuts-off";
const TICKED = ["checkbox", "radio", "button", "submit"];
const dialog = document.getElementById("shortcuts");
const isOn = dialog?.querySelector("[data-shortcuts]");

const ACTIONS = {
  "?": () => dialog.showModal(),
  n: () => press("n"),
  b: () => press("b"),
  c: () => press("c"),
  s: save,
  "/": () => document.querySelector("main :is(input[type=search], input[name=q])")?.focus(),
};

function press(key) {
  document.querySelector(`main [data-key="${key}"]`)?.click();
}

function save() {
  const words = document.getElementById("saved");
  if (!words) return;
  words.dispatchEvent(new Event("due"));
  announce(words.dataset.saving);
}

function isTyping({ target }) {
  const control = target.closest?.("input, textarea, select, [contenteditable]");
  return control && !(control.tagName === "INPUT" && TICKED.includes(control.type));
}

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, altKey, metaKey, defaultPrevented, repeat } = event;
  const isElsewhere = ctrlKey || altKey || metaKey || defaultPrevented || repeat || isTyping(event);
  if (!dialog || dialog.open || !isOn.checked || isElsewhere || !Object.hasOwn(ACTIONS, key)) return;
  event.preventDefault();
  ACTIONS[key]();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-open-shortcuts]")) dialog.showModal();
  if (target.closest("[data-close-shortcuts]")) dialog.close();
});

/* Kept in this browser: who speaks to it, or whose hand slips, may want none of them. */
if (isOn) {
  isOn.checked = localStorage.getItem(OFF) === null;
  isOn.addEventListener("change", () => {
    if (isOn.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  });
}
