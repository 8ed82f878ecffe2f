
(() => {
  let open = null;
  const body = document.body.classList;
  const close = () => { if (open) open.classList.remove("on"); open = null; };
  document.addEventListener("click", e => {
    if (e.target.closest("a, .card")) return;
    const s = e.target.closest(".s.c"), was = open;
    close();
    if (s && s !== was) { s.classList.add("on"); open = s; body.remove("quiet"); }
  });
  document.addEventListener("keydown", e => { if (e.key === "Escape") { close(); body.add("quiet"); } });
  document.addEventListener("pointerover", e => { if (!e.target.closest(".s.c")) body.remove("quiet"); });
  document.addEventListener("focusin", () => body.remove("quiet"));
})();
