/* What every page does beyond HTML. Pages work without it, and none has an inline script. */
document.documentElement.classList.add("js");

/* A refused form: the summary of its problems takes the focus, and each of its links leads to a control. So does the
   address of a control on another page. */
function focusProblems(root) {
  const summary = root.querySelector("#problem-summary");
  const control = location.hash && document.getElementById(location.hash.slice(1));
  if (control?.form) control.focus();
  else if (summary) summary.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#problem-summary a[href^='#'], #preview a[href^='#'], #in-the-way a[href^='#']");
  const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!control) return;
  event.preventDefault();
  for (let part = control; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  (control.labels?.[0] ?? control).scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

/* Signing in, in another tab maybe, renews the token that each form is sent with: the cookie holds the one that counts. */
function renewToken(values) {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?taskbuilder_csrf=([^;]+)/)?.[1];
  if (token && values.has("csrfmiddlewaretoken")) values.set("csrfmiddlewaretoken", token);
}
document.addEventListener("formdata", (event) => renewToken(event.formData));
document.addEventListener("htmx:configRequest", (event) => renewToken(event.detail.parameters));

/* Copying: the button says that it was done, and so does the live region. */
async function copyText(button) {
  const { copy, copyFrom } = button.dataset;
  const list = copyFrom && document.getElementById(copyFrom);
  const text = copy ?? [...list.querySelectorAll("code")].map((each) => each.textContent).join("\n");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(list ?? button.parentElement.querySelector("code"));
    document.execCommand("copy");
  }
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  announce(button.dataset.copied);
  setTimeout(() => { words.textContent = before; }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
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

/* A look that is chosen is shown at once, and saved meanwhile: nothing on the page is lost. */
const STYLED = { colour_mode: ["data-bs-theme", "system"], density: ["data-density", "comfortable"] };
document.addEventListener("submit", (event) => {
  const { submitter: button, target: form } = event;
  if (!form.matches("[data-display]") || !button) return;
  event.preventDefault();
  const [attribute, usual] = STYLED[button.name];
  document.documentElement.toggleAttribute(attribute, button.value !== usual);
  if (button.value !== usual) document.documentElement.setAttribute(attribute, button.value);
  for (const each of form.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
  fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" });
});

/* A menu closes when something else is clicked, and by Escape, which leaves the focus on its button. */
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key, target }) => {
  const menu = key === "Escape" && target.closest?.("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* The polite live region is outside everything that is swapped; a swapped part says what changed in data-announce. */
export function announce(words) {
  const region = document.getElementById("announcer");
  if (region && region.textContent !== words) region.textContent = words;
}

/* Presses a button of a form that is not on the page. */
export function pressFor(form, value) {
  const button = Object.assign(document.createElement("button"), { name: "press", value, hidden: true });
  form.append(button);
  button.click();
}

/* A page that follows something rests while nobody sees it, and asks as soon as somebody does. */
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.dispatchEvent(new Event("shown"));
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[hx-trigger^='every']")) event.preventDefault();
});

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

/* Of a line of tabs that is wider than the screen, the one that is open is in view. */
for (const nav of document.querySelectorAll("nav.overflow-x-auto")) {
  const beyond = nav.querySelector(".active")?.getBoundingClientRect().right - nav.getBoundingClientRect().right;
  if (beyond > 0) nav.scrollLeft += beyond + 16;
}

/* The server draws times in the viewer's zone as well, which only the browser knows. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;

/* One box for all of a list that are shown; it is no answer, so nothing is sent for it. */
document.addEventListener("change", (event) => {
  const { tick } = event.target.dataset;
  if (!tick) return;
  for (const box of document.getElementsByName(tick)) box.checked = event.target.checked && box.offsetParent !== null;
});
