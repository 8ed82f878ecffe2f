// A place's strip: pointing at a claim's mark, or reaching it by keys, shows its card; arrows
// go from mark to mark; a click on the band goes to that day. Without this, marks are links
// with titles.

/** inTime puts a strip's marks in the order of days, from left to right. */
function inTime(svg: Element): SVGAElement[] {
  const at = (a: Element) => Number(a.querySelector("rect")?.getAttribute("x"));
  return [...svg.querySelectorAll<SVGAElement>("a:has([data-claim])")].sort((a, b) => at(a) - at(b));
}

function showCard(mark: Element): void {
  const card = document.getElementById("strip-card");
  if (!card) return;
  card.textContent = mark.getAttribute("aria-label");
  document.querySelectorAll("[data-claim].shown").forEach((m) => m.classList.remove("shown"));
  mark.querySelector("[data-claim]")?.classList.add("shown");
}

/** The address of the day at which a band was clicked. */
function dayAt(band: SVGRectElement, x: number): string {
  const box = band.getBoundingClientRect();
  const days = Number(band.dataset.days);
  const n = Math.min(days - 1, Math.max(0, Math.floor(((x - box.left) / box.width) * days)));
  const day = new Date(Date.parse(band.dataset.from!) + n * 86_400_000).toISOString().slice(0, 10);
  return band.dataset.href!.replace("$day", day);
}

export function strips(): void {
  // One stop of Tab for all marks of a strip; arrows reach the others.
  document.querySelectorAll("main:not(.map) svg").forEach((svg) => inTime(svg).forEach((mark, i) => i && mark.setAttribute("tabindex", "-1")));
  const markOf = (e: Event) => (e.target as Element).closest("a:has([data-claim])");
  for (const what of ["pointerover", "focusin"]) {
    document.addEventListener(what, (e) => {
      const mark = markOf(e);
      if (mark) showCard(mark);
    });
  }
  document.addEventListener("click", (e) => {
    const band = (e.target as Element).closest<SVGRectElement>("rect.days");
    if (band) location.href = dayAt(band, e.clientX);
  });
  document.addEventListener("keydown", (e) => {
    const mark = markOf(e);
    if (!mark || (e.key !== "ArrowLeft" && e.key !== "ArrowRight") || e.altKey || e.ctrlKey || e.metaKey) return;
    const all = inTime(mark.closest("svg")!);
    const next = all[all.indexOf(mark as SVGAElement) + (e.key === "ArrowRight" ? 1 : -1)];
    e.preventDefault();
    e.stopPropagation();
    next?.focus();
  });
}
