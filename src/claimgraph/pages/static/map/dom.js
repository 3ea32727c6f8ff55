// Makes elements. Texts are only ever set as text: names and labels are what others wrote.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

export function s(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

function filled(made, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

// A thing by its name, with the link to its page where it has one.
export function named({ label, lang, href }) {
  const text = h("bdi", { lang: lang || null }, label);
  return href ? h("a", { href }, text) : text;
}

export const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

// Case and accents make no difference to a search.
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
