// The cards of claims as the pictures have them (claimgraph.pictures.cards): lines of text in a box.

import { s } from "./dom.js";

const TEXT = 13;
const SMALL = 12;
const ROOM = 196;
const PAD = 9;
const LEADING = 16;
const SMALL_LEADING = 14;
const FONT = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif";

const context = document.createElement("canvas").getContext("2d");

export function card(claim, small) {
  const bold = claim.role === "thesis";
  const lines = broken(claim.label, TEXT, 5, bold);
  const remarks = small.flatMap((one) => broken(one, SMALL, 2, false));
  const height = LEADING * lines.length + SMALL_LEADING * remarks.length + 2 * PAD - 2;
  return { lines, remarks, bold, width: ROOM + 2 * PAD, height };
}

export function certainty({ plain, certainty: how, hedges }) {
  if (plain || !how) return "";
  if (!hedges) return how;
  const quoted = hedges.map((words) => `“${words}”`).join(", ");
  // What a marker word begins with is said by it (claimgraph.claims.wording).
  return hedges.some((words) => words.toLowerCase().startsWith(how.toLowerCase()))
    ? quoted
    : `${how}: ${quoted}`;
}

// Draw a card around a centre, into the element that stands for the claim.
export function place(parent, shown, claim, x, y) {
  const kind = { thesis: " cg-thesis", pillar: " cg-pillar" }[claim.role] ?? "";
  const left = x - shown.width / 2;
  let top = y - shown.height / 2;
  const box = { x: left, y: top, width: shown.width, height: shown.height, rx: 3 };
  parent.append(s("rect", { class: `cg-card${kind}${claim.plain ? "" : " cg-hedged"}`, ...box }));
  top += PAD - 1;
  for (const line of shown.lines) {
    top += LEADING;
    const weight = shown.bold ? "bold" : null;
    parent.append(s("text", { x: left + PAD, y: top - 3.5, "font-weight": weight }, line));
  }
  for (const line of shown.remarks) {
    top += SMALL_LEADING;
    parent.append(s("text", { x: left + PAD, y: top - 3, class: "cg-small" }, line));
  }
}

function broken(text, size, most, bold) {
  context.font = `${bold ? "bold " : ""}${size}px ${FONT}`;
  const wide = (line) => context.measureText(line).width;
  const lines = [];
  let line = "";
  for (const word of pieces(text, wide)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && wide(longer) > ROOM) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  let last = lines[most - 1];
  while (last && wide(`${last}…`) > ROOM) last = last.slice(0, -1);
  return [...lines.slice(0, most - 1), `${last.trimEnd()}…`];
}

// A word longer than a line is broken where it must be.
function pieces(text, wide) {
  return text.split(/\s+/).flatMap((word) => {
    if (wide(word) <= ROOM) return word;
    const parts = [""];
    for (const character of word) {
      if (parts.at(-1) && wide(parts.at(-1) + character) > ROOM) parts.push("");
      parts[parts.length - 1] += character;
    }
    return parts;
  });
}
