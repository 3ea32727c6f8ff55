// The dialogs in which a person judges what other articles may say to a claim, and what the registry
// may know of the article's actors, sources and things.

import { h, said } from "./dom.js";
import { field, line, opened } from "./forms.js";

// Who judges, and how sure: asked once, for all that is judged on the page.
const judge = { author: "", confidence: "1" };

export function decide({ claim, candidates, relations, send, tell }) {
  const items = candidates.map((one) => {
    const relation = h(
      "select",
      { "aria-label": `How this claim relates to: ${one.label}` },
      relations.map(({ value, words }) => h("option", { value, selected: value === one.relation }, words)),
    );
    return {
      lines: (id) => [
        h("p", { class: "relation" }, "This claim ", relation),
        h("h3", { id }, said(one.label)),
        said(one.says, "p"),
        h("p", { class: "facts" }, "in ", said(one.article), ` · score ${one.score}`, one.shared ? [" · both have ", said(one.shared)] : null),
      ],
      asks: () => ({ other: one.other, relation: relation.value }),
      done: () => (relation.disabled = true),
    };
  });
  const none = "No claim of another article is like it enough, or all have been judged.";
  return judging("Links to other articles", [h("blockquote", {}, said(claim.label))], { items, none, send, tell });
}

export function entries({ entries: proposed, send, tell }) {
  const items = proposed.map((one) => ({
    lines: (id) => [
      h("h3", { id }, said(one.label), " is ", said(one.known)),
      h("p", { class: "facts" }, `${one.kind} · score ${one.score} · `, said(one.entry), one.name === one.known ? null : [", called ", said(one.name)]),
    ],
    asks: () => ({ iri: one.iri, entry: one.entry }),
    done: () => {},
  }));
  const none = "The registry has nothing that is called like what this article describes, or all have been judged.";
  const hint = h("p", { class: "hint" }, "Accept writes the registry’s entry wherever files speak of the article’s own, and takes its description out.");
  return judging("The registry’s entries", items.length ? [hint] : [], { items, none, send, tell });
}

function judging(title, lead, { items, none, send, tell }) {
  const author = line("author", judge.author, { required: true, autofocus: true });
  const sure = line("confidence", judge.confidence, { inputmode: "decimal" });
  const body = [
    ...lead,
    items.length
      ? [
          field("Who judges", author, "Your ORCID, https://orcid.org/…, or your name: it stands in each link."),
          field("How sure", sure, "A number from 0 to 1."),
        ]
      : h("p", {}, none),
    h("ul", { class: "candidates" }, items.map((one, place) => candidate(one, `candidate-${place}`))),
  ];

  function candidate(one, id) {
    const told = h("p", { class: "told", role: "status" });
    const button = (label, decision) =>
      h("button", { type: "button", "aria-describedby": id, onclick: () => judged(decision) }, label);
    const actions = h("div", { class: "actions" }, button("Accept", "accept"), button("Reject", "reject"));
    const item = h("li", {}, ...one.lines(id), actions, told);
    async function judged(decision) {
      Object.assign(judge, { author: author.value, confidence: sure.value });
      told.textContent = judge.author.trim() ? "" : "A link says whose judgement it is: give an ORCID or a name.";
      if (told.textContent) {
        author.focus();
        return;
      }
      const buttons = [...actions.children];
      for (const each of buttons) each.disabled = true;
      try {
        const { written } = await send({ ...one.asks(), decision, ...judge });
        one.done();
        told.textContent = written;
        tell(written);
        // What has been judged is not judged again; the focus goes on to the next.
        actions.remove();
        (item.parentElement.querySelector("button") ?? item.closest("form").querySelector(":scope > .actions button")).focus();
      } catch (error) {
        told.textContent = error.message;
        for (const each of buttons) each.disabled = false;
        buttons[0].focus();
      }
    }
    return item;
  }

  return opened(title, body.flat(), "", null);
}
