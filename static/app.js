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

/* Signing in, in another tab maybe, renews the token that each form is sent with: the cookie holds the one that counts. */
function renewToken(values) {
  const token = document.cookie.match(/(?:^|; )taskbuilder_csrf=([^;]+)/)?.[1];
  if (token && values.has("csrfmiddlewaretoken")) values.set("csrfmiddlewaretoken", token);
}
document.addEventListener("formdata", (event) => renewToken(event.formData));
document.addEventListener("htmx:configRequest", (event) => renewToken(event.detail.parameters));

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
   sent, nothing follows it before it is answered: what is typed is in it. Nor is anything saved by itself while the
   page asks what is to become of a draft that was changed in another tab. */
const FORM = "#step-form, #json-form";
let sequence = 0;
let isLeaving = false;
const isOvertaken = () => document.querySelector("#moved .notice") !== null;
document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  if (!elt.closest(FORM)) return;
  const isHeld = elt.id === "saved" && isOvertaken();
  if (isHeld) say("unsaved");
  if (isHeld || isLeaving) event.preventDefault();
});
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.closest(FORM)) return;
  parameters.set("sequence", ++sequence);
  isLeaving = elt.matches(FORM);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.elements.sequence) return;
  event.target.elements.sequence.value = ++sequence;
  isLeaving = true;
});

/* A step or a review is refused in place, so that Back never asks to send it again. An answer that is neither is a page
   of its own, which the browser asks for by the form itself; where none came, what was typed stays. So it does on a step
   while the database is away (503): the same press works a little later. */
const HINDRANCES = { 413: "tooLarge", 503: "unavailable" };
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (!requestConfig.elt.matches("#step-form, #review-form, #json-form") || xhr.getResponseHeader("HX-Redirect")) return;
  const hindrance = requestConfig.elt.matches(FORM) && HINDRANCES[xhr.status];
  isLeaving = xhr.status >= 400 && xhr.status !== 422 && !hindrance;
  if (isLeaving) requestConfig.elt.submit();
  if (hindrance) say(hindrance);
});
document.addEventListener("htmx:sendError", (event) => {
  const { elt } = event.detail;
  if (elt.id === "review-form") elt.submit();
  if (elt.matches(FORM)) isLeaving = false;
  if (elt.matches(FORM) || elt.id === "saved") say("unsent");
});

/* A request that a newer one takes the place of is no fault: htmx reports none whose `error` is set already. */
let underWay = null;
document.addEventListener("htmx:beforeSend", (event) => { underWay = event.detail; });
document.addEventListener("htmx:abort", () => { if (underWay) underWay.error = ""; }, true);

/* Leaving a step by the list of steps sends it first, and leaving it in any other way sends a last save. */
let typed = 0;
let saved = 0;
const MOST_LAST = 60_000;  // of what is sent while a page goes away, a browser takes no more than 64 KiB
const typedAtRequest = new WeakMap();
document.addEventListener("input", (event) => {
  if (event.target.closest(FORM)) typed += 1;
});
function hasUnsaved() {
  return document.querySelector(FORM) !== null && saved !== typed && !isLeaving;
}
function fillLast() {
  const last = new FormData(document.querySelector(FORM));
  last.set("press", "save");
  last.set("sequence", ++sequence);
  return last;
}
document.addEventListener("htmx:beforeRequest", (event) => typedAtRequest.set(event.detail.xhr, typed));
document.addEventListener("click", (event) => {
  const link = event.target.closest("#step-list a[data-go]");
  const form = document.querySelector(FORM);
  if (!link || !form || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const button = Object.assign(document.createElement("button"), { name: "press", value: `go:${link.dataset.go}`, hidden: true });
  form.append(button);
  button.click();
});
addEventListener("pagehide", () => {
  if (hasUnsaved()) navigator.sendBeacon(document.querySelector(FORM).action, fillLast());
});

/* Who leaves what the last save would not take is asked first; loading the draft as it is now is an answer already. */
let isRefused = false;
addEventListener("beforeunload", (event) => {
  if (!hasUnsaved()) return;
  const size = [...fillLast()].reduce((sum, [name, value]) => sum + name.length + encodeURIComponent(value).length, 0);
  if (isRefused || isOvertaken() || size > MOST_LAST) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (event.target.closest("#moved a") && !isElsewhere) isLeaving = true;
});

/* The page in another language shows what was typed last: it is saved first. */
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (!target.matches(".languages") || !hasUnsaved() || isOvertaken()) return;
  event.preventDefault();
  const before = typed;
  const answer = await fetch(document.querySelector(FORM).action, { method: "POST", body: fillLast() }).catch(() => null);
  if (answer?.ok) saved = before;
  target.requestSubmit(submitter);
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

/* A question that answers the form itself takes the focus, wherever on the page the button is; one that a save or a
   choice came upon does not. */
document.addEventListener("htmx:afterSettle", (event) => {
  const { requestConfig, target } = event.detail;
  const question = ["moved", "switch"].includes(target.id) && requestConfig.elt.matches(FORM) && document.querySelector(`#${target.id} .notice`);
  if (!question) return;
  question.tabIndex = -1;
  question.focus();
});

/* What just changed in the request is brought into view beside the form, and the page stays where it is. */
function showChange() {
  const box = document.getElementById("preview-request");
  const mark = box?.querySelector("mark");
  if (!mark) return;
  for (const scroller of [box, box.closest(".preview")]) {
    const [inner, outer] = [mark, scroller].map((each) => each.getBoundingClientRect());
    const isSeen = inner.top >= outer.top && Math.min(inner.bottom, inner.top + 40) <= outer.bottom;
    if (!isSeen) scroller.scrollTop += inner.top - outer.top - scroller.clientHeight / 3;
  }
}
document.addEventListener("htmx:oobAfterSwap", (event) => { if (event.detail.target.id === "preview-request") showChange(); });
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.id === "wizard") showChange(); });

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
  if (elt.id === "saved" && xhr.getResponseHeader("HX-Redirect")) saved = typedAtRequest.get(xhr);  // kept until they have signed in
  else if (elt.id === "saved" && xhr.status) tellSaved(xhr);
  if (elt.matches("[data-driver]") && xhr.status === 200) forgetMessages(elt);
});
document.addEventListener("input", (event) => {
  const words = event.target.closest(FORM) && document.getElementById("saved");
  if (words && !isOvertaken()) words.textContent = "";
});
function tellSaved(xhr) {
  isRefused = ![200, 204].includes(xhr.status);
  if (!isRefused) saved = typedAtRequest.get(xhr);
  if (saved === typed || isRefused) say(HINDRANCES[xhr.status] ?? (isRefused ? "unsaved" : "saved"));
}
/* What became of what was typed; that it was saved is not said aloud each time. */
function say(what) {
  const words = document.getElementById("saved");
  words.textContent = words.dataset[what];
  if (what !== "saved") announce(words.dataset[what]);
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
