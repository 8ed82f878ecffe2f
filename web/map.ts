// Moves the map from day to day without loading the page anew: it asks the server for a
// drawing (with key and selection), keeps the neighbours of the day at hand, and drops
// answers that come too late. Where there is WebGL2, days and views that pass by are painted
// from frames, under what of the drawing stays; the drawing follows when all is at rest. The
// address is the state.

import { lettersOn, say, typing } from "./common";
import { Frames, Ground, loadGround, type View as Exact } from "./ground";
import { Painter } from "./paint";

type Frame = { svg: string; key: string; panel: string; view: string; at: string; words: string; figure: string; known: string };

const $ = <T extends Element = HTMLElement>(id: string) => document.getElementById(id) as unknown as T;
const day = 86_400_000;
const axis = document.querySelector<HTMLElement>(".axis")!;
const canvas = $("canvas");
const drawing = $("svg");
const on = $<HTMLInputElement>("on-slider");
const known = $<HTMLInputElement>("known-slider");
const onDate = $<HTMLInputElement>("on-date");
const knownDate = $<HTMLInputElement>("known-date");
const layers = $<HTMLFormElement>("layers");
const first = Date.parse(axis.dataset.from!);
const last = Number(on.max);

const iso = (n: number) => new Date(first + n * day).toISOString().slice(0, 10);
const index = (s: string) => Math.round((Date.parse(s) - first) / day);
const brief = (s: string) => {
  const d = new Date(s);
  const part = (o: Intl.DateTimeFormatOptions) => d.toLocaleDateString("en-GB", { ...o, timeZone: "UTC" });
  return `${part({ weekday: "short" })} ${d.getUTCDate()} ${part({ month: "long" })} ${d.getUTCFullYear()}`;
};

/** read takes a day as it is typed: 2013-05-20, 20 May 2013, Mon 20 May 2013; "" if it is none. */
function read(s: string): string {
  const n = Date.parse(/^\d{4}-\d\d-\d\d$/.test(s.trim()) ? s.trim() : s.trim() + " UTC");
  return Number.isNaN(n) ? "" : new Date(n).toISOString().slice(0, 10);
}

const short = (s: string) => new Date(s).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** What the address says. */
const state = {
  on: canvas.dataset.day!,
  known: canvas.dataset.by!, // "" is all that is known
  layer: "assessed",
  against: "", // what the layer of changes compares with
  againstKnown: "",
  top: "",
  sel: "",
  view: new URL(location.href).searchParams.get("view") ?? "",
  recorded: new URL(location.href).searchParams.get("recorded") ?? "",
};
let shownAt = exact(canvas.dataset.at!); // of the drawing that is there
let locked = false; // known by moves with the day

// What else the address asks for is passed on to the server as it is.
const ours = ["on", "known", "recorded", "layer", "against", "against_known", "top", "sel", "view"];
const ofWay = ["from", "to", "side", "fromday", "today", "pick"]; // of the panel that asks for a way
let others = new Map([...new URL(location.href).searchParams].filter(([name]) => !ours.includes(name)));

function readForm(): void {
  const data = new FormData(layers);
  state.layer = String(data.get("layer") ?? "assessed");
  state.against = String(data.get("against") ?? "");
  state.againstKnown = String(data.get("against_known") ?? "");
  const tops = data.getAll("top").map(String).filter((t) => t !== "none");
  state.top = tops.join(",") || "none";
  for (const [name, value] of data) if (!ours.includes(name) && !ofWay.includes(name)) others.set(name, String(value));
}
readForm();
state.sel = new URL(location.href).searchParams.get("sel") ?? "";

