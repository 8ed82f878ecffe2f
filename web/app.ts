// What every page has: find palette, help, keys, menu, toasts. Pages work without it.

import { strips } from "./strip";
import { fade, lettersOn, typing } from "./common";

const $ = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T | null;

document.body.classList.add("js");

function find(): void {
  const dialog = $<HTMLDialogElement>("find");
  const field = $<HTMLInputElement>("find-field");
  const list = $("found");
  if (!dialog || !field || !list) return;
  let asked = 0;
  let timer = 0;
  let at = -1;

  const options = () => [...list.querySelectorAll<HTMLAnchorElement>("a.found")];
  const choose = (i: number) => {
    const all = options();
    at = all.length ? (i + all.length) % all.length : -1;
    all.forEach((o, n) => o.setAttribute("aria-selected", String(n === at)));
    const now = all[at];
    if (now) {
      field.setAttribute("aria-activedescendant", now.id);
      now.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const mine = ++asked;
    const here = new URL(location.href).searchParams;
    const q = new URLSearchParams({ part: "list", q: field.value });
    for (const name of ["on", "known", "recorded"]) if (here.get(name)) q.set(name, here.get(name)!);
    const answer = await fetch("/find?" + q);
    const text = await answer.text();
    if (mine !== asked || !answer.ok) return; // a later question was asked meanwhile
    list.innerHTML = text;
    options().forEach((o, n) => {
      o.id = "found-" + n;
      o.tabIndex = -1;
      o.setAttribute("role", "option");
    });
    field.setAttribute("aria-expanded", String(options().length > 0));
    choose(0);
  };
  const open = () => {
    dialog.showModal();
    field.select();
    void ask();
  };
  document.querySelectorAll("[data-find]").forEach((b) =>
    b.addEventListener("click", (e) => {
      e.preventDefault();
      open();
    }),
  );
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 80);
  });
  field.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      choose(at + (e.key === "ArrowDown" ? 1 : -1));
    } else if (e.key === "Enter") {
      e.preventDefault();
      const now = options()[at];
      if (now && (e.ctrlKey || e.metaKey)) window.open(now.href, "_blank", "noopener");
      else if (now) location.href = now.href;
      else if (field.value) location.href = "/find?q=" + encodeURIComponent(field.value);
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !typing(e) && !dialog.open && lettersOn() && !e.ctrlKey && !e.altKey && !e.metaKey) {
      e.preventDefault();
      open();
    }
  });
}

function help(): void {
  const dialog = $<HTMLDialogElement>("help");
  const off = $<HTMLInputElement>("keys-off");
  if (!dialog || !off) return;
  off.checked = !lettersOn();
  off.addEventListener("change", () => localStorage.setItem("letters", off.checked ? "off" : "on"));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (e) => {
    if (e.key === "?" && !typing(e) && lettersOn()) {
      e.preventDefault();
      if (dialog.open) dialog.close();
      else dialog.showModal();
    }
  });
}

/** What a key stands for on this page; what has been opened goes before the rest. */
function ownOf(key: string): HTMLElement | undefined {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const found = [...document.querySelectorAll<HTMLElement>(`main details[open] ${named}`), ...document.querySelectorAll<HTMLElement>(`main ${named}`)];
  return found.find((x) => x.getClientRects().length > 0);
}

/** g and a letter go to a section; u takes the last deed back. */
function keys(): void {
  let gone = -Infinity;
  document.addEventListener("keydown", (e) => {
    if (typing(e) || !lettersOn() || e.ctrlKey || e.altKey || e.metaKey || document.querySelector("dialog[open]")) return;
    if (e.key === "g") {
      gone = e.timeStamp;
      return;
    }
    if (e.timeStamp - gone < 1200) {
      gone = -Infinity;
      const to = document.querySelector<HTMLAnchorElement>(`#nav a[data-key="${CSS.escape(e.key)}"]`);
      if (to) {
        e.preventDefault();
        e.stopImmediatePropagation();
        location.href = to.href;
      }
      return;
    }
    const last = document.querySelector<HTMLButtonElement>("#toasts [data-undo]");
    if (e.key === "u" && last) {
      last.click();
      return;
    }
    const own = ownOf(e.key);
    if (own) {
      e.preventDefault();
      if (own instanceof HTMLAnchorElement) location.href = own.href;
      else own.click();
    }
  });
}

function menu(): void {
  const button = $<HTMLAnchorElement>("menu");
  const nav = $("nav");
  if (!button || !nav) return;
  const set = (open: boolean) => {
    nav.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", (e) => {
    e.preventDefault();
    set(!nav.classList.contains("open"));
  });
  button.addEventListener("keydown", (e) => {
    if (e.key === " ") {
      e.preventDefault();
      button.click();
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && nav.classList.contains("open")) {
      set(false);
      button.focus();
    }
  });
}

