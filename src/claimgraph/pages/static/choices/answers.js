// On a question's page of a static site: shows the answer for what is chosen, narrows its rows to a thing, and puts
// together the command that asks with other values.

import { chooser } from "./form.js";

function begin(ways, offers) {
  const { status, select, begin } = chooser("Choose other values");
  // What stands there without script is hidden.
  for (const one of [...ways, ...offers]) one.hidden = true;

  const asking = offers.map((one) => {
    const links = [...one.querySelectorAll("[data-value]")];
    return {
      select: select(one.dataset.offers, one.dataset.first, links.map(option)),
      links: new Map(links.map((link) => [link.dataset.value, link])),
    };
  });
  const narrowing = ways.map((one, index) => {
    const choices = [...one.querySelectorAll("[data-value]")];
    const numbers = new Map(choices.map(({ dataset }) => [dataset.value, dataset.number]));
    return {
      numbers,
      select: select(one.dataset.narrows, "any", choices.map(option)),
      of: (row) => row.dataset[`n${index}`],
    };
  });

  const main = document.querySelector("[data-answer='']");
  const answers = [...document.querySelectorAll("[data-answer]")].filter((one) => one !== main);
  // A link to an answer, which works without script, chooses it.
  const linked = answers.find((one) => `#${one.id}` === location.hash);
  const [first] = asking.filter(({ select }) => select.name === linked?.dataset.name);
  if (first && !first.select.value) first.select.value = linked.dataset.answer;

  const command = document.querySelector("[data-asks]");
  const begun = command?.textContent;
  // What is chosen has a page, too.
  const pages = document.createElement("span");
  command?.after(pages);
  const tell = (given) => {
    const values = given.map(({ select: { name, value } }) => `${name}=${quoted(value)}`);
    command.textContent = given.length
      ? ["claimgraph ask", command.dataset.asks, ...values].join(" ")
      : begun;
    pages.replaceChildren(
      ...given.flatMap((one) => [" · ", one.links.get(one.select.value).cloneNode(true)]),
    );
  };

  begin(ways[0] ?? offers[0], () => {
    const given = asking.filter((one) => one.select.value);
    const shown = answers.find((one) =>
      given.some(({ select: { name, value } }) => one.dataset.name === name && one.dataset.answer === value),
    );
    for (const one of answers) one.dataset.chosen = one === shown ? "yes" : "no";
    main.hidden = Boolean(shown);
    const answer = shown ?? main;
    const rows = [...answer.querySelectorAll("tbody tr")];
    const chosen = narrowing.filter((one) => one.select.value);
    let left = 0;
    for (const row of rows) {
      row.hidden = !chosen.every(({ numbers, select: { value }, of }) => of(row) === numbers.get(value));
      left += !row.hidden;
    }
    status.textContent = chosen.length && rows.length ? `${left || "None"} of ${rows.length} rows` : "";
    // One count is enough, and a table without rows says nothing.
    for (const one of answer.querySelectorAll(".rows-in-all")) one.hidden = chosen.length > 0;
    for (const one of answer.querySelectorAll(".scroll")) one.hidden = rows.length > 0 && left === 0;
    if (command) tell(given);
  });
}

const option = (one) => [one.textContent.trim(), one.dataset.value];

const quoted = (text) =>
  /^[\w.,:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\"'\"'")}'`;

const ways = [...document.querySelectorAll("[data-narrows]")];
const offers = [...document.querySelectorAll("[data-offers]")];
if (ways.length || offers.length) begin(ways, offers);
