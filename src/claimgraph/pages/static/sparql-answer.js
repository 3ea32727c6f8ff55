// The answer of the SPARQL page: a table that can be sorted, or a text.

const make = (tag, text) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  return made;
};
const ORDER = new Intl.Collator(undefined, { numeric: true });
const NUMBER = /#(integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger)$/;

/** Return what is shown of an answer as JSON or as text, and how it is told in a line. */
export const shown = (text, type, root, asTable) => {
  if (!type.includes("sparql-results+json")) return [make("pre", text), ""];
  const found = JSON.parse(text);
  if (!found.results) return [make("pre", String(found.boolean)), ""];
  const count = found.results.bindings.length;
  const told = `${count} row${count === 1 ? "" : "s"}`;
  return [asTable ? table(found, root) : make("pre", JSON.stringify(found, null, 2)), told];
};

const table = ({ head, results }, root) => {
  const made = make("table");
  const [top, body] = [make("thead"), make("tbody")];
  const line = make("tr");
  const rows = results.bindings.map((one) => {
    const row = make("tr");
    for (const name of head.vars) {
      const cell = make("td");
      cell.append(term(one[name], root));
      row.append(cell);
    }
    return { one, row };
  });
  for (const name of head.vars) {
    const cell = make("th");
    cell.scope = "col";
    const button = make("button", name);
    button.type = "button";
    button.addEventListener("click", () => {
      const way = cell.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of line.children) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", way);
      const sign = way === "ascending" ? 1 : -1;
      rows.sort((a, b) => compared(a.one[name], b.one[name], sign));
      body.replaceChildren(...rows.map(({ row }) => row));
    });
    cell.append(button);
    line.append(cell);
  }
  top.append(line);
  body.append(...rows.map(({ row }) => row));
  made.append(top, body);
  return made;
};

// Numbers by value, all else by what is shown; what has no value comes last either way.
const compared = (a, b, sign) => {
  if (!a || !b) return Number(!a) - Number(!b);
  const numbers = [a, b].map((one) => NUMBER.test(one.datatype ?? "") && Number(one.value));
  const both = numbers.every((one) => typeof one === "number" && !Number.isNaN(one));
  return sign * (both ? numbers[0] - numbers[1] : ORDER.compare(a.value, b.value));
};

const term = (one, root) => {
  if (!one) return make("span", "");
  const isLink = one.type === "uri" && /^https?:/.test(one.value);
  const made = make(isLink ? "a" : "bdi", one.type === "bnode" ? `_:${one.value}` : one.value);
  // What has a page here is led there, wherever its IRI would lead.
  const own = isLink && one.value.startsWith(root);
  if (isLink) made.href = own ? one.value.slice(root.length) || "." : one.value;
  if (one["xml:lang"]) made.lang = one["xml:lang"];
  return made;
};