const line = (q: [string, string][]) =>
  q.map(([k, v]) => k + "=" + encodeURIComponent(v).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/")).join("&");

function query(extra: Record<string, string> = {}): string {
  const q: [string, string][] = [["on", state.on]];
  if (state.known) q.push(["known", state.known]);
  if (state.recorded) q.push(["recorded", state.recorded]);
  if (state.layer !== "assessed") q.push(["layer", state.layer]);
  if (state.layer === "changes" && state.against) q.push(["against", state.against]);
  if (state.layer === "changes" && state.againstKnown) q.push(["against_known", state.againstKnown]);
  if (state.top !== "front,events,siege") q.push(["top", state.top]);
  if (state.sel) q.push(["sel", state.sel]);
  if (state.view) q.push(["view", state.view]);
  for (const [k, v] of others) if (v) q.push([k, v]);
  for (const [k, v] of Object.entries(extra)) q.push([k, v]);
  return line(q);
}

/** What frames are asked for by, beside the day. */
function question(): string {
  const q: [string, string][] = [];
  if (state.known) q.push(["known", state.known]);
  if (state.recorded) q.push(["recorded", state.recorded]);
  if (state.layer !== "assessed") q.push(["layer", state.layer]);
  for (const [k, v] of others) if (v && !ofWay.includes(k)) q.push([k, v]);
  return line(q);
}

function size(): string {
  const clamp = (n: number) => Math.min(4000, Math.max(120, Math.round(n)));
  return clamp(canvas.clientWidth) + "x" + clamp(canvas.clientHeight);
}

// Frames, kept by their address; the oldest go first.
const frames = new Map<string, Promise<Frame>>();

function frame(address: string): Promise<Frame> {
  let f = frames.get(address);
  if (!f) {
    f = load(address);
    frames.set(address, f);
    f.catch(() => frames.delete(address));
    for (const old of frames.keys()) {
      if (frames.size <= 60) break;
      frames.delete(old);
    }
  }
  return f;
}

async function load(address: string): Promise<Frame> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const t = document.createElement("template");
  t.innerHTML = await answer.text();
  const part = (name: string) => t.content.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  const d = part("svg").dataset;
  return { svg: part("svg").innerHTML, key: part("key").innerHTML, panel: part("panel").innerHTML, view: d.view!, at: d.at!, words: d.words!, figure: d.figure!, known: d.by! };
}

let wanted = ""; // the drawing that was asked for last
let stands = ""; // the one that is there
let waitTimer = 0;

const drawingOf = () => "/map/frame?" + query({ size: size() });

/** Shows the state. The old picture stays until the new one is there. */
async function show(): Promise<void> {
  clearTimeout(resting);
  const address = drawingOf();
  wanted = address;
  if (address === stands) {
    done();
    still();
    return;
  }
  clearTimeout(waitTimer);
  waitTimer = window.setTimeout(() => $("wait").classList.add("on"), 200);
  let f: Frame;
  try {
    f = await frame(address);
  } catch (e) {
    if (address === wanted) {
      done();
      wanted = "";
      say(e instanceof TypeError ? "Not connected to salient serve; nothing is lost." : "That day can't be shown: the server answered " + (e as Error).message + ".");
    }
    return;
  }
  done();
  settle(f, address);
}

/** Puts a drawing in its place, unless another was asked for meanwhile, or all moves on. */
function settle(f: Frame, address: string): void {
  if (address !== wanted || address === stands || address !== drawingOf() || playing || (view && print(view) !== state.view)) return;
  stands = address;
  put(f);
  ahead();
}

function done(): void {
  clearTimeout(waitTimer);
  $("wait").classList.remove("on");
}

function put(f: Frame): void {
  const focused = document.activeElement?.closest("a")?.getAttribute("href");
  const within = document.activeElement?.closest("#svg, #panel");
  drawing.innerHTML = f.svg;
  $("key").innerHTML = f.key;
  const panel = $("panel");
  const top = panel.scrollTop;
  const asking = document.activeElement?.closest(".way-form");
  const open = [...panel.querySelectorAll("details[id][open]")].map((d) => d.id).filter((id) => !(asking && id === "way-other"));
  panel.innerHTML = f.panel;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  panel.scrollTop = top;
  if (asking) panel.querySelector<HTMLElement>("#way-problem, #way-pick, #way-answer, #way-from")?.focus();
  if (focused && within) document.getElementById(within.id)?.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  shownAt = exact(f.at);
  canvas.dataset.view = f.view;
  still();
  $<HTMLAnchorElement>("save").href = f.figure;
  on.setAttribute("aria-valuetext", f.words);
  known.setAttribute("aria-valuetext", state.known ? short(state.known) : "all we know, to " + short(axis.dataset.latest!));
  document.title = document.title.replace(/Map on .*?, as known by [^·]*/, `Map on ${plain(state.on)}, as known by ${plain(f.known)} `);
  $("map-title").textContent = document.title;
  announce(f.words);
  pale(f.known);
  ring();
}

