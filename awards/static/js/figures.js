// Pleasanter, never needed: computes growth and share again while figures are written. Without it the
// button does the same. Where the answer does not come, or is not for these figures, all stays.
"use strict";

const AFTER_FIGURES = 600; // milliseconds without a key

function answers(form) {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("answer-") && typeof value === "string") sent.append(name, value);
  }
  return sent;
}

async function computed(address, form) {
  const response = await fetch(address, { method: "POST", body: answers(form), redirect: "error" });
  if (!response.ok) throw new Error(response.statusText);
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  return answer.querySelector(".aw-computed");
}

function keepComputed(area) {
  const form = area.closest("form");
  const place = area.querySelector("[data-computed]");
  const status = area.querySelector("[role=status]");
  let waiting, asked = 0;

  async function compute() {
    const turn = ++asked;
    const box = await computed(area.dataset.computedAt, form).catch(() => null);
    if (turn !== asked || box === null || place.contains(document.activeElement)) return;
    place.replaceChildren(box);
    const notes = box.querySelector("[data-notes]")?.textContent ?? "";
    if (status.textContent !== notes) status.textContent = notes;
  }

  form.addEventListener("input", (event) => {
    if (event.target.closest(".aw-years") === null) return;
    clearTimeout(waiting);
    waiting = setTimeout(compute, AFTER_FIGURES);
  });
}

document.querySelectorAll("[data-computed-at]").forEach(keepComputed);
