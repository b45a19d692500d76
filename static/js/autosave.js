/* Saves a draft while it is typed, and lets nobody leave it before what was typed is saved. */
import { announce } from "./site.js";

const FORM = "#step-form, #json-form";
const MOST_SENT_ON_LEAVING = 60_000;  // browsers send at most 64 KiB while a page goes away
const HINDRANCES = { 413: "tooLarge", 503: "unavailable" };

/* The state of one page's form: how much was typed, how much of it is saved, and which request is under way. */
class Autosave {
  typed = 0;
  saved = 0;
  sequence = 0;
  isLeaving = false;
  isRefused = false;
  isDue = false;
  underWay = null;
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

  get lastSave() {
    const last = new FormData(this.form);
    last.set("press", "save");
    last.set("sequence", ++this.sequence);
    return last;
  }

  get sizeOfLastSave() {
    const sizeOf = ([name, value]) => name.length + encodeURIComponent(value).length;
    return [...this.lastSave].reduce((sum, field) => sum + sizeOf(field), 0);
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
    const words = document.getElementById("saved");
    if (words && !this.isOvertaken) words.textContent = "";
  }

  /* Nothing follows a form that was sent, before it is answered; nor is anything saved while the page asks. A save waits
     here for the request that is under way: in htmx's queue it would push out a choice that waits there. */
  confirm(event) {
    const { elt } = event.detail;
    if (!elt.closest(FORM)) return;
    const isSave = elt.id === "saved";
    const isHeld = isSave && this.isOvertaken;
    const isEarly = isSave && !isHeld && this.isBusy;
    if (isHeld) this.report("unsaved");
    if (isEarly) this.isDue = true;
    if (isHeld || isEarly || this.isLeaving) event.preventDefault();
  }

  /* Saves once htmx has let go of the request that ended, and sent the one that replaced it, if one did. */
  catchUp() {
    if (!this.isDue) return;
    this.isDue = false;
    setTimeout(() => document.getElementById("saved")?.dispatchEvent(new Event("due")));
  }

  /* Requests of a page are numbered, so that the server can tell one that was overtaken on its way. */
  configure({ detail: { elt, parameters } }) {
    if (!elt.closest(FORM)) return;
    parameters.set("sequence", ++this.sequence);
    this.isLeaving = elt.matches(FORM);
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
    this.catchUp();
    if (requestConfig.elt.matches("#step-form, #review-form, #json-form")) this.answered(requestConfig.elt, xhr);
    if (elt.id !== "saved") return;
    if (xhr.getResponseHeader("HX-Redirect")) this.saved = this.typedAtRequest.get(xhr);  // saved once they sign in
    else if (xhr.status) this.savedOrRefused(xhr);
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
    if (elt.matches(FORM) || elt.id === "saved") this.report("unsent");
  }

  /* The list of steps sends the step first. */
  click(event) {
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (isElsewhere) return;
    if (event.target.closest("#moved a")) this.isLeaving = true;  // loading the draft as it is now is an answer
    const link = event.target.closest("#step-list a[data-go]");
    if (!link || !this.form || event.defaultPrevented) return;
    event.preventDefault();
    const press = { name: "press", value: `go:${link.dataset.go}`, hidden: true };
    const button = Object.assign(document.createElement("button"), press);
    this.form.append(button);
    button.click();
  }

  leave() {
    if (this.hasUnsaved) navigator.sendBeacon(this.form.action, this.lastSave);
  }

  /* Asks before leaving, where the last save would not be taken. */
  warn(event) {
    if (!this.hasUnsaved) return;
    const isLost = this.isRefused || this.isOvertaken || this.sizeOfLastSave > MOST_SENT_ON_LEAVING;
    if (isLost) event.preventDefault();
  }

  /* The page in another language shows what was typed last: it is saved first. */
  async switchLanguage(event) {
    const { target, submitter } = event;
    if (!target.matches(".languages") || !this.hasUnsaved || this.isOvertaken) return;
    event.preventDefault();
    const before = this.typed;
    const save = fetch(this.form.action, { method: "POST", body: this.lastSave });
    const answer = await save.catch(() => null);
    if (answer?.ok) this.saved = before;
    target.requestSubmit(submitter);
  }

  listen() {
    const handlers = {
      input: this.input,
      click: this.click,
      submit: this.submit,
      "htmx:confirm": this.confirm,
      "htmx:configRequest": this.configure,
      "htmx:beforeRequest": this.begin,
      "htmx:afterRequest": this.end,
      "htmx:sendError": this.fail,
    };
    for (const [name, handle] of Object.entries(handlers)) document.addEventListener(name, handle.bind(this));
    document.addEventListener("submit", (event) => this.switchLanguage(event));
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

new Autosave().listen();

/* A page that the browser kept shows the draft as it was: it is loaded again. */
addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("wizard")) location.reload();
});
