/* Saves a draft while it is typed, and lets nobody leave it before what was typed is saved. */
import { announce, pressFor } from "./site.js";

const FORM = "#step-form, #json-form";
const TYPED_INTO = "input[type=text], input[type=password], textarea";
const HINDRANCES = { 413: "tooLarge", 503: "unavailable" };

/* The state of one page's form: how much was typed, how much of it is saved, and which request is under way. */
class Autosave {
  typed = 0;
  saved = 0;
  refused = -1;
  sequence = 0;
  isLeaving = false;
  isRefused = false;
  isDue = false;
  underWay = null;
  destination = "";
  typingInto = null;
  left = "";
  typedAtRequest = new WeakMap();

  get form() {
    return document.querySelector(FORM);
  }

  /* Whether the page asks what to do about a draft that was changed in another tab. */
  get isOvertaken() {
    return document.querySelector("#moved .notice") !== null;
  }

  get isBusy() {
    const { OPENED, LOADING } = XMLHttpRequest;
    const state = this.underWay?.xhr.readyState;
    return OPENED <= state && state <= LOADING;
  }

  get hasUnsaved() {
    return this.form !== null && this.saved !== this.typed && !this.isLeaving;
  }

  /* Whether all that was typed was in what was refused last: what a save draws would take the refusal away. */
  get isCarried() {
    return this.refused === this.typed;
  }

  get lastSave() {
    const last = new FormData(this.form);
    last.set("press", "save");
    last.set("sequence", ++this.sequence);
    return last;
  }

  /* Shows what happened to what was typed; that it was saved is not read aloud each time. */
  report(what) {
    const words = document.getElementById("saved");
    words.textContent = words.dataset[what];
    if (what !== "saved") announce(words.dataset[what]);
  }

  input({ target }) {
    if (!target.closest(FORM)) return;
    this.typed += 1;
    this.isRefused = false;
    this.typingInto = target;
    const words = document.getElementById("saved");
    if (words && !this.isOvertaken) words.textContent = "";
  }

  /* Nothing follows a form that was sent, before it is answered; nor is anything saved while the page asks. A save waits
     here for the request that is under way: in htmx's queue it would push out a choice that waits there. */
  confirm(event) {
    const { elt, triggeringEvent } = event.detail;
    if (!elt.closest(FORM)) return;
    const isSave = elt.id === "saved";
    const isNeedless = isSave && this.isCarried && triggeringEvent?.type !== "due";
    const isHeld = isSave && this.isOvertaken;
    const isEarly = isSave && !isHeld && !isNeedless && this.isBusy;
    if (isHeld) this.report("unsaved");
    if (isEarly) this.isDue = true;
    if (isNeedless || isHeld || isEarly || this.isLeaving) event.preventDefault();
  }

  /* Saves once htmx has let go of the request that ended, and sent the one that replaced it, if one did. */
  catchUp() {
    if (this.isDue && !this.isCarried) setTimeout(() => this.saveNow());
    this.isDue = false;
  }

  /* What was typed into a control is judged once it is left. */
  leaveControl({ target }) {
    if (!target.closest(FORM) || !target.matches(TYPED_INTO)) return;
    this.typingInto = null;
    this.left = target.name;
  }

  /* The control that is being typed into, unless something is said of it: that goes as soon as it is fixed. */
  get unjudged() {
    const control = this.typingInto;
    const isTyping = control?.matches(TYPED_INTO) && control === document.activeElement;
    return isTyping && !control.closest(".field")?.querySelector(":scope > .messages") ? control.name : "";
  }

  /* Requests of a page are numbered, so that the server can tell one that was overtaken on its way. */
  configure({ detail: { elt, parameters } }) {
    if (!elt.closest(FORM)) return;
    parameters.set("sequence", ++this.sequence);
    this.isLeaving = elt.matches(FORM);
    if (elt.id !== "saved") return;
    if (this.left) parameters.set("left", this.left);
    if (this.unjudged) parameters.set("typing", this.unjudged);
    this.left = "";
  }

  submit(event) {
    if (event.defaultPrevented || !event.target.elements.sequence) return;
    event.target.elements.sequence.value = ++this.sequence;
    this.isLeaving = true;
  }

  begin({ detail: { xhr } }) {
    this.typedAtRequest.set(xhr, this.typed);
  }

  end({ detail: { elt, requestConfig, xhr } }) {
    if (requestConfig.elt.id !== "saved" && xhr.status === 422) this.refused = this.typedAtRequest.get(xhr);
    this.catchUp();
    if (requestConfig.elt.matches("#step-form, #review-form, #json-form")) this.answered(requestConfig.elt, xhr);
    if (elt.id !== "saved") {
      if (this.destination) setTimeout(() => this.goOn());  // a link waits, and no save was under way for it
      return;
    }
    if (xhr.getResponseHeader("HX-Redirect")) {
      this.saved = this.typedAtRequest.get(xhr);  // saved once they sign in
      return;
    }
    if (xhr.status) this.savedOrRefused(xhr);
    this.goOn();
  }

  saveNow() {
    document.getElementById("saved")?.dispatchEvent(new Event("due"));
  }

