// The desk's own script: everything works without it, except progress, which then needs a reload.
"use strict";

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

// Light and dark.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  });
}

// Drop a file anywhere on a drop zone.
for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector('input[type="file"]');
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A job's progress: server-sent events put the words and the figures in; at the end the page is loaded anew.
for (const box of document.querySelectorAll("[data-progress]")) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  const source = new EventSource(box.dataset.progress);
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (told.total) { bar.max = told.total; bar.value = told.done; } else { bar.removeAttribute("value"); }
    words.textContent = told.words;
  });
  source.addEventListener("end", (event) => {
    source.close();
    const told = JSON.parse(event.data);
    location.assign(told.next ?? location.href);
  });
}

// Forms that answer at once: a change sends them, and what comes back replaces their target.
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.getElementById(form.dataset.live);
  let asked;
  const send = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), signal: asked.signal,
        headers: { "x-csrf-token": token, "x-part": "1" },
      });
      target.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(send, 250); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.whole === undefined) { event.preventDefault(); send(); }
  });
}

// Filters send themselves.
for (const select of document.querySelectorAll("form[data-auto] select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
