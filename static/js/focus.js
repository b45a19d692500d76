/* What happens around a swap of a part of the form: where the focus goes, and what is carried over. */

/* The list of steps is folded on a narrow screen. */
const narrow = matchMedia("(max-width: 991.98px)");
function foldSteps() {
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = !narrow.matches;
}
narrow.addEventListener("change", foldSteps);
foldSteps();

const TYPED_INTO = "input:not([type=hidden], [type=file]), textarea";
const controlsOf = (part) => [...part.querySelectorAll(TYPED_INTO)].filter((each) => each.id);
const isTicked = (control) => control.matches("[type=radio], [type=checkbox]");
const stateOf = (control) => (isTicked(control) ? control.checked : control.value);

/* One request and the part that its answer replaces. */
class Swap {
  constructor({ target }) {
    this.target = target;
    this.sent = null;
    this.typed = [];
    this.isFocusElsewhere = false;
    if (target?.matches(".branch, #wizard")) {
      this.sent = new Map(controlsOf(target).map((each) => [each.id, stateOf(each)]));
    }
  }

  /* Just before the part is replaced: what was typed into it meanwhile, and where the focus is. */
  begin({ requestConfig }) {
    const causes = [document.body, requestConfig.elt, requestConfig.triggeringEvent?.submitter];
    this.isFocusElsewhere = !causes.includes(document.activeElement);
    if (!this.sent) return;
    this.typed = controlsOf(this.target).filter((each) => stateOf(each) !== this.sent.get(each.id));
  }

  /* What was typed meanwhile goes into the new part. */
  carryOver() {
    for (const typed of this.typed) {
      const control = document.getElementById(typed.id);
      if (!control || control === typed) continue;
      control[isTicked(typed) ? "checked" : "value"] = stateOf(typed);
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* The focus goes where the answer says, unless it went elsewhere while the answer was on its way. */
  focus({ elt, xhr, target }) {
    if (elt.id === "wizard") foldSteps();  // before the focus: folding moves what is below
    const isRefused = xhr.status === 422 && target.id !== "moved";
    const place = document.getElementById(isRefused ? "problem-summary" : elt.dataset.focus);
    const isFree = document.activeElement === document.body && !this.isFocusElsewhere;
    if (place && (isRefused || isFree)) place.focus();
    if (place && isRefused) place.scrollIntoView({ block: "nearest" });
  }
}

/* A question that answers the form itself takes the focus, wherever its button is; one that a save or a choice
   caused does not. */
function focusQuestion({ requestConfig, target }) {
  const isAsked = ["moved", "switch"].includes(target.id) && requestConfig.elt.matches("#step-form, #json-form");
  const question = isAsked && document.querySelector(`#${target.id} .notice`);
  if (!question) return;
  question.tabIndex = -1;
  question.focus();
}

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

const swaps = new WeakMap();
let pending = null;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  swaps.set(detail.xhr, new Swap(detail));
  if (detail.target?.matches(".branch")) pending = detail;
});
document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
  if (xhr === pending?.xhr) pending = null;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => swaps.get(detail.xhr)?.begin(detail));
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id === "preview-request") showChange();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const swap = swaps.get(detail.xhr);
  swap?.focus(detail);
  focusQuestion(detail);
  if (detail.elt.id === "wizard") showChange();
  // A request that began before the last swap was settled lost its mark of being busy to that.
  if (pending) document.getElementById(pending.target.id)?.setAttribute("aria-busy", "true");
  swap?.carryOver();
});

/* A choice that was made before this script ran, or that the browser restored, is caught up with. */
document.addEventListener("DOMContentLoaded", () => {
  for (const driver of document.querySelectorAll("[data-driver]")) {
    const isBehind = [...driver.querySelectorAll("input")].some((each) => each.checked !== each.defaultChecked);
    if (isBehind) driver.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
