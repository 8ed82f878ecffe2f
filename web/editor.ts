// The editor of briefs: line numbers, problems beside their lines, a picker of claims, figures,
// drafts. Everything that it asks for is a part of the page that the form gets without it.

import { say } from "./common";

interface Draft {
  text: string;
  revision: string;
  at: string;
}

const form = document.getElementById("editor") as HTMLFormElement | null;
if (form) edit(form);

function edit(form: HTMLFormElement): void {
  const $ = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const text = $<HTMLTextAreaElement>("brief-text");
  const sheet = $("sheet");
  const mirror = $("mirror");
  const checked = $("checked");
  const revision = form.elements.namedItem("revision") as HTMLInputElement;
  const why = form.elements.namedItem("why") as HTMLInputElement;
  const key = "draft " + form.dataset.draft;
  /** What the ledger has, as far as this page knows; null: something else than the field. */
  let saved: string | null = "unsaved" in form.dataset ? null : text.value;
  let sending = false;
  form.classList.add("scripted");

  // Lines: a copy of the text behind the field gives each line its height.
  let lines: string[] = [];
  const reflect = () => {
    const now = text.value.split("\n");
    let head = 0;
    while (head < Math.min(lines.length, now.length) && lines[head] === now[head]) head++;
    let tail = 0;
    while (tail < Math.min(lines.length, now.length) - head && lines[lines.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
    for (let i = lines.length - tail - 1; i >= head; i--) mirror.children[i]!.remove();
    const before = mirror.children[head] ?? null;
    for (const line of now.slice(head, now.length - tail)) {
      const box = document.createElement("div");
      box.textContent = line || "\u200b";
      mirror.insertBefore(box, before);
    }
    lines = now;
  };

  /** Cards stand beside their lines, below one another where lines are close. */
  const place = () => {
    const list = checked.querySelector<HTMLElement>(".problems");
    [...mirror.children].forEach((m) => m.classList.remove("error", "warning"));
    if (!list) return;
    const beside = getComputedStyle(list).position === "relative";
    let free = 0;
    for (const card of list.querySelectorAll<HTMLElement>("li")) {
      const line = mirror.children[Number(card.dataset.line) - 1] as HTMLElement | undefined;
      if (!line?.classList.contains("error")) line?.classList.add(card.className);
      card.style.top = "";
      if (!beside) continue;
      const top = Math.max(line?.offsetTop ?? 0, free);
      card.style.top = top + "px";
      free = top + card.offsetHeight + 6;
    }
    list.style.height = beside ? Math.max(sheet.scrollHeight, free) + "px" : "";
    list.scrollTop = sheet.scrollTop;
  };
  sheet.addEventListener("scroll", () => {
    const list = checked.querySelector<HTMLElement>(".margin .problems");
    if (list) list.style.transform = `translateY(${-sheet.scrollTop}px)`;
  });

  const go = (line: number, column: number) => {
    let at = 0;
    for (const l of lines.slice(0, line - 1)) at += l.length + 1;
    at += [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length; // columns count code points
    text.focus({ preventScroll: true });
    text.setSelectionRange(at, at);
    const box = mirror.children[line - 1] as HTMLElement | undefined;
    if (box) sheet.scrollTop = box.offsetTop - sheet.clientHeight / 3;
    sheet.scrollIntoView({ block: "nearest" });
  };
  checked.addEventListener("click", (e) => {
    const a = (e.target as Element).closest<HTMLElement>("a.go");
    if (!a) return;
    e.preventDefault();
    go(Number(a.dataset.line), Number(a.dataset.column));
  });

  /** What the form would send for one button. */
  const fields = (values: Record<string, string>) => {
    const all = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
    for (const [name, value] of Object.entries(values)) all.set(name, value);
    return all;
  };
  const ask = (body: URLSearchParams) => fetch(form.action, { method: "POST", body });
  const lost = () => say("Not connected to Salient. Nothing is lost: the text is kept in this browser.");

  // Check, after a pause in typing; the preview after a longer one.
  let asked = 0;
  const check = async () => {
    const mine = ++asked;
    try {
      const answer = await ask(fields({ do: "check", part: "checked" }));
      const html = await answer.text();
      if (mine !== asked || !answer.ok) return; // typed on meanwhile
      checked.innerHTML = html;
      place();
      const newest = checked.querySelector<HTMLElement>("#count")?.dataset.newest;
      if (newest && newest !== revision.value && saved !== null && !sending) {
        tell(`Somebody saved this brief meanwhile, as entry ${newest}. Saving shows the difference first.`);
      }
    } catch {
      lost();
    }
  };

  /** A frame takes the place of the one before when it is there, scrolled to where that was. A
   *  new one each time leaves the browser's history alone. */
  const show = (stage: HTMLElement, button: HTMLButtonElement) => {
    const old = [...stage.querySelectorAll("iframe")];
    const now = old[0]!.cloneNode() as HTMLIFrameElement;
    now.removeAttribute("src");
    now.name = "frame-" + Math.random().toString(36).slice(2);
    now.className = "coming";
    stage.append(now);
    now.addEventListener("load", () => {
      if (now.contentWindow?.location.href === "about:blank") return;
      const y = old[0]!.contentWindow?.scrollY ?? 0;
      now.className = "";
      now.contentWindow?.scrollTo(0, y);
      for (const f of old) f.remove();
    });
    button.formTarget = now.name;
    form.requestSubmit(button);
  };
  const previewButton = $<HTMLButtonElement>("preview-button");
  const figureButton = $<HTMLButtonElement>("figure-button");

  let soon = 0;
  let later = 0;
  const typedOn = () => {
    reflect();
    place();
    clearTimeout(soon);
    clearTimeout(later);
    soon = window.setTimeout(() => void check(), 300);
    later = window.setTimeout(() => show($("stage"), previewButton), 1500);
    keepDraft();
    if (text.value.slice(0, text.selectionEnd).endsWith("[[")) openPick();
  };
  text.addEventListener("input", typedOn);

  // Drafts: what isn't saved is kept in this browser, with the entry that it goes back to.
  const keepDraft = () => {
    if (text.value === saved) {
      localStorage.removeItem(key);
      tell("");
      return;
    }
    const draft: Draft = { text: text.value, revision: revision.value, at: new Date().toISOString() };
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      tell("Not saved yet; a draft is kept in this browser.");
    } catch {
      tell("Not saved yet, and this browser keeps no draft: save before you leave.");
    }
  };
  const tell = (what: string) => ($("saved").textContent = what || `Goes back to entry ${revision.value}.`);
  const offer = async () => {
    const kept = localStorage.getItem(key);
    if (!kept) return;
    const draft = JSON.parse(kept) as Draft;
    if (draft.text === text.value) return localStorage.removeItem(key);
    const answer = await ask(fields({ do: "check", part: "checked", text: draft.text }));
    const box = document.createElement("div");
    box.innerHTML = await answer.text();
    const now = box.querySelector<HTMLElement>("#count")?.dataset;
    if (now?.same === "true" && text.value === saved) { // it was saved on leaving, just after this page was asked for
      settle(draft.text, now.newest!, `Saved on leaving, as entry ${now.newest}.`);
      return;
    }
    const bar = $("draft");
    bar.hidden = false;
    bar.querySelector("p")!.textContent = `A draft of ${new Date(draft.at).toLocaleString()} that wasn't saved is kept in this browser. It goes back to entry ${draft.revision}${draft.revision === revision.value ? "" : `; the brief is at entry ${revision.value} now`}.`;
    bar.querySelector("[data-take]")!.addEventListener("click", () => {
      bar.hidden = true;
      text.value = draft.text;
      revision.value = draft.revision;
      typedOn();
      text.focus();
    });
    bar.querySelector("[data-drop]")!.addEventListener("click", () => {
      bar.hidden = true;
      localStorage.removeItem(key);
      text.focus();
    });
  };
  const settle = (what: string, entry: string, said: string) => {
    saved = what;
    revision.value = entry;
    if (text.value !== what && document.activeElement !== text) text.value = what;
    reflect();
    keepDraft();
    if (text.value === what) tell(said);
    void check();
  };

  // Save: on the button and by Ctrl-S; on leaving, what is still unsaved.
  const save = async () => {
    const mine = text.value;
    sending = true;
    try {
      const answer = await ask(fields({ do: "save", part: "saved" }));
      const box = document.createElement("div");
      box.innerHTML = await answer.text();
      const entry = box.querySelector<HTMLElement>("[data-revision]")?.dataset.revision;
      const clash = $("clash");
      if (answer.status === 409 && entry) {
        clash.replaceChildren(...box.childNodes);
        revision.value = entry;
        saved = null;
        keepDraft();
        clash.querySelector<HTMLElement>("[role=alert]")?.focus();
      } else if (answer.ok && entry) {
        clash.replaceChildren();
        why.value = "";
        settle(mine, entry, box.textContent ?? "");
      } else tell(answer.status === 422 ? (box.textContent ?? "") : "Not saved: the server refused it. The draft is kept in this browser.");
    } catch {
      lost();
    } finally {
      sending = false;
    }
  };
  addEventListener("pagehide", () => {
    if (saved === null || text.value === saved) return; // a conflict is settled by its author, not by leaving
    navigator.sendBeacon(form.action, fields({ do: "save", part: "saved", why: why.value || "saved on leaving the editor" }));
  });

  form.addEventListener("submit", (e) => {
    const button = e.submitter as HTMLButtonElement | null;
    if (button === previewButton || button === figureButton) {
      if (button.formTarget.startsWith("frame-")) return;
      e.preventDefault();
      show(button === previewButton ? $("stage") : $("figure-stage"), button);
      button.formTarget = "";
      return;
    }
    e.preventDefault();
    if (button?.value === "save") void save();
    else if (button?.value === "pick") void part("pick", "picked");
    else if (button?.value === "figure") void draw();
    else void check();
  });

  // The picker and the figure.
  const part = async (what: string, id: string) => {
    try {
      const answer = await ask(fields({ do: what, part: id }));
      if (answer.ok) $(id).innerHTML = await answer.text();
      else say("That can't be read. A day is written like 2013-05-20 or 20 May 2013.");
    } catch {
      lost();
    }
  };
  const draw = async () => {
    await part("figure", "drawn");
    show($("figure-stage"), figureButton);
  };
  const openPick = () => {
    $<HTMLDetailsElement>("pick").open = true;
    (form.elements.namedItem("q") as HTMLInputElement).focus();
  };
  let waits = 0;
  const afterPause = (fn: () => void) => {
    clearTimeout(waits);
    waits = window.setTimeout(fn, 300);
  };
  $("pick").addEventListener("input", () => afterPause(() => void part("pick", "picked")));
  $("figure").addEventListener("input", () => afterPause(() => void draw()));
  for (const id of ["pick", "figure"]) {
    $(id).addEventListener("keydown", (e) => {
      const field = e.target as HTMLElement;
      if (e.key === "Escape") text.focus();
      if (e.key !== "Enter" || !field.matches("input, select")) return;
      e.preventDefault();
      if (id === "pick") void part("pick", "picked");
      else void draw();
    });
  }
  form.addEventListener("click", (e) => {
    const button = (e.target as Element).closest<HTMLElement>("button[data-insert]");
    if (button) insert(button.dataset.insert!, "block" in button.dataset);
  });
  /** insert writes at the caret, as typing does, so that the browser can undo it. */
  const insert = (what: string, block: boolean) => {
    text.focus();
    let { selectionStart: from, selectionEnd: to } = text;
    const before = text.value.slice(0, from);
    if (block) {
      what = (before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n") + what + "\n\n";
    } else if (before.endsWith("[[")) from -= 2;
    else if (before !== "" && !/\s$/.test(before)) what = " " + what;
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, what)) {
      text.setRangeText(what, from, to, "end");
      typedOn();
    }
  };

  let problem = -1;
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      e.preventDefault();
      void save();
    } else if (e.key === "F8") {
      const all = [...checked.querySelectorAll<HTMLElement>("a.go")];
      if (!all.length) return;
      e.preventDefault();
      problem = (problem + (e.shiftKey ? all.length - 1 : 1)) % all.length;
      all[problem]?.click();
    }
  });

  reflect();
  place();
  addEventListener("resize", place);
  void offer();
}
