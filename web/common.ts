// What the scripts share; nothing here does anything by itself.

/** Keys of single letters can be switched off in this browser. */
export const lettersOn = () => localStorage.getItem("letters") !== "off";

/** typing reports whether a key belongs to a field. */
export function typing(e: KeyboardEvent): boolean {
  const t = e.target as HTMLElement;
  return t.isContentEditable || t.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])");
}

/** say shows a message for a while. */
export function say(text: string): void {
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = text;
  document.getElementById("toasts")?.append(box);
  fade(box);
}

/** A toast goes after ten seconds, where it covers more of the page after six, but not while it is
 *  pointed at or focused; and when it is closed. */
export function fade(box: Element): void {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Close this message");
  close.addEventListener("click", () => box.remove());
  box.append(close);
  const go = () => {
    if (box.matches(":hover, :focus-within")) window.setTimeout(go, 2000);
    else box.remove();
  };
  window.setTimeout(go, matchMedia("(max-width: 999px)").matches ? 6_000 : 10_000);
}
