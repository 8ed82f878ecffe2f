// What the scripts share; nothing here does anything by itself.

/** Keys of single letters can be switched off in this browser. */
export const lettersOn = () => localStorage.getItem("letters") !== "off";

/** typing reports whether a key belongs to a field. */
export function typing(e: KeyboardEvent): boolean {
  const t = e.target as HTMLElement;
  return t.isContentEditable || t.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])");
}

/** say shows a message for ten seconds. */
export function say(text: string): void {
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = text;
  document.getElementById("toasts")?.append(box);
  fade(box);
}

/** A toast goes after ten seconds, but not while it is pointed at or focused. */
export function fade(box: Element): void {
  const go = () => {
    if (box.matches(":hover, :focus-within")) window.setTimeout(go, 2000);
    else box.remove();
  };
  window.setTimeout(go, 10_000);
}
