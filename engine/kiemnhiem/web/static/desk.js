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
  source.addEventListener("error", () => { // refused, as after signing out: the page itself tells why
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.assign(location.href), 3000);
  });
  source.addEventListener("end", (event) => {
    source.close();
    const told = JSON.parse(event.data);
    location.assign(told.next ?? location.href);
  });
}

// Of a whole page that comes instead of a part (signed out, refused, too busy), what it tells.
const part = (text) => {
  const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (!main) return text;
  const told = document.createElement("p");
  told.className = "notice error";
  told.setAttribute("role", "alert");
  told.textContent = (main.querySelector('[role="alert"]') ?? main.querySelector("h1")).textContent.trim();
  return told.outerHTML;
};

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
      if (response.status === 409) return; // something newer was sent
      target.innerHTML = part(await response.text());
      target.dispatchEvent(new Event("live"));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(send, Number(form.dataset.wait ?? 250)); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.whole === undefined) { event.preventDefault(); send(); }
  });
}

// What is wrong with single fields is told beside them, too.
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.getElementById(form.dataset.live);
  target.addEventListener("live", () => {
    for (const place of form.querySelectorAll("small.problem")) place.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const told of target.querySelectorAll("[data-error-for]")) {
      const name = told.dataset.errorFor;
      const place = document.getElementById(`${name}-problem`);
      if (place) place.textContent = told.textContent;
      document.getElementById(name)?.setAttribute("aria-invalid", "true");
    }
  });
}

// Filters send themselves.
for (const select of document.querySelectorAll("form[data-auto] select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// What only a script can do is shown where there is one.
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

// Find among choices as one types, diacritics left out.
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
for (const input of document.querySelectorAll("input[data-finds]")) {
  const choices = [...document.querySelectorAll(`#${input.dataset.finds} [data-found]`)];
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/);
    for (const choice of choices) choice.hidden = !words.every((word) => plain(choice.dataset.found).includes(word));
    for (const group of document.querySelectorAll(`#${input.dataset.finds} fieldset`)) {
      group.hidden = !group.querySelector("[data-found]:not([hidden])");
    }
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
