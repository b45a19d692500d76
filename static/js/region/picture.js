/* The picture below a region: sent as soon as it is chosen, dropped or pasted; the server's copy is shown. */
import { announce } from "../site.js";

export class RegionPicture {
  constructor(editor) {
    this.editor = editor;
    this.root = editor.root;
    this.file = this.root.querySelector("input[type=file]");
    this.file.removeAttribute("name");  // the form around it has no part in this
    this.listen();
    this.show(this.root.dataset);
  }

  listen() {
    this.file.addEventListener("change", () => this.send(this.file.files[0]));
    this.editor.part("drop").addEventListener("click", (event) => { event.preventDefault(); this.drop(); });
    this.root.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    this.root.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
    this.root.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
  }

  take(event, brought) {
    if (!brought.files.length) return;
    event.preventDefault();
    this.send(brought.files[0]);
  }

  async send(file) {
    if (!file) return;
    const { words } = this.editor;
    if (file.size > Number(this.root.dataset.mostBytes)) return this.refuse(words.tooLarge);
    const body = new FormData();
    body.set("picture", file);
    announce(words.sending);
    const answer = await this.ask("POST", body);
    if (!answer) return;
    const saved = await answer.json();
    if (!answer.ok) return this.refuse(saved.message);
    this.show({ picture: saved.href, proportions: saved.width / saved.height });
    announce(words.kept);
  }

  async drop() {
    if (!(await this.ask("DELETE"))) return;
    this.show({});
    this.file.focus();
    announce(this.editor.words.dropped);
  }

  /* The answer, none where there was none to use. Who was signed out is led to sign in by the next save of the form. */
  async ask(method, body) {
    const token = new FormData(this.root.closest("form")).get("csrfmiddlewaretoken");
    this.root.querySelector(".region-canvas").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.root.dataset.pictures, { method, body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
      if (answer.headers.has("HX-Redirect")) this.editor.area.dispatchEvent(new Event("input", { bubbles: true }));
      else if (answer.ok || answer.status === 422) return answer;
      else this.refuse(this.editor.words.unsent);
    } catch {
      this.refuse(this.editor.words.unsent);
    } finally {
      this.root.querySelector(".region-canvas").removeAttribute("aria-busy");
    }
    return null;
  }

  refuse(message) {
    const refusal = this.editor.part("refusal");
    refusal.textContent = message;
    refusal.hidden = !message;
    this.file.toggleAttribute("aria-invalid", false);
    if (message) this.file.setAttribute("aria-invalid", "true");
    this.file.value = "";
    if (message) announce(message);
  }

  show({ picture, proportions }) {
    const { words, frame } = this.editor;
    const image = this.editor.svg.querySelector("image");
    const isStretched = picture && Math.abs(Number(proportions) / (frame.width / frame.height) - 1) > 0.01;
    this.refuse("");
    if (picture) image.setAttribute("href", picture);
    else image.removeAttribute("href");
    this.root.dataset.picture = picture ?? "";
    this.root.classList.toggle("has-picture", Boolean(picture));
    this.editor.part("drop").hidden = !picture;
    this.editor.part("stretched").textContent = isStretched ? words.stretched : "";
    if (this.editor.lines) this.editor.draw();
  }
}
