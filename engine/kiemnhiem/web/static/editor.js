// The editor without its bundle: leads from a problem to its line, keeps a draft in the browser if asked.
"use strict";

const drafts = document.querySelector("form.drafts");
const texts = [...document.querySelectorAll("textarea[data-file]")];

// The editors that the bundle puts in the place of the text fields: each has `go(line, column)` and `text`.
window.sheets = new Map();

function go(place) {
  const text = texts.find((t) => t.dataset.file === place.file);
  if (!text || !place.line) return;
  const sheet = window.sheets.get(text);
  if (sheet) { sheet.go(Number(place.line), Number(place.column) || 1); return; }
  const before = text.value.split("\n").slice(0, place.line - 1).join("\n");
  const start = before.length + (place.line > 1 ? 1 : 0);
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
}

// Where a problem stands becomes a button that leads there.
function lead() {
  for (const place of document.querySelectorAll("#results [data-jump]:not(button)")) {
    const item = place.closest("[data-file]");
    if (!texts.some((t) => t.dataset.file === item.dataset.file)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain code";
    button.dataset.jump = "";
    button.textContent = place.textContent;
    button.addEventListener("click", () => go(item.dataset));
    place.replaceWith(button);
  }
}
document.getElementById("results")?.addEventListener("live", lead);
lead();

// Keep the draft in this browser, if its author wants that.
if (drafts) {
  const name = `draft ${texts.map((t) => t.dataset.file).join(" ")}`;
  const keep = drafts.querySelector("[data-keep]");
  const box = keep.querySelector("input");
  const kept = drafts.querySelector("[data-kept]");
  const first = texts.map((t) => t.value);
  const stored = localStorage.getItem(name);
  const store = () => {
    if (box.checked) localStorage.setItem(name, JSON.stringify(texts.map((t) => t.value)));
    else localStorage.removeItem(name);
  };
  keep.hidden = false;
  box.checked = stored !== null;
  if (stored !== null && stored !== JSON.stringify(first)) {
    kept.hidden = false;
    kept.querySelector("button").addEventListener("click", () => {
      JSON.parse(stored).forEach((value, i) => {
        texts[i].value = value;
        window.sheets.get(texts[i])?.put(value);
      });
      kept.hidden = true;
      texts[0].dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  box.addEventListener("change", store);
  drafts.addEventListener("input", store);
  let leaving = false;
  drafts.addEventListener("submit", (event) => { leaving = event.submitter?.dataset.download === undefined; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && !box.checked && texts.some((t, i) => t.value !== first[i])) event.preventDefault();
  });
}