const plain = (s: string) => new Date(s).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

let announced = 0;
let announceTimer = 0;

/** At most one sentence a second. */
function announce(words: string): void {
  clearTimeout(announceTimer);
  announceTimer = window.setTimeout(() => {
    announced = Date.now();
    $("said").textContent = words;
  }, Math.max(250, announced + 1000 - Date.now()));
}

/** Bars of days after known by are pale. */
function pale(knownDay: string): void {
  const until = index(knownDay);
  for (const r of axis.querySelectorAll(".bars rect")) r.classList.toggle("later", Number(r.getAttribute("x")) > until);
}

/** A ring around the selected place. */
function ring(): void {
  const id = state.sel.replace(/^place:/, "");
  const cell = id && drawing.querySelector<SVGPathElement>(`[data-place="${CSS.escape(id)}"]`);
  if (!cell) return;
  const copy = document.createElementNS("http://www.w3.org/2000/svg", "path");
  copy.setAttribute("d", cell.getAttribute("d") ?? "");
  copy.setAttribute("class", "ring");
  (cell.closest("svg") ?? cell.parentNode!).append(copy);
}

/** Knowledge changes only on days on which documents came out: the nearest of them are fetched. */
const said = (axis.dataset.said ?? "").split(",").filter(Boolean).map(Number);
let knownMoves = false;

async function aheadKnown(here: string): Promise<void> {
  const now = state.known ? index(state.known) : last;
  const near = [...said.filter((n) => n > now).slice(0, 3), ...said.filter((n) => n < now).slice(-4).reverse()];
  for (const n of near) {
    if (wanted !== here || document.hidden || drag || playing) return;
    const was = state.known;
    state.known = iso(n);
    const address = "/map/frame?" + query({ size: size() });
    state.known = was;
    await frame(address).catch(() => undefined);
  }
}

// Days around the shown one are fetched when nothing else is to do.
let aheadTimer = 0;
function ahead(): void {
  clearTimeout(aheadTimer);
  aheadTimer = window.setTimeout(async () => {
    const here = wanted;
    const kept = { on: state.on, known: state.known };
    if (knownMoves) await aheadKnown(here);
    for (const step of painter ? [1, -1] : [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7]) {
      if (wanted !== here || document.hidden || drag || playing) return;
      const n = index(kept.on) + step;
      if (n < 0 || n > last) continue;
      const was = { ...kept };
      state.on = iso(n);
      if (locked) state.known = state.on;
      const address = "/map/frame?" + query({ size: size() });
      state.on = was.on;
      state.known = was.known;
      await frame(address).catch(() => undefined);
    }
  }, 120);
}

