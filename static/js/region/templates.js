/* A region template in place of what is drawn, which Undo brings back. Without scripts the server fills it in. */
import { announce } from "../site.js";

export function offerTemplates(editor) {
  const offered = editor.part("templates");
  offered?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-lines]");
    if (!button) return;
    event.preventDefault();
    fill(editor, button.dataset.lines);
    offered.open = false;
    editor.svg.focus();
    announce(button.dataset.said);
  });
}

function fill(editor, lines) {
  Object.assign(editor, { drawn: null, run: "" });
  if (lines !== editor.text) editor.remember();
  editor.put(lines);
}