/** A passage and its card light up together. */
function passages(): void {
  const marks = [...document.querySelectorAll<HTMLElement>("mark[data-claim]")];
  const light = (id: string | undefined, scroll: "mark" | "card" | "") => {
    document.querySelectorAll("[data-current]").forEach((x) => x.removeAttribute("data-current"));
    if (!id) return;
    const mark = marks.find((m) => m.dataset.claim === id);
    const card = $("claim-" + id);
    mark?.setAttribute("data-current", "");
    card?.setAttribute("data-current", "");
    if (scroll === "mark") mark?.scrollIntoView({ block: "center" });
    if (scroll === "card") card?.scrollIntoView({ block: "nearest" });
  };
  if (!marks.length) return;
  for (const m of marks) m.addEventListener("click", () => light(m.dataset.claim, "card"));
  document.querySelectorAll<HTMLElement>("article.claim").forEach((c) => {
    const id = c.id.replace(/^claim-/, "");
    c.addEventListener("focusin", () => light(id, "mark"));
    c.addEventListener("mouseenter", () => light(id, ""));
  });
  let at = -1;
  document.addEventListener("keydown", (e) => {
    if (typing(e) || !lettersOn() || e.ctrlKey || e.metaKey || (e.key !== "j" && e.key !== "k")) return;
    at = Math.min(marks.length - 1, Math.max(0, at + (e.key === "j" ? 1 : -1)));
    const m = marks[at];
    m?.focus();
    light(m?.dataset.claim, "mark");
  });
  if (location.hash.startsWith("#claim-")) light(decodeURIComponent(location.hash.slice(7)), "mark");
}

/** Deeds that can't be taken back lightly ask first, and name their effect. */
function ask(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-ask]").forEach((f) =>
    f.addEventListener("submit", (e) => {
      if (!confirm(f.dataset.ask)) e.preventDefault();
    }),
  );
}

/** Files dropped or pasted anywhere on the page go into its form; so does a pasted text. */
function bring(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-drop]");
  const files = form?.querySelector<HTMLInputElement>('input[type="file"]');
  const text = form?.querySelector<HTMLTextAreaElement>("textarea");
  if (!form || !files || !text) return;
  const open = () => form.closest("details")?.setAttribute("open", "");
  const send = (list: FileList) => {
    open();
    files.files = list;
    form.requestSubmit();
  };
  const over = (on: boolean) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragover", (e) => {
    if (!e.dataTransfer?.types.includes("Files")) return;
    e.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (e) => {
    if (!e.relatedTarget) over(false);
  });
  document.addEventListener("drop", (e) => {
    if (!e.dataTransfer?.files.length) return;
    e.preventDefault();
    over(false);
    send(e.dataTransfer.files);
  });
  document.addEventListener("paste", (e) => {
    const field = (e.target as Element | null)?.closest("input, textarea");
    if (e.clipboardData?.files.length) {
      e.preventDefault();
      send(e.clipboardData.files);
    } else if (!field && e.clipboardData?.getData("text/plain")) {
      open();
      text.value = e.clipboardData.getData("text/plain");
      text.focus();
    }
  });
}

/** What a table's columns are said to mean is shown at once as what it makes. */
function mapping(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-mapping]");
  if (!form) return;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const all = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
    all.set("do", "preview");
    all.set("part", "answer");
    form.setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, { method: "POST", body: all });
    const text = await answer.text();
    if (mine !== asked) return; // another answer was given meanwhile
    form.removeAttribute("aria-busy");
    if (!answer.ok) return; // the button says what is wrong
    const parts = new DOMParser().parseFromString(text, "text/html");
    for (const id of ["words", "made"]) {
      const old = $(id);
      const now = parts.getElementById(id);
      if (old && now && !old.contains(document.activeElement)) old.replaceChildren(...now.childNodes);
    }
  };
  form.addEventListener("change", () => void ask());
}

/** A 2 px line runs while the next page takes longer than 200 ms. */
function waiting(): void {
  let timer = 0;
  addEventListener("beforeunload", () => {
    timer = window.setTimeout(() => $("wait")?.classList.add("on"), 200);
  });
  addEventListener("pageshow", () => {
    clearTimeout(timer);
    $("wait")?.classList.remove("on");
  });
}

/** The candidate that is decided on is read out first; its passage stands beside it, where the
 *  text has a column of its own. */
function reviewed(): void {
  const offer = $("offer");
  if (!offer) return;
  const text = document.querySelector<HTMLElement>(".review .text");
  const mark = $("now");
  if (text && mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  offer.focus({ preventScroll: true });
  const says = $("says");
  document.querySelectorAll<HTMLInputElement>(".offer input[data-says]").forEach((place) =>
    place.addEventListener("change", () => {
      if (says) says.textContent = place.dataset.says ?? "";
    }),
  );
  const reasons = document.querySelector<HTMLDetailsElement>(".offer details");
  reasons?.addEventListener("toggle", () => reasons.scrollIntoView({ block: "nearest" }));
}

keys();
strips();
find();
help();
menu();
passages();
bring();
mapping();
ask();
waiting();
document.querySelectorAll("#toasts .toast").forEach(fade);
reviewed();
$("errors")?.focus();