/** keep writes the address; push makes a step that Back undoes. */
function keep(push: boolean): void {
  const url = "/map?" + query();
  if (push && location.pathname + location.search !== url) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

/** Goes to a day. Where a drawing isn't at hand, or the hand is on the slider, its frame comes first. */
function setOn(n: number, push: boolean, sliding = false): void {
  stop();
  n = Math.min(last, Math.max(0, n));
  state.on = iso(n);
  if (locked) setKnownDay(state.on);
  reflect();
  keep(push);
  if ((sliding || !frames.has(drawingOf())) && glide()) rest(140);
  else void show();
}

function setKnownDay(s: string): void {
  state.known = s;
}

function reflect(): void {
  on.value = String(index(state.on));
  onDate.value = brief(state.on);
  known.value = String(state.known ? Math.min(last, Math.max(0, index(state.known))) : last);
  knownDate.value = state.known ? brief(state.known) : "";
}

on.addEventListener("input", () => setOn(Number(on.value), false, true));
on.addEventListener("change", () => keep(true));
known.addEventListener("input", () => {
  knownMoves = true;
  state.known = Number(known.value) >= last ? "" : iso(Number(known.value));
  knownDate.value = state.known ? brief(state.known) : "";
  keep(false);
  void show();
});
known.addEventListener("change", () => keep(true));
onDate.addEventListener("change", () => {
  const typed = read(onDate.value);
  if (typed) setOn(index(typed), true);
  else reflect();
});
knownDate.addEventListener("change", () => {
  const typed = read(knownDate.value);
  if (typed || !knownDate.value.trim()) state.known = typed;
  reflect();
  keep(true);
  void show();
});
$("when").addEventListener("submit", (e) => e.preventDefault());
const against = $<HTMLInputElement>("against");
const againstKnown = $<HTMLInputElement>("against-known");
const layerBox = (value: string) => layers.querySelector<HTMLInputElement>(`input[name=layer][value="${value}"]`)!;
layers.addEventListener("change", (e) => {
  if (e.target === against || e.target === againstKnown) layerBox("changes").checked = true;
  readForm();
  keep(true);
  void show();
});
layers.addEventListener("submit", (e) => e.preventDefault());

$("back").addEventListener("click", () => setOn(index(state.on) - 1, true));
$("on").addEventListener("click", () => setOn(index(state.on) + 1, true));

// Days that pass by are painted on a canvas under the drawing, of which only what stays is
// shown meanwhile: names, water, roads, the chosen place.
let painter: Painter | undefined;
let ground: Ground | undefined;
let days: Frames | undefined;
let moving = false;
let resting = 0;
let painted = ""; // what the canvas shows, in words: it isn't painted twice

/** Makes ready to paint, once the first drawing stands. Without WebGL2, all stays as it is. */
async function ready(): Promise<void> {
  const plain = matchMedia("(forced-colors: active)"); // fills go there: the drawing knows how
  if (!canvas.dataset.ground || plain.matches) return;
  const sheet = document.createElement("canvas");
  sheet.className = "ground";
  sheet.setAttribute("aria-hidden", "true");
  const made = await loadGround(canvas.dataset.ground, state.recorded);
  canvas.prepend(sheet);
  try {
    painter = new Painter(sheet, made);
  } catch {
    sheet.remove();
    return;
  }
  ground = made;
  days = new Frames(canvas.dataset.ground, made.ids.length, last, iso);
  sheet.addEventListener("webglcontextlost", () => {
    painter = undefined;
    stop();
    void show();
  });
  for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(media).addEventListener("change", () => {
      painted = "";
      painter?.colours();
    });
  }
  await days.get(question(), index(state.on));
  canvas.dataset.paints = "yes";
}

/** Paints the day of the state, or between it and the next; false if its frame isn't at hand. */
function glide(t = 0): boolean {
  const n = index(state.on);
  const q = question();
  if (!painter || !days || !days.may(q)) return false;
  const now = days.now(q, n);
  if (!now) {
    void days.get(q, n).then((f) => f && n === index(state.on) && stands !== drawingOf() && glide());
    return moving; // the picture of the day before stays until this one's comes
  }
  const then = (t > 0 && days.now(q, n + 1)) || now;
  const v = current();
  const size = { w: canvas.clientWidth, h: canvas.clientHeight };
  const painting = [q, n, then === now ? 0 : t, state.top, v.world, v.x, v.y, size.w, size.h].join();
  if (moving && painting === painted) return true;
  painted = painting;
  const corner = (middle: number, shown: number, length: number) => (shown - length / 2 / shownAt.world - middle) * v.world + length / 2;
  painter.paint(now, then, then === now ? 0 : t, v, { x: corner(v.x, shownAt.x, size.w), y: corner(v.y, shownAt.y, size.h) }, state.top.split(",").includes("front"));
  if (!moving) {
    moving = true;
    canvas.classList.add("moving");
  }
  $("now").textContent = `On ${plain(state.on)} · as known by ${plain(state.known || axis.dataset.latest!)}`;
  return true;
}

