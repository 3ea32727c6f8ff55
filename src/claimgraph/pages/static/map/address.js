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

// A state with what the article has, and the names of what it would have off and the article lacks.
// What is folded or chosen and is not here changes nothing, so that it is dropped without a word.
export function here(graph, state) {
  const isNode = (id) => graph.byId.has(id) || graph.steps.has(id);
  const counts = (id) => isNode(id) || graph.thing.has(id) || id === "unnamed";
  const isSpeaker = (id) => graph.things[graph.thing.get(id)]?.kinds?.includes("speaker") ?? false;
  const known = { open: isNode, fold: isNode, more: isNode, off: counts, doubt: isSpeaker };
  const kept = { ...state };
  for (const name of LISTS) kept[name] = new Set([...state[name]].filter(known[name]));
  kept.at = isNode(state.at) ? state.at : "";
  const unknown = ["off", "doubt"].flatMap((name) => [...state[name]].filter((id) => !kept[name].has(id)));
  return { state: kept, unknown: [...new Set(unknown)] };
}

// Names come from an address that anybody may have made: a few, and each cut.
const NAMED = 3;
const LONGEST = 60;

export function unknownLine(unknown) {
  if (!unknown.length) return "";
  const cut = (id) => (id.length > LONGEST ? `${id.slice(0, LONGEST)}…` : id);
  const names = unknown.slice(0, NAMED).map((id) => `“${cut(id)}”`);
  const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : "";
  return `The address switches off ${names.join(", ")}${more}: unknown here, so that nothing changes by it.`;
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
