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
