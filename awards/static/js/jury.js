// Pleasanter, never needed: saves each change on a score sheet at once and says so.
// The form's buttons do the same without it. Every sentence it shows was written by the server.
//
// What is not saved yet is kept in this browser, an entry per juror, sheet and cell: in localStorage, because that
// outlives a crashed tab and a telephone that has put the page away. An entry goes when its cell is saved, and all go
// when the juror signs out. One that was sent without an answer is sent again as it was, before what was typed since:
// so the server knows it again, and a juror never clashes with themselves.
"use strict";

const PREFIX = "aw-sheet ";
const GO_ON = "aw-go-on";
const AFTER_TYPING = 700; // milliseconds
const SLOW = 400; // an answer that takes longer is waited for aloud
const NO_ANSWER = 10_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

function tryOr(otherwise, deed) {
  try {
    return deed();
  } catch {
    return otherwise;
  }
}

const stored = (key) => tryOr(null, () => JSON.parse(localStorage.getItem(key)));
const store = (key, entry) => tryOr(null, () => localStorage.setItem(key, JSON.stringify(entry)));
const forget = (key) => tryOr(null, () => localStorage.removeItem(key));
const keptUnder = (prefix) => tryOr([], () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)));

// The cells of one form: what is in them, and what was changed elsewhere.
function cellsOf(form) {
  const item = (name) => form.elements.namedItem(name);
  const shown = (name) => document.getElementById(name); // the fieldset of a scale, or a text
  return {
    has: (name) => Boolean(name && item(`${name}-version`)),
    value: (name) => item(name).value,
    put: (name, value) => { item(name).value = value; },
    version: (name) => item(`${name}-version`).value,
    saved(name, version, mark) {
      item(`${name}-version`).value = version;
      item(`${name}-was`).value = mark;
    },
    clashes(name, sentence) {
      let note = document.getElementById(`${name}-error`);
      if (!note && sentence) {
        const field = shown(name);
        note = document.createElement("p");
        note.className = "ds-validation-message";
        note.id = `${name}-error`;
        note.setAttribute("role", "alert");
        field.closest(".aw-scale, .ds-field").append(note);
        field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${note.id}`.trim());
      }
      if (note) note.textContent = sentence;
    },
  };
}

async function refusal(answer, otherwise) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const lead = page.querySelector(".aw-refusal .aw-lead");
  return lead ? lead.textContent : otherwise;
}

// Saves the cells of a form one after the other, in the order in which they were last changed.
function keepSaving(form) {
  const cells = cellsOf(form);
  const status = form.querySelector("[data-status]");
  const here = `${PREFIX}${form.dataset.juror} ${form.dataset.cells} `;
  const unsaved = new Map(); // name -> {value, version it was typed over, at, sent: what has gone out unanswered}
  const undecided = new Set(); // names of those that were refused or changed elsewhere: the juror decides
  let working = null;
  let later = 0;
  let failures = 0;
  let cut = false;

  function say(sentence, isCut = false) {
    cut = isCut;
    status.toggleAttribute("data-cut", isCut);
    status.querySelector("span").textContent = sentence;
  }

  function keep(name, entry) {
    unsaved.set(name, entry);
    store(here + name, entry);
  }

  function typed(name) {
    const before = undecided.has(name) ? null : unsaved.get(name);
    if (!before?.sent) unsaved.delete(name); // it moves to the end
    undecided.delete(name);
    keep(name, { version: cells.version(name), ...before, value: cells.value(name), at: Date.now() });
  }

  const next = () => [...unsaved.keys()].find((name) => !undecided.has(name));

  function post(name, sent, more) {
    const body = new URLSearchParams({ cell: name, ...sent, juror: form.dataset.juror });
    return fetch(form.dataset.cells, { method: "POST", body, credentials: "same-origin", ...more });
  }

  function arrived(name, sent, version) {
    const entry = unsaved.get(name);
    if (entry.value !== sent.value) {
      keep(name, { value: entry.value, version, at: entry.at });
      return;
    }
    unsaved.delete(name);
    if (stored(here + name)?.value === sent.value) forget(here + name); // or another tab has typed on
  }

  // Whether to go on with the next cell.
  async function settle(name, sent, answer) {
    if (answer.status >= 500 || answer.status === 429) throw new Error("try again");
    if (answer.status === 401) {
      say(form.dataset.ended, true);
      return false;
    }
    if (!(answer.headers.get("content-type") || "").includes("json")) {
      undecided.add(name);
      say(await refusal(answer, form.dataset.failed));
      return true;
    }
    const { version, was, said } = await answer.json();
    cells.saved(name, version, was);
    cells.clashes(name, answer.ok ? "" : said);
    if (answer.ok) {
      arrived(name, sent, version);
    } else {
      const { value, at } = unsaved.get(name);
      keep(name, { value, version: sent.version, at }); // shown again with both, should the page be opened anew
      undecided.add(name);
    }
    say(said);
    return true;
  }

  async function saveOne(name) {
    const entry = unsaved.get(name);
    const sent = entry.sent || { value: entry.value, version: entry.version };
    keep(name, { ...entry, sent });
    const slow = setTimeout(() => say(form.dataset.saving, cut), SLOW);
    try {
      const goesOn = await settle(name, sent, await post(name, sent, { signal: AbortSignal.timeout?.(NO_ANSWER) }));
      failures = 0;
      return goesOn;
    } catch {
      say(form.dataset.cut, true);
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
      failures += 1;
      inAWhile(wait * (0.75 + Math.random() / 2));
      return false;
    } finally {
      clearTimeout(slow);
    }
  }

  async function work() {
    clearTimeout(later);
    for (let name = next(); name && await saveOne(name);) name = next();
  }

  function saveAll() {
    working ??= work().finally(() => { working = null; });
    return working;
  }

  function inAWhile(milliseconds) {
    clearTimeout(later);
    later = setTimeout(saveAll, milliseconds);
  }

  function changed(event) {
    const { name, type } = event.target;
    if (!cells.has(name)) return;
    if (unsaved.get(name)?.value === cells.value(name) && !undecided.has(name)) return; // "input" has told
    if (event.type === "change" && !unsaved.has(name) && type !== "radio") return; // saved while it was typed
    typed(name);
    inAWhile(type === "radio" ? 0 : AFTER_TYPING);
  }

  function putBack() {
    const entries = keptUnder(here).map((key) => [key.slice(here.length), stored(key)]);
    const whole = entries.filter(([name, entry]) => cells.has(name) && typeof entry?.value === "string");
    whole.sort(([, one], [, other]) => one.at - other.at);
    whole.forEach(([name, entry]) => {
      cells.put(name, entry.value);
      unsaved.set(name, entry);
    });
    saveAll();
  }

  // Everything is saved before the form is sent. What clashed was seen with both: this save decides.
  async function isSaved() {
    [...undecided].forEach(typed);
    await saveAll();
    if (next()) await saveAll(); // what was typed after the last cell had been looked for
    if (!navigator.onLine) say(form.dataset.cut, true);
    return unsaved.size === 0 && navigator.onLine;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("offline", () => say(form.dataset.cut, true));
  window.addEventListener("online", () => {
    failures = 0;
    if (next()) saveAll();
    else if (cut) say(unsaved.size === 0 ? form.dataset.back : form.dataset.failed);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && next()) saveAll(); // signed in again in another tab, perhaps
  });
  window.addEventListener("beforeunload", (event) => {
    if (cut && unsaved.size > 0) event.preventDefault();
  });
  window.addEventListener("pagehide", () => unsaved.forEach((entry, name) => {
    if (entry.sent || undecided.has(name)) return;
    const sent = { value: entry.value, version: entry.version };
    keep(name, { ...entry, sent });
    post(name, sent, { keepalive: true }).catch(() => {});
  }));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  putBack();
  return isSaved;
}

// A button is let through when all is saved; once.
function keepGoing(form, isSaved) {
  let going = false;
  let goes = false;
  form.addEventListener("submit", async (event) => {
    if (goes) return;
    event.preventDefault();
    if (going) return;
    going = true;
    const button = event.submitter;
    goes = await isSaved();
    going = false;
    if (goes) setTimeout(() => form.requestSubmit(button)); // not while this press is still being told about: it would be lost
    else tryOr(null, () => sessionStorage.removeItem(GO_ON));
  });
}

document.querySelectorAll("form[data-cells]").forEach((form) => {
  keepGoing(form, keepSaving(form));
});
if (document.querySelector("[data-forget-sheets]")) keptUnder(PREFIX).forEach(forget);
