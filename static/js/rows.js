/* Long lists: a problem in a row that is folded, or not on the page, is led to by asking for that row. */
import { pressFor } from "./site.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest("#problem-summary a[href*='#'], #preview a[href*='#'], #in-the-way a[href*='#']");
  const form = document.getElementById("step-form");
  if (!link || !form || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = decodeURIComponent(link.hash.slice(1));
  if (document.getElementById(id)) return;
  event.preventDefault();
  link.blur();  // the focus follows the answer
  pressFor(form, `open:${id.replace(/^id_/, "").replace(/_0$/, "")}`);
});

/* Enter searches where a list is searched; everywhere else it continues. */
document.addEventListener("keydown", (event) => {
  const { enter } = event.target.dataset;
  if (event.key !== "Enter" || !enter) return;
  event.preventDefault();
  document.getElementById(enter).click();
});

/* The button says how many rows it removes. */
document.addEventListener("change", ({ target }) => {
  const name = target.dataset.tick ?? target.name;
  if (!name?.endsWith("-pick")) return;
  const count = document.querySelectorAll(`input[name="${name}"]:checked`).length;
  const words = document.querySelector(`button[value="drop:${name.replace(/-pick$/, "")}"] [data-picked]`);
  if (words) words.textContent = count ? ` (${count})` : "";
});
