// Pleasanter, never needed: what is typed into a form survives a lost connection and a closed tab, and the
// list beside the form says how far one is. It stays in this browser, under the form's own name, until the
// form has arrived or somebody removes it. Hidden fields and keys are never kept, but for those that say which
// version of a text was shown (data-kept). Where a browser keeps nothing, nothing is said.
"use strict";

const PREFIX = "aw-form ";
const PAUSE = 300; // milliseconds after the last key

function tryOr(otherwise, deed) {
  try {
    return deed();
  } catch {
    return otherwise;
  }
}

function isKept(field) {
  const never = ["hidden", "password", "file", "submit", "button", "reset", "image"];
  const wanted = !never.includes(field.type) || "kept" in field.dataset;
  return Boolean(field.name) && wanted && !field.closest(".aw-unseen");
}

function typedInto(form) {
  const fields = [...form.elements].filter(isKept);
  const chosen = (field) => !["radio", "checkbox"].includes(field.type) || field.checked;
  return fields.filter(chosen).map((field) => [field.name, field.value]);
}

function stored(key) {
  return tryOr(null, () => JSON.parse(localStorage.getItem(PREFIX + key)));
}

function store(key, typed) {
  tryOr(null, () => localStorage.setItem(PREFIX + key, JSON.stringify(typed)));
}

function forget(key) {
  tryOr(null, () => localStorage.removeItem(PREFIX + key));
}

// A key that ends in a colon means all that begin so.
function forgetAll(keys) {
  const all = tryOr([], () => Object.keys(localStorage));
  keys.forEach((key) => {
    forget(key);
    const many = key.endsWith(":") ? all.filter((one) => one.startsWith(PREFIX + key)) : [];
    many.forEach((one) => tryOr(null, () => localStorage.removeItem(one)));
  });
}

// Puts what was typed back; whether that changed anything.
function restore(form, typed) {
  const before = JSON.stringify(typedInto(form));
  const left = typed.slice();
  [...form.elements].filter(isKept).forEach((field) => {
    const ticked = ["radio", "checkbox"].includes(field.type);
    const fits = (one) => one[0] === field.name && (!ticked || one[1] === field.value);
    const place = left.findIndex(fits);
    if (ticked) {
      field.checked = place >= 0;
    } else if (place >= 0) {
      field.value = left.splice(place, 1)[0][1];
    }
    if (!field.closest("[data-suggest]")) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  return JSON.stringify(typedInto(form)) !== before;
}

function keep(form) {
  const key = form.dataset.keep;
  const notice = document.querySelector("[data-keep-notice]");
  const offline = document.querySelector("[data-keep-offline]");
  const known = stored(key);
  const shown = [...form.querySelectorAll("[data-kept]")].map((field) => [field, field.value]);
  if (Array.isArray(known) && !("keepTyped" in form.dataset) && restore(form, known) && notice) {
    notice.hidden = false;
  }
  let waiting;
  const save = () => store(key, typedInto(form));
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    save();
    if (navigator.onLine === false && offline) {
      event.preventDefault();
      offline.hidden = false;
      offline.focus();
    }
  });
  document.querySelector("[data-keep-remove]")?.addEventListener("click", () => {
    clearTimeout(waiting);
    form.reset();
    shown.forEach(([field, version]) => { field.value = version; }); // which a reset leaves alone
    form.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(waiting);
    forget(key);
    notice.hidden = true;
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}

// The parts of the form: how many of the fields that have to be filled in are. Questions of another category
// are out of sight, and out of the count.
function fieldsOf(form, name) {
  const all = [...form.elements].filter((one) => one.name === name || one.name.startsWith(`${name}-`));
  return all.filter((one) => one.getClientRects().length > 0);
}

function isFilled(field) {
  return ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "";
}

function count(form, part) {
  const groups = part.dataset.part.split(" ").filter(Boolean).map((name) => fieldsOf(form, name));
  const asked = groups.filter((fields) => fields.length > 0);
  const done = asked.filter((fields) => fields.some(isFilled)).length;
  const sentence = part.dataset.sentence.replace("##", String(asked.length));
  part.textContent = asked.length > 0 ? sentence.replace("#", String(done)) : "";
  const state = done === 0 ? "open" : done === asked.length ? "done" : "half";
  part.closest("li").dataset.state = state;
}

function keepCounting(form) {
  const parts = [...document.querySelectorAll("[data-part][data-sentence]")];
  const again = () => parts.forEach((part) => count(form, part));
  form.addEventListener("input", again);
  form.addEventListener("change", again);
}

document.querySelectorAll("form[data-keep]").forEach((form) => {
  keepCounting(form);
  keep(form);
});
document.querySelectorAll("[data-keep-clear]").forEach((one) => {
  forgetAll(one.dataset.keepClear.split(" "));
  if ("keepOnce" in one.dataset) history.replaceState(null, "", location.pathname); // opened again, it clears nothing
});