/** Asks for the drawing when nothing has moved for a while. */
function rest(after: number): void {
  clearTimeout(resting);
  resting = window.setTimeout(() => void show(), after);
}

/** The drawing is there, in its place: what was painted isn't needed. */
function still(): void {
  moving = false;
  view = null;
  canvas.classList.remove("moving");
  const svg = drawing.querySelector("svg");
  svg?.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
}

// Play: 2, 5 or 10 days a second, each day gliding into the next, or stepping where motion is
// unwelcome. A hidden tab stops it.
let playing = 0; // the number of the frame or the timer that comes next; 0: nothing plays
const rate = $<HTMLSelectElement>("rate");
const unwelcome = matchMedia("(prefers-reduced-motion: reduce)");
const pace = () => (unwelcome.matches ? Math.min(2, Number(rate.value)) : Number(rate.value));

function play(): void {
  if (playing) {
    halt();
    return;
  }
  if (index(state.on) >= last) state.on = iso(0);
  if (locked) setKnownDay(state.on);
  sign(true);
  if (painter && !locked && glide()) playFrames();
  else playDrawings();
}

/** Stops what plays, if anything does. */
function stop(): void {
  if (!playing) return;
  cancelAnimationFrame(playing);
  clearInterval(playing);
  playing = 0;
  sign(false);
}

/** Stops and stays at the day that is reached. */
function halt(): void {
  stop();
  reflect();
  keep(true);
  void show();
}

function sign(plays: boolean): void {
  const button = $("play");
  button.textContent = plays ? "❚❚" : "▶";
  button.setAttribute("aria-label", plays ? "Stop" : "Play");
}

function playFrames(): void {
  let at = index(state.on);
  let before = performance.now();
  let kept = before;
  const step = (now: number) => {
    if (document.hidden || at >= last) {
      halt();
      return;
    }
    const q = question();
    void days?.get(q, Math.min(last, Math.floor(at) + 40)); // the next answer is on its way in time
    at = Math.min(last, at + (Math.min(250, now - before) / 1000) * pace());
    before = now;
    if (!days?.now(q, Math.floor(at))) {
      void days?.get(q, Math.floor(at));
      at = index(state.on); // waits for it
    }
    if (Math.floor(at) !== index(state.on)) {
      state.on = iso(Math.floor(at));
      reflect();
      on.setAttribute("aria-valuetext", short(state.on));
    }
    if (now - kept > 1000) {
      kept = now;
      keep(false);
    }
    const part = Math.max(0, ((at % 1) - 0.6) / 0.4); // a day stands, then glides into the next
    const t = unwelcome.matches ? 0 : part * part * (3 - 2 * part);
    if (!glide(t)) {
      halt();
      return;
    }
    playing = requestAnimationFrame(step);
  };
  playing = requestAnimationFrame(step);
}

/** Plays by drawings, as fast as they come. */
function playDrawings(): void {
  playing = window.setInterval(() => {
    const n = index(state.on);
    if (document.hidden || n >= last) {
      halt();
      return;
    }
    state.on = iso(n + 1);
    if (locked) setKnownDay(state.on);
    reflect();
    keep(false);
    const address = drawingOf();
    void frame(address)
      .then((f) => {
        if (!playing || address !== drawingOf()) return;
        stands = address;
        put(f);
      })
      .catch(halt);
  }, 1000 / pace());
}
$("play").addEventListener("click", play);

