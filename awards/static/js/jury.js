// Pleasanter, never needed: saves each change on a score sheet at once, and says so.
// The form's buttons do the same without it. Every sentence it shows was written by the server.
"use strict";

const AFTER_TYPING = 700; // milliseconds
const TRY_AGAIN = 3000;

function keepSaving(form) {
  const status = form.querySelector("[data-status] span");
  const waiting = new Set(); // names of cells that are not saved yet
  let sending = false;
  let later = 0;

  const say = (sentence) => { status.textContent = sentence; };
  const version = (name) => form.elements.namedItem(`${name}-version`);

  const value = (name) => form.elements.namedItem(name).value;
  const shown = (name) => document.getElementById(name); // the fieldset of a scale, or a comment

  function clashes(name, sentence) {
    let note = document.getElementById(`${name}-error`);
    if (!note && sentence) {
      note = document.createElement("p");
      note.className = "ds-validation-message";
      note.id = `${name}-error`;
      note.setAttribute("role", "alert");
      shown(name).closest(".aw-scale, .ds-field").append(note);
      shown(name).setAttribute("aria-describedby", note.id);
    }
    if (note) note.textContent = sentence;
  }

  function send(name) {
    const body = new URLSearchParams({ cell: name, value: value(name), version: version(name).value });
    return fetch(form.dataset.cells, { method: "POST", body, credentials: "same-origin" });
  }

  async function refusal(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const lead = page.querySelector(".aw-refusal .aw-lead");
    return lead ? lead.textContent : form.dataset.failed;
  }

  async function settle(name, sent, answer) {
    if (answer.status >= 500) throw new Error("try again");
    const json = (answer.headers.get("content-type") || "").includes("json");
    if (!json) {
      waiting.delete(name);
      say(await refusal(answer));
      return;
    }
    const { version: now, was, said } = await answer.json();
    version(name).value = now;
    form.elements.namedItem(`${name}-was`).value = was;
    if (value(name) === sent) waiting.delete(name);
    clashes(name, answer.ok ? "" : said);
    say(said);
  }

  async function saveNext() {
    if (sending || waiting.size === 0) return;
    sending = true;
    clearTimeout(later);
    const [name] = waiting;
    try {
      say(form.dataset.saving);
      const sent = value(name);
      await settle(name, sent, await send(name));
      sending = false;
      saveNext();
    } catch {
      sending = false;
      say(form.dataset.cut);
      later = setTimeout(saveNext, TRY_AGAIN);
    }
  }

  function changed(event) {
    const name = event.target.name;
    if (!name || !version(name)) return;
    waiting.add(name);
    clearTimeout(later);
    later = setTimeout(saveNext, event.type === "input" && event.target.type !== "radio" ? AFTER_TYPING : 0);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", saveNext);
  form.addEventListener("submit", () => waiting.clear());
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size > 0) event.preventDefault();
  });
}

document.querySelectorAll("form[data-cells]").forEach(keepSaving);
