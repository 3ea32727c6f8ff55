// In the reading view, shows which words and which note belong together: those that the address
// names (`#note-3`, `#place-3`), and those under the pointer or with the focus.
"use strict";
(() => {
  const pieces = [...document.querySelectorAll("[data-within]")];
  const notes = [...document.querySelectorAll(".margin-note")];
  const numbers = (element) => {
    const note = element.closest(".margin-note");
    if (note) return [note.id.slice("note-".length)];
    const piece = element.closest("[data-within]");
    return piece ? piece.dataset.within.split(" ") : [];
  };
  const mark = (name, some) => {
    for (const piece of pieces) {
      piece.classList.toggle(name, numbers(piece).some((one) => some.includes(one)));
    }
    for (const note of notes) note.classList.toggle(name, some.includes(numbers(note)[0]));
  };
  const named = () => {
    const found = /^#(?:note|place)-(\d+)$/.exec(location.hash);
    mark("chosen", found ? [found[1]] : []);
  };
  for (const event of ["mouseover", "focusin"]) {
    document.addEventListener(event, ({ target }) => mark("near", numbers(target)));
  }
  addEventListener("hashchange", named);
  named();
})();
