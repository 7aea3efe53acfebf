// Pleasanter, never needed: suggests companies from the register while a name is typed.
// The button beside the field does the same without it. Every sentence it shows, and the part of
// the form that a company fills in, was written by the server. When anything fails, it is silent.
"use strict";

const AFTER_TYPING = 250; // milliseconds
const SHORTEST = 2; // characters

function suggestCompanies(choice) {
  const open = choice.querySelector('[data-company="open"]');
  const status = choice.querySelector("[data-status]");
  if (!open) return; // picked already: the server opens it again
  const field = open.querySelector('[name="company"]');
  const list = document.createElement("ul");
  let hits = [];
  let active = -1;
  let asking = null;
  let later = 0;

  const say = (sentence) => { status.textContent = sentence; };
  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    active = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const option = options()[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function pick(hit) {
    const made = new DOMParser().parseFromString(hit.picked, "text/html");
    const part = document.importNode(made.querySelector('[data-company="picked"]'), true);
    close();
    open.replaceWith(part);
    say(choice.dataset.picked.replace("#", hit.name));
    const name = part.querySelector('[name="company"]');
    name.focus();
    name.dispatchEvent(new Event("input", { bubbles: true }));
    part.querySelector('[value="change-company"]').addEventListener("click", (event) => {
      event.preventDefault();
      chooseAnother(part);
    });
  }

  function chooseAnother(part) {
    hits = [];
    part.replaceWith(open);
    open.querySelectorAll("input").forEach((input) => { input.value = ""; });
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function option(hit, at) {
    const item = document.createElement("li");
    item.id = `company-option-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    name.textContent = hit.name;
    const told = document.createElement("span");
    const number = hit.number.replace(/(...)(?=.)/g, "$1\u00a0");
    told.textContent = [number, hit.place, ...hit.flags].filter(Boolean).join(" · ");
    item.append(name, " ", told);
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps focus
    item.addEventListener("click", () => pick(hit));
    return item;
  }

  function show(found) {
    const chosen = active >= 0 ? hits[active].number : ""; // stays chosen while the list changes
    hits = found.hits;
    list.replaceChildren(...hits.map(option));
    close();
    if (hits.length === 0) return say(found.reachable ? choice.dataset.none : choice.dataset.cut);
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    const again = hits.findIndex((hit) => hit.number === chosen);
    if (again >= 0) activate(again);
    const { one, many } = choice.dataset;
    say(hits.length === 1 ? one : many.replace("#", String(hits.length)));
  }

  async function ask() {
    const typed = field.value.trim();
    if (asking) asking.abort();
    if (typed.length < SHORTEST) {
      hits = [];
      return close();
    }
    asking = new AbortController();
    try {
      const address = `${choice.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
      const found = answer.ok ? await answer.json() : null;
      if (found && document.activeElement === field && field.value.trim() === typed) show(found);
    } catch {
      // Given up for what was typed since, or the line is cut: the name alone will do.
    }
  }

  function pressed(event) {
    const shown = !list.hidden;
    const last = hits.length - 1;
    if (event.key === "ArrowDown" && shown) activate(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowDown" && hits.length > 0) show({ hits, reachable: true });
    else if (event.key === "ArrowUp" && shown) activate(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" && shown && active >= 0) pick(hits[active]);
    else if (event.key === "Escape" && shown) close();
    else return;
    event.preventDefault();
  }

  list.id = "company-options";
  list.className = "aw-suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", open.querySelector('label[for="company"]').textContent.trim());
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  field.after(list);
  field.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(ask, AFTER_TYPING);
  });
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", close);
}

document.querySelectorAll("[data-suggest]").forEach(suggestCompanies);
