/* The page of the whole request: its lines are numbered as they are typed, and a problem leads to its own. */
const FEWEST_LINES = 20;

function numberLines() {
  const area = document.getElementById("id_text");
  const numbers = document.querySelector(".numbers");
  const count = area.value.split("\n").length;
  while (numbers.childElementCount > count) {
    numbers.lastElementChild.remove();
    numbers.lastChild?.remove();
  }
  for (let number = numbers.childElementCount + 1; number <= count; number += 1) {
    numbers.append(Object.assign(document.createElement("span"), { textContent: number }), "\n");
  }
  area.rows = Math.max(count, FEWEST_LINES);
}

/* The text stays what it was when the page around it is drawn again: messages about it are passed to it. */
function tellText() {
  const area = document.getElementById("id_text");
  const isTold = document.getElementById("id_text_error") !== null;
  if (isTold) area.setAttribute("aria-describedby", "id_text_error");
  else area.removeAttribute("aria-describedby");
  const isWrong = document.getElementById("problem-summary") !== null;
  area.closest(".field").classList.toggle("field-flagged", isWrong);
  if (isWrong) area.setAttribute("aria-invalid", "true");
  else area.removeAttribute("aria-invalid");
}

function showLine(number) {
  const area = document.getElementById("id_text");
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  document.querySelector(".numbers").children[number - 1]?.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  event.preventDefault();
  showLine(Number(link.dataset.line));
});
document.addEventListener("input", (event) => { if (event.target.id === "id_text") numberLines(); });
document.addEventListener("htmx:afterSettle", () => { numberLines(); tellText(); });
document.addEventListener("DOMContentLoaded", numberLines);
