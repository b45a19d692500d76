/* What pages do beyond HTML: every page works without this file, and none holds a script of its own. */
"use strict";

document.documentElement.classList.add("js");

/* A refused form: the summary of its problems takes the focus, and each of its links the control it speaks of. Who
   came by such a link from another page is led to the control as well. */
function focusProblems(root) {
  const summary = root.querySelector("#problem-summary");
  const control = location.hash && document.getElementById(location.hash.slice(1));
  if (control?.form) control.focus();
  else if (summary) summary.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#problem-summary a[href^='#'], #preview a[href^='#']");
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

/* The server draws times in the viewer's zone as well, which only the browser knows. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;

/* One box for all of a list that are shown; it is no answer, so nothing is sent for it. */
document.addEventListener("change", (event) => {
  const { tick } = event.target.dataset;
  if (!tick) return;
  for (const box of document.getElementsByName(tick)) box.checked = event.target.checked && box.offsetParent !== null;
});

/* wizard */

/* The list of steps is folded where the screen is narrow. */
const narrow = matchMedia("(max-width: 860px)");
function foldSteps() {
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = !narrow.matches;
}
narrow.addEventListener("change", foldSteps);
foldSteps();

/* Each request of a page counts up, so that one that was overtaken on its way can be told. Once the form itself is
   sent, nothing follows it before it is answered: what is typed is in it. */
let sequence = 0;
let isLeaving = false;
document.addEventListener("htmx:confirm", (event) => {
  if (isLeaving && event.detail.elt.closest("#step-form")) event.preventDefault();
});
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.closest("#step-form")) return;
  parameters.set("sequence", ++sequence);
  isLeaving = elt.id === "step-form";
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.elements.sequence) return;
  event.target.elements.sequence.value = ++sequence;
  isLeaving = true;
});

/* A step or a review is refused in place, so that Back never asks to send it again. An answer that is neither is a page
   of its own, which the browser asks for by the form itself; where none came, what was typed stays. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (!requestConfig.elt.matches("#step-form, #review-form, #json-form") || xhr.getResponseHeader("HX-Redirect")) return;
  isLeaving = xhr.status >= 400 && xhr.status !== 422;
  if (isLeaving) requestConfig.elt.submit();
});
document.addEventListener("htmx:sendError", (event) => {
  const words = document.getElementById("saved");
  if (event.detail.elt.matches("#review-form, #json-form")) event.detail.elt.submit();
  if (event.detail.elt.id !== "step-form") return;
  words.textContent = words.dataset.unsent;
  announce(words.dataset.unsent);
});

/* A request that a newer one takes the place of is no fault: htmx reports none whose `error` is set already. */
let underWay = null;
document.addEventListener("htmx:beforeSend", (event) => { underWay = event.detail; });
document.addEventListener("htmx:abort", () => { if (underWay) underWay.error = ""; }, true);

/* Leaving a step by the list of steps sends it first, and leaving it in any other way sends a last save. */
let typed = 0;
let saved = 0;
const typedAtRequest = new WeakMap();
document.addEventListener("input", (event) => {
  if (event.target.closest("#step-form")) typed += 1;
});
document.addEventListener("htmx:beforeRequest", (event) => typedAtRequest.set(event.detail.xhr, typed));
document.addEventListener("click", (event) => {
  const link = event.target.closest("#step-list a[data-go]");
  const form = document.getElementById("step-form");
  if (!link || !form || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const button = Object.assign(document.createElement("button"), { name: "press", value: `go:${link.dataset.go}`, hidden: true });
  form.append(button);
  button.click();
});
addEventListener("pagehide", () => {
  const form = document.getElementById("step-form");
  if (!form || saved === typed || isLeaving) return;
  const last = new FormData(form);
  last.set("press", "save");
  last.set("sequence", ++sequence);
  navigator.sendBeacon(form.action, last);
});

/* A page that the browser kept shows the draft as it was: it is asked for again. */
addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("wizard")) location.reload();
});

/* After a swap: the focus goes where the answer says, unless it went elsewhere while the answer was on its way. */
const movedOn = new WeakSet();
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const causes = [document.body, requestConfig.elt, requestConfig.triggeringEvent?.submitter];
  if (!causes.includes(document.activeElement)) movedOn.add(xhr);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, xhr, target } = event.detail;
  if (elt.id === "wizard") foldSteps();  // before the focus: what is folded after it takes the place out of view
  const isRefused = xhr.status === 422 && target.id !== "moved";
  const place = document.getElementById(isRefused ? "problem-summary" : elt.dataset.focus);
  const isFree = document.activeElement === document.body && !movedOn.has(xhr);
  if (place && (isRefused || isFree)) place.focus();
  if (place && isRefused) place.scrollIntoView({ block: "nearest" });
});

/* A request that began before the last swap was settled lost its mark of being busy to that. */
let pending = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.matches(".branch")) pending = event.detail;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr === pending?.xhr) pending = null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (pending) document.getElementById(pending.target.id)?.setAttribute("aria-busy", "true");
});

/* A driver's own message was of what it was. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (elt.id === "saved" && [200, 204].includes(xhr.status)) {
    saved = typedAtRequest.get(xhr);
    tellSaved();
  }
  if (elt.matches("[data-driver]") && xhr.status === 200) forgetMessages(elt);
});
document.addEventListener("input", (event) => {
  const words = event.target.closest("#step-form") && document.getElementById("saved");
  if (words) words.textContent = "";
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

/* What is typed into a part while its successor is on the way is carried over into that. */
const asSent = new WeakMap();
const typedMeanwhile = new WeakMap();
const controlsOf = (part) => [...part.querySelectorAll("input:not([type=hidden], [type=file]), textarea")].filter((each) => each.id);
const stateOf = (control) => (control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value);
document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, target } = event.detail;
  if (target?.matches(".branch, #wizard")) asSent.set(xhr, new Map(controlsOf(target).map((each) => [each.id, stateOf(each)])));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  const sent = asSent.get(xhr);
  if (sent) typedMeanwhile.set(xhr, controlsOf(target).filter((each) => stateOf(each) !== sent.get(each.id)));
});
document.addEventListener("htmx:afterSettle", (event) => {
  for (const typed of typedMeanwhile.get(event.detail.xhr) ?? []) {
    const control = document.getElementById(typed.id);
    if (!control || control === typed) continue;
    control[typeof stateOf(typed) === "boolean" ? "checked" : "value"] = stateOf(typed);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

/* A choice that was made before this file was there, or that the browser restored, is caught up with. */
document.addEventListener("DOMContentLoaded", () => {
  for (const driver of document.querySelectorAll("[data-driver]")) {
    const isBehind = [...driver.querySelectorAll("input")].some((each) => each.checked !== each.defaultChecked);
    if (isBehind) driver.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
