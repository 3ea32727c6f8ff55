// What is shown, as the part of an address after the #, so that a link shows the same.

export const FILTERS = ["q", "actor", "certainty", "hedge", "evidence", "section", "standing"];
const LISTS = ["open", "fold", "more", "off", "doubt"];

export const nothing = () => ({
  all: false,
  open: new Set(),
  fold: new Set(),
  more: new Set(),
  off: new Set(),
  doubt: new Set(),
  at: "",
  filter: {},
});

export function written(state) {
  const parts = [];
  const add = (name, value) => value && parts.push(`${name}=${value}`);
  if (state.all) parts.push("open=*");
  for (const name of LISTS) add(name, [...state[name]].map(encoded).join(","));
  for (const name of FILTERS) add(name, encoded(state.filter[name] ?? ""));
  add("at", encoded(state.at));
  return parts.length ? `#${parts.join("&")}` : "";
}

export function read(hash) {
  const state = nothing();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [name, value = ""] = part.split("=", 2);
    if (!value) continue;
    if (name === "open" && value === "*") state.all = true;
    else if (LISTS.includes(name)) value.split(",").forEach((one) => state[name].add(decoded(one)));
    else if (FILTERS.includes(name)) state.filter[name] = decoded(value);
    else if (name === "at") state.at = decoded(value);
  }
  return state;
}

export const isState = (hash) => hash.includes("=");

const encoded = (text) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