  /* A page is left for another once all that was typed is saved. */
  follow(href) {
    this.destination = href;
    this.report("saving");
    const isUnderWay = this.isBusy && this.typedAtRequest.get(this.underWay.xhr) === this.typed;
    if (!isUnderWay) this.saveNow();
  }

  goOn() {
    if (!this.destination) return;
    if (this.isRefused || this.isOvertaken) this.destination = "";
    else if (this.hasUnsaved) this.saveNow();
    else location.assign(this.destination);
  }

  /* A form is refused in place, so that Back never asks to send it again, and a step that is too large, or met a database
     that is away, keeps what was typed. Any other answer is a page of its own, which the browser asks for by the form. */
  answered(form, xhr) {
    if (xhr.getResponseHeader("HX-Redirect")) return;
    const hindrance = form.matches(FORM) && HINDRANCES[xhr.status];
    this.isLeaving = xhr.status >= 400 && xhr.status !== 422 && !hindrance;
    if (this.isLeaving) form.submit();
    if (hindrance) this.report(hindrance);
  }

  savedOrRefused(xhr) {
    this.isRefused = ![200, 204].includes(xhr.status);
    if (!this.isRefused) this.saved = this.typedAtRequest.get(xhr);
    if (this.isRefused) this.report(HINDRANCES[xhr.status] ?? "unsaved");
    else if (this.saved === this.typed) this.report("saved");
  }

  /* Without an answer, what was typed stays. */
  fail({ detail: { elt } }) {
    if (elt.id === "review-form") elt.submit();
    if (elt.matches(FORM)) this.isLeaving = false;
    if (!elt.matches(FORM) && elt.id !== "saved") return;
    this.isRefused = true;
    this.destination = "";
    this.report("unsent");
  }

  /* The list of steps sends the step first, and any other link waits until it is saved; where it cannot be, the
     second click asks before leaving, unless more was typed since: that is tried first. */
  click(event) {
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    const link = event.target.closest("a[href]");
    if (!link || isElsewhere || !this.form || event.defaultPrevented) return;
    if (link.closest("#moved")) this.isLeaving = true;  // loading the draft as it is now is an answer
    if (link.matches("#step-list a[data-go]")) this.send(event, link);
    else if (this.isHeld(link)) {
      event.preventDefault();
      this.follow(link.href);
    }
  }

  isHeld(link) {
    const isHere = link.getAttribute("href").startsWith("#");
    return !isHere && this.hasUnsaved && !this.isRefused && !this.isOvertaken;
  }

  send(event, link) {
    event.preventDefault();
    pressFor(this.form, `go:${link.dataset.go}`);
  }

  leave() {
    if (this.hasUnsaved) navigator.sendBeacon(this.form.action, this.lastSave);
  }

  /* Asks before leaving for elsewhere, and saves meanwhile. */
  warn(event) {
    if (!this.hasUnsaved) return;
    event.preventDefault();
    if (!this.isRefused && !this.isOvertaken) this.saveNow();
  }

  /* The page in another language shows what was typed last, and nobody signs out before it is saved. */
  async saveFirst(event) {
    const { target, submitter } = event;
    const isOther = !target.matches(FORM) && target.method === "post";
    if (!isOther || event.defaultPrevented || !this.hasUnsaved || this.isRefused || this.isOvertaken) return;
    event.preventDefault();
    const before = this.typed;
    const save = fetch(this.form.action, { method: "POST", body: this.lastSave });
    const answer = await save.catch(() => null);
    if (answer?.ok) this.saved = before;
    this.isRefused = !answer?.ok;
    if (this.isRefused) this.report("unsaved");
    else target.requestSubmit(submitter);
  }

  listen() {
    const handlers = {
      input: this.input,
      change: this.leaveControl,
      click: this.click,
      submit: this.submit,
      "htmx:confirm": this.confirm,
      "htmx:configRequest": this.configure,
      "htmx:beforeRequest": this.begin,
      "htmx:afterRequest": this.end,
      "htmx:sendError": this.fail,
    };
    for (const [name, handle] of Object.entries(handlers)) document.addEventListener(name, handle.bind(this));
    document.addEventListener("submit", (event) => this.saveFirst(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => this.warn(event));
    this.forgetReplaced();
  }

  /* A request that a newer one replaces has not failed: htmx reports none whose `error` is set already. */
  forgetReplaced() {
    document.addEventListener("htmx:beforeSend", (event) => { this.underWay = event.detail; });
    document.addEventListener("htmx:abort", () => { if (this.underWay) this.underWay.error = ""; }, true);
  }
}

/* Whether a control differs from what the server drew. */
function isTyped(control) {
  if (control.type === "hidden") return false;
  if (control.options) return [...control.options].some(({ selected, defaultSelected }) => selected && !defaultSelected);
  if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue?.replaceAll("\r\n", "\n");
}

/* What was typed before this script ran is saved as if it were typed now. */
function catchEarly() {
  const early = [...document.querySelectorAll(`:is(${FORM}) :is(input, select, textarea)`)].find(isTyped);
  early?.dispatchEvent(new Event("input", { bubbles: true }));
}

new Autosave().listen();
addEventListener("load", () => setTimeout(catchEarly));

/* A page from the browser's cache shows the draft as it was: it is loaded again. */
addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("wizard")) location.reload();
});