/** n and p: the next or last day on which the chosen place, or anything in view, changed. */
async function jump(step: number): Promise<void> {
  const from = index(state.on);
  if (!days || !ground || !days.may(question()) || !(await days.get(question(), from))) return jumpDrawings(step);
  const chosen = ground.ids.indexOf(state.sel.replace(/^place:/, ""));
  const watched = chosen >= 0 ? [chosen] : ground.ids.map((_, i) => i).filter((i) => ground!.inView(i, current(), canvas.clientWidth, canvas.clientHeight));
  let before = await days.get(question(), from);
  for (let n = from + step; n >= 0 && n <= last; n += step) {
    const now = await days.get(question(), n);
    if (!now || !before) return;
    const changed = watched.filter((i) => now[2 * i] !== before![2 * i] || now[2 * i + 1] !== before![2 * i + 1]);
    if (changed.length) {
      setOn(n, true);
      const names = changed.slice(0, 4).map((i) => ground!.names[i]).join(", ");
      announce(`${short(state.on)}: changed ${names}${changed.length > 4 ? ` and ${changed.length - 4} more` : ""}`);
      return;
    }
    before = now;
  }
  say(step > 0 ? "Nothing changes after this day." : "Nothing changed before this day.");
}

async function jumpDrawings(step: number): Promise<void> {
  const start = query({ size: size() });
  let before = (await frame("/map/frame?" + start)).svg.replace(/\d+ [A-Z][a-z]+ \d{4}/g, "");
  for (let n = index(state.on) + step; n >= 0 && n <= last; n += step) {
    state.on = iso(n);
    const f = await frame("/map/frame?" + query({ size: size() }));
    const now = f.svg.replace(/\d+ [A-Z][a-z]+ \d{4}/g, "").replace(/day \d+/g, "");
    before = before.replace(/day \d+/g, "");
    if (now !== before) break;
  }
  setOn(index(state.on), true);
}

/** A click on the ground while days pass by chooses the place that is there. */
canvas.addEventListener("click", (e) => {
  if (!moving || moved || !ground || (e.target as Element).closest("a, button")) return;
  const box = canvas.getBoundingClientRect();
  const cell = ground.cellAt(e.clientX - box.left, e.clientY - box.top, current(), box.width, box.height);
  if (cell < 0) return;
  stop();
  choose(ground.ids[cell]!);
  keep(true);
  void show();
});

/** Selects a place, or makes it the end of the way that is being picked. */
function choose(id: string): void {
  const pick = others.get("pick");
  if (!pick) {
    state.sel = "place:" + id;
    return;
  }
  others.set(pick, id);
  const other = pick === "from" ? "to" : "from";
  others.set("pick", others.get(other) ? "" : other);
}

// Choosing a place doesn't load the page.
function follow(e: MouseEvent): void {
  const link = (e.target as Element).closest("a");
  const href = link?.getAttribute("href");
  if (!href || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey) return;
  if (moved) {
    e.preventDefault();
    return;
  }
  const url = new URL(href, location.href);
  if (url.pathname !== "/map") return;
  e.preventDefault();
  const q = url.searchParams;
  if (q.get("on")) state.on = q.get("on")!;
  state.sel = q.get("sel") ?? state.sel;
  if (q.get("view")) state.view = q.get("view")!;
  for (const name of ofWay) others.set(name, q.get(name) ?? "");
  reflect();
  keep(true);
  void show();
}
drawing.addEventListener("click", follow);
$("panel").addEventListener("click", follow);

// Asking for a way doesn't load the page either.
$("panel").addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (!form.matches(".way-form")) return;
  e.preventDefault();
  const asked = new FormData(form);
  for (const name of ofWay) others.set(name, String(asked.get(name) ?? "").trim());
  keep(true);
  void show();
});

function askWay(): void {
  for (const id of ["way", "way-other"]) document.getElementById(id)?.setAttribute("open", "");
  const field = document.getElementById("way-from") as HTMLInputElement | null;
  field?.focus();
  field?.select();
}

addEventListener("popstate", () => {
  stop();
  const q = new URL(location.href).searchParams;
  state.on = q.get("on") ?? state.on;
  state.known = q.get("known") ?? "";
  state.sel = q.get("sel") ?? "";
  state.view = q.get("view") ?? "";
  state.against = against.value = q.get("against") ?? "";
  state.againstKnown = againstKnown.value = q.get("against_known") ?? "";
  state.layer = q.get("layer") ?? (state.against || state.againstKnown ? "changes" : "assessed");
  others = new Map([...q].filter(([name]) => !ours.includes(name)));
  state.top = q.get("top") ?? "front,events,siege";
  const tops = state.top.split(",");
  for (const box of layers.querySelectorAll<HTMLInputElement>("input")) {
    if (box.name === "layer") box.checked = box.value === state.layer;
    if (box.name === "top") box.checked = tops.includes(box.value);
  }
  $<HTMLSelectElement>("roads-for").value = tops.find((t) => t.startsWith("roads:")) ?? "none";
  reflect();
  void show();
});

