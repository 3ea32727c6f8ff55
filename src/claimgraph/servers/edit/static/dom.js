// Makes elements; texts are only ever set as text.

export function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// A text that others wrote, kept from turning what stands around it.
export const said = (text, tag = "bdi") => h(tag, { dir: "auto" }, text);

export const by = (id) => document.getElementById(id);

export const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
