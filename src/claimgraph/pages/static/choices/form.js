// A form of choices above what they choose from. The address holds what is chosen (`?actor=…`), as the form of a
// server has it, so that a link shows the same.

export function chooser(name) {
  const asked = new URLSearchParams(location.search);
  const form = document.createElement("form");
  form.className = "asking filters";
  form.setAttribute("aria-label", name);
  const status = document.createElement("p");
  status.className = "note";
  status.setAttribute("role", "status");
  return {
    form,
    status,
    // Options are pairs of a text and a value.
    select(name, first, options) {
      const label = document.createElement("label");
      label.textContent = name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");
      const made = document.createElement("select");
      made.name = name;
      made.append(new Option(first, ""), ...options.map(([text, value]) => new Option(text, value)));
      const wanted = asked.get(name);
      const known = options.find(([text, value]) => wanted === value || wanted === text);
      made.value = known ? known[1] : "";
      label.append(made);
      form.append(label);
      return made;
    },
    begin(place, show) {
      place.before(form, status);
      form.addEventListener("change", () => {
        show();
        remember(form);
      });
      form.addEventListener("submit", (event) => event.preventDefault());
      show();
    },
  };
}

function remember(form) {
  const state = new URLSearchParams(location.search);
  for (const { name, value } of form.querySelectorAll("select")) {
    if (value) state.set(name, value);
    else state.delete(name);
  }
  // A page opened as a file may not change its address in every browser.
  try {
    const query = state.size ? `?${state}` : location.pathname;
    history.replaceState(history.state, "", query + location.hash);
  } catch {}
}
