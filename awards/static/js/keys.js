// Pleasanter, never needed: takes points on a score sheet from the keyboard. Comes after jury.js, whose GO_ON it leaves.
"use strict";

const ONE_NUMBER = 1000; // within which two digits are one number
const ON_THE_WAY = 30_000; // from one sheet to the next
const BESIDE = "(min-width: 64rem)"; // the points stand beside the case

// Digits, arrows and Enter, while a point has focus; Ctrl and Enter in a text.
function listenToKeys(form) {
  const scales = [...form.querySelectorAll(".aw-scale")];
  const goOn = form.querySelector("button[name=do][value=next]");
  if (!goOn || scales.length === 0) return;
  const points = (scale) => [...scale.querySelectorAll("input[type=radio]")];
  const enter = (scale) => (points(scale).find((point) => point.checked) || points(scale)[0]).focus();
  let digits = { scale: null, text: "", at: 0 };

  function give(scale, digit) {
    const find = (text) => points(scale).find((point) => point.value === text);
    const both = digits.scale === scale && Date.now() - digits.at < ONE_NUMBER ? digits.text + digit : "";
    digits = { scale, text: find(both) ? both : digit, at: Date.now() };
    const point = find(digits.text);
    if (!point) return;
    point.checked = true;
    point.focus();
    point.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function leave(event) {
    event.preventDefault();
    if (event.repeat) return;
    tryOr(null, () => sessionStorage.setItem(GO_ON, String(Date.now())));
    form.requestSubmit(goOn);
  }

  form.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (key === "Enter" && target.matches("textarea")) leave(event);
      return;
    }
    const scale = target.type === "radio" ? target.closest(".aw-scale") : null;
    if (!scale) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (step) {
      event.preventDefault();
      const other = scales[scales.indexOf(scale) + step];
      if (other) enter(other);
    } else if (key === "Enter") {
      leave(event);
    } else if (/^[0-9]$/.test(key)) {
      give(scale, key);
    }
  });
  form.querySelector("[data-keys]").hidden = false;
  arrive(scales, points, enter);
}

// Whoever went on by key finds the next sheet ready for digits. Where the case comes first, it is read first.
function arrive(scales, points, enter) {
  const left = Number(tryOr(0, () => sessionStorage.getItem(GO_ON)));
  tryOr(null, () => sessionStorage.removeItem(GO_ON));
  if (Date.now() - left > ON_THE_WAY || !matchMedia(BESIDE).matches) return;
  enter(scales.find((scale) => !points(scale).some((point) => point.checked)) || scales[0]);
}

document.querySelectorAll("form[data-cells]").forEach(listenToKeys);
