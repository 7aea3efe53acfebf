// Reads a text file into a field of its form, so that nobody has to copy it. Without this, people paste.
// Spreadsheets save UTF-8, or else the Windows code page of Western Europe.
"use strict";

async function readInto(field, file) {
  const bytes = await file.arrayBuffer();
  try {
    field.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    field.value = new TextDecoder("windows-1252").decode(bytes);
  }
}

document.querySelectorAll("[data-reads-into]").forEach((part) => {
  const field = document.getElementById(part.dataset.readsInto);
  const input = part.querySelector("input");
  part.hidden = false;
  input.addEventListener("change", () => input.files.length && readInto(field, input.files[0]));
});