// Panning and zooming turn the picture at once; the server draws it anew when the hand rests.
const mx = (lon: number) => (lon + 180) / 360;
const my = (lat: number) => (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
const lat = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

function parse(s: string): Exact {
  const [zoom = 8, la = 0, lo = 0] = s.split("/").map(Number);
  return { world: 256 * 2 ** zoom, x: mx(lo), y: my(la) };
}
/** exact reads a view as the server writes it: the world's width, x, y. */
function exact(words: string): Exact {
  const [world = 1, x = 0, y = 0] = words.split(" ").map(Number);
  return { world, x, y };
}
const nearest = 256 * 2 ** 15;
const farthest = 256 * 2 ** 4;
const print = (v: Exact) => `${Math.round(Math.log2(v.world / 256) * 100) / 100}/${Math.round(lat(v.y) * 1e4) / 1e4}/${Math.round((v.x * 360 - 180) * 1e4) / 1e4}`;

let view: Exact | null = null; // while a hand moves the map
let redraw = 0;
let drag: { x: number; y: number; from: Exact } | null = null;
let moved = false;

function move(to: Exact): void {
  view = to;
  const svg = drawing.querySelector("svg");
  if (svg) {
    const w = canvas.clientWidth;
    const h = canvas.clientHeight;
    const k = shownAt.world / to.world; // units of the drawing for a pixel
    const cx = w / 2 + (to.x - shownAt.x) * shownAt.world;
    const cy = h / 2 + (to.y - shownAt.y) * shownAt.world;
    svg.setAttribute("viewBox", `${cx - (w * k) / 2} ${cy - (h * k) / 2} ${w * k} ${h * k}`);
  }
  if (!playing) glide();
  clearTimeout(redraw);
  redraw = window.setTimeout(() => {
    if (drag || !view || playing) return;
    state.view = print(view);
    keep(false);
    void show();
  }, 180);
}

const current = () => view ?? (state.view ? parse(state.view) : shownAt);

function zoom(by: number, at?: { x: number; y: number }): void {
  const v = current();
  const world = Math.min(nearest, Math.max(farthest, v.world * 2 ** by));
  const dx = at ? at.x - canvas.clientWidth / 2 : 0;
  const dy = at ? at.y - canvas.clientHeight / 2 : 0;
  move({ world, x: v.x + dx / v.world - dx / world, y: v.y + dy / v.world - dy / world });
}

function whole(): void {
  state.view = "";
  view = null;
  keep(true);
  void show();
}

canvas.addEventListener("pointerdown", (e) => {
  moved = false;
  if (e.button !== 0 || (e.target as Element).closest(".zoom, .over")) return;
  if (e.pointerType === "touch" && !e.isPrimary) return;
  drag = { x: e.clientX, y: e.clientY, from: current() };
});
addEventListener("pointermove", (e) => {
  if (!drag) return;
  const dx = e.clientX - drag.x;
  const dy = e.clientY - drag.y;
  if (!moved && Math.hypot(dx, dy) < 5) return;
  moved = true;
  canvas.classList.add("held");
  const k = drag.from.world;
  move({ world: k, x: drag.from.x - dx / k, y: drag.from.y - dy / k });
});
addEventListener("pointerup", () => {
  if (!drag) return;
  drag = null;
  canvas.classList.remove("held");
  if (view) move(view);
});
addEventListener("pointercancel", () => {
  drag = null;
});
canvas.addEventListener("dragstart", (e) => e.preventDefault());
canvas.addEventListener(
  "wheel",
  (e) => {
    e.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(-e.deltaY / (e.deltaMode === 1 ? 12 : 320), { x: e.clientX - box.left, y: e.clientY - box.top });
  },
  { passive: false },
);
$("zoom-in").addEventListener("click", () => zoom(0.7));
$("zoom-out").addEventListener("click", () => zoom(-0.7));
$("zoom-all").addEventListener("click", whole);

const opener = $("open-layers");
opener.addEventListener("click", () => {
  const open = layers.classList.toggle("open");
  opener.setAttribute("aria-expanded", String(open));
  if (open) layers.querySelector("input")?.focus();
});

$("close-layers").addEventListener("click", () => {
  opener.click();
  opener.focus();
});

$("copy-link").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link to this map is copied.");
  } catch {
    say("The link to this map is in the address bar.");
  }
});

