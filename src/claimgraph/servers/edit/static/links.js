// The dialog in which a person judges what other articles may say to a claim.

import { h, said } from "./dom.js";
import { field, line, opened } from "./forms.js";

// Who judges, and how sure: asked once, for all that is judged on the page.
const judge = { author: "", confidence: "1" };

export function decide({ claim, candidates, relations, send, tell }) {
  const author = line("author", judge.author, { required: true, autofocus: true });
  const sure = line("confidence", judge.confidence, { inputmode: "decimal" });
  const body = [
    h("blockquote", {}, said(claim.label)),
    candidates.length
      ? [
          field("Who judges", author, "Your ORCID, https://orcid.org/…, or your name: it stands in each link."),
          field("How sure", sure, "A number from 0 to 1."),
        ]
      : h("p", {}, "No claim of another article is like it enough, or all have been judged."),
    h("ul", { class: "candidates" }, candidates.map((one) => candidate(one))),
  ];

  function candidate(one) {
    const id = `candidate-${candidates.indexOf(one)}`;
    const relation = h(
      "select",
      { "aria-label": `How this claim relates to: ${one.label}` },
      relations.map(({ value, words }) => h("option", { value, selected: value === one.relation }, words)),
    );
    const told = h("p", { class: "told", role: "status" });
    const button = (label, decision) =>
      h("button", { type: "button", "aria-describedby": id, onclick: () => judged(decision) }, label);
    const actions = h("div", { class: "actions" }, button("Accept", "accept"), button("Reject", "reject"));
    const item = h(
      "li",
      {},
      h("p", { class: "relation" }, "This claim ", relation),
      h("h3", { id }, said(one.label)),
      said(one.says, "p"),
      h("p", { class: "facts" }, "in ", said(one.article), ` · score ${one.score}`, one.shared ? [" · both have ", said(one.shared)] : null),
      actions,
      told,
    );
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
        const { written } = await send({ other: one.other, relation: relation.value, decision, ...judge });
        relation.disabled = true;
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

  return opened("Links to other articles", body.flat(), "", null);
}
