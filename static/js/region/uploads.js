/* Any number of pictures, sent one after the other: how many are done, and which were refused and why. */
import { announce } from "../site.js";

const form = document.querySelector("[data-uploads]");
const shown = document.getElementById("uploaded");
const title = document.getElementById("uploaded-title");
const refused = document.getElementById("refused");
const bar = shown.querySelector("progress");
let isSending = false;

function refuse(words) {
  refused.append(Object.assign(document.createElement("li"), { textContent: words }));
}

function tell(done, total, saved) {
  const params = { done, total, saved };
  title.textContent = shown.dataset.words.replace(/%\((\w+)\)s/g, (_, name) => params[name]);
  Object.assign(bar, { max: total, value: done, hidden: false });
}

/* The answer, none where the sign-in page is what follows. */
async function send(file) {
  const body = new FormData(form);
  body.set("pictures", file);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const next = answer.headers.get("HX-Redirect");
  if (next) location.assign(next);
  if (!answer.ok) throw new Error(answer.status);
  return next ? null : answer.json();
}

async function sendAll(files) {
  isSending = true;
  refused.replaceChildren();
  shown.hidden = false;
  let saved = 0;
  tell(0, files.length, saved);
  shown.focus();
  for (const [place, file] of files.entries()) {
    try {
      const answer = await send(file);
      if (!answer) return;
      answer.refused.forEach(refuse);
      saved += answer.taken.length;
    } catch {
      refuse(`${file.name} – ${shown.dataset.lost}`);
    }
    tell(place + 1, files.length, saved);
    if ((place + 1) % 20 === 0) announce(title.textContent);
  }
  isSending = false;
  announce([title.textContent, ...[...refused.children].slice(0, 3).map((each) => each.textContent)].join(" "));
}

form.addEventListener("submit", (event) => {
  const { files } = form.elements.pictures;
  if (files.length < 2) return;
  event.preventDefault();
  if (!isSending) sendAll([...files]);
});
addEventListener("beforeunload", (event) => { if (isSending) event.preventDefault(); });
