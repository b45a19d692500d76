/* What pages do beyond HTML: every page works without this file, and none holds a script of its own. */
"use strict";

document.documentElement.classList.add("js");

/* A refused form: the summary of its problems takes the focus, and each of its links the control it speaks of. */
function focusProblems(root) {
  const summary = root.querySelector("#problem-summary");
  if (summary) summary.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#problem-summary a[href^='#']");
  const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!control) return;
  event.preventDefault();
  for (let part = control; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  (control.labels?.[0] ?? control).scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

/* Copying: the button says that it was done, and so does the live region. */
async function copyText(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    document.execCommand("copy");
  }
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  announce(button.dataset.copied);
  setTimeout(() => { words.textContent = before; }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copyText(button);
});

/* Showing what is typed into a password control, for as long as the button is pressed in. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  const control = button && document.getElementById(button.dataset.show);
  if (!control) return;
  const shown = control.type === "password";
  control.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});

/* A password that is shown is typed text to the browser: hidden again before it is sent, it is not remembered as such. */
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("[data-show][aria-pressed='true']")) button.click();
});

/* The polite live region stands outside everything that is swapped; a swapped part says what changed in data-announce. */
function announce(words) {
  const region = document.getElementById("announcer");
  if (region && region.textContent !== words) region.textContent = words;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const speaker = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (speaker) announce(speaker.dataset.announce);
});

document.addEventListener("DOMContentLoaded", () => focusProblems(document));

/* wizard */

/* The list of steps is folded where the screen is narrow. */
const narrow = matchMedia("(max-width: 860px)");
function foldSteps() {
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = !narrow.matches;
}
narrow.addEventListener("change", foldSteps);
foldSteps();

/* Each request of a page counts up, so that one that was overtaken on its way can be told. Once the form itself is
   sent, nothing follows it: what is typed is in it. */
let sequence = 0;
let isLeaving = false;
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.closest("#step-form")) return;
  if (isLeaving) event.preventDefault();
  else event.detail.parameters.set("sequence", ++sequence);
});
document.addEventListener("submit", (event) => {
  if (!event.target.elements.sequence) return;
  event.target.elements.sequence.value = ++sequence;
  isLeaving = true;
});

/* A page that the browser kept shows the draft as it was: it is asked for again. */
addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("wizard")) location.reload();
});

/* After a swap: the focus goes where the answer says, and the driver's own message, which was of what it was, goes. */
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const place = part.dataset.focus && document.getElementById(part.dataset.focus);
  if (place) place.focus();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (elt.id === "saved" && xhr.status === 204) tellSaved();
  if (elt.matches("[data-driver]") && xhr.status === 200) forgetMessages(elt);
});
function tellSaved() {
  const words = document.getElementById("saved");
  words.textContent = words.dataset.saved;
}
function forgetMessages(driver) {
  driver.querySelector(":scope > .messages")?.remove();
  driver.classList.remove("field-told");
  for (const part of [driver, ...driver.querySelectorAll("[aria-invalid]")]) part.removeAttribute("aria-invalid");
}