addEventListener("keydown", (e) => {
  if (e.defaultPrevented || typing(e) || e.ctrlKey || e.altKey || e.metaKey || document.querySelector("dialog[open]")) return;
  const now = index(state.on);
  const slider = document.activeElement === on || document.activeElement === known;
  const control = (e.target as Element).closest("a, button, input, summary");
  const keysOf: Record<string, () => void> = {
    ArrowLeft: () => setOn(now - (e.shiftKey ? 7 : 1), true),
    ArrowRight: () => setOn(now + (e.shiftKey ? 7 : 1), true),
    PageUp: () => setOn(month(-1), true),
    PageDown: () => setOn(month(1), true),
    Home: () => setOn(0, true),
    End: () => setOn(last, true),
  };
  const letters: Record<string, () => void> = {
    " ": play,
    n: () => void jump(1),
    p: () => void jump(-1),
    k: lock,
    d: () => layerBox(state.layer === "changes" ? "assessed" : "changes").click(),
    f: () => (location.href = "/places?on=" + state.on + (state.known ? "&known=" + state.known : "")),
    w: askWay,
    "+": () => zoom(0.7),
    "-": () => zoom(-0.7),
    "0": whole,
  };
  [...layers.querySelectorAll<HTMLInputElement>("input[name=layer]")].forEach((box, i) => (letters[String(i + 1)] = () => box.click()));
  let deed = keysOf[e.key];
  if (deed && document.activeElement === known) return; // its own slider
  if (deed && (control && !slider) && (e.target as Element).matches("input[type=radio]")) return;
  if (!deed && lettersOn() && !(e.key === " " && control && !slider)) deed = letters[e.key];
  if (!deed) return;
  e.preventDefault();
  if (layers.classList.contains("open") && e.key === "Escape") opener.click();
  deed();
});
addEventListener("keydown", (e) => {
  if (e.key === "Escape" && layers.classList.contains("open")) opener.click();
});

function month(step: number): number {
  const d = new Date(state.on);
  d.setUTCMonth(d.getUTCMonth() + step);
  return Math.round((d.getTime() - first) / day);
}

function lock(): void {
  locked = !locked;
  if (locked) {
    setKnownDay(state.on);
    reflect();
    keep(true);
    void show();
  }
  say(locked ? "Known by now moves with the day." : "Known by stays where it is.");
}

// The server drew for the window of last time; a cookie tells it ours.
let sized = size();
document.cookie = "map=" + sized + "; path=/map; max-age=31536000; samesite=strict";
const drawn = drawing.querySelector("svg");
if (drawn && drawn.getAttribute("width") + "x" + drawn.getAttribute("height") !== sized) void show();
else {
  wanted = stands = drawingOf();
  ring();
  ahead();
}
let resizing = 0;
new ResizeObserver(() => {
  clearTimeout(resizing);
  resizing = window.setTimeout(() => {
    if (size() === sized) return;
    sized = size();
    document.cookie = "map=" + sized + "; path=/map; max-age=31536000; samesite=strict";
    void show();
  }, 150);
}).observe(canvas);
const idle = window.requestIdleCallback ?? ((f: () => void) => window.setTimeout(f, 200));
idle(() => void ready().catch(() => undefined)); // without a ground, drawings do
