// Pleasanter, never needed: keeps the count of words under a text up to date while it is written.
// The server wrote the first count, and its sentence with # where the number stands.
"use strict";

function words(text) {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/u).length;
}

function keepCount(count) {
  const field = document.getElementById(count.dataset.wordsIn);
  const fill = count.querySelector(".aw-fill");
  const sentence = count.querySelector("span");
  field.addEventListener("input", () => {
    const used = words(field.value);
    const share = Math.min(100, (100 * used) / Number(count.dataset.limit));
    fill.setAttribute("width", `${share.toFixed(1)}%`);
    sentence.textContent = count.dataset.sentence.replace("#", String(used));
  });
}

document.querySelectorAll("[data-words-in]").forEach(keepCount);
