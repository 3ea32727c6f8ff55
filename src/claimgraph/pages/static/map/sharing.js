// Takes what is shown elsewhere: a link, a citation, a frame for other pages, the picture as SVG.

import { h } from "./dom.js";

// What the style sheet says of a picture's elements, written into them for a file of its own.
const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-size", "opacity"];

export function sharing(graph, { picture, tell, chosen, embeddable }) {
  const shown = h("textarea", { rows: 3, readonly: true, hidden: true, "aria-label": "Copied text" });
  const copy = async (what, text) => {
    shown.value = text;
    shown.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      tell(`${what} copied.`);
    } catch {
      shown.select();
      tell(`${what}: press Ctrl+C to copy it.`);
    }
  };
  const button = (label, act) => h("button", { type: "button", onclick: act }, label);
  const frame = () => {
    const made = h("iframe", { src: location.href, title: `Argument map: ${graph.title}`, width: "100%", height: "640" });
    return made.outerHTML;
  };
  return h("div", {}, [
    h("p", { class: "buttons" }, [
      button("Copy link", () => copy("Link", location.href)),
      button("Copy citation", () => copy("Citation", citation(graph, chosen()))),
      embeddable ? button("Copy embed code", () => copy("Embed code", frame())) : null,
      button("Download SVG", () => download(picture(), graph)),
    ]),
    shown,
  ]);
}

function citation(graph, claim) {
  const by = graph.byline ? `${graph.byline}. ` : "";
  const when = graph.issued ? ` ${graph.issued}.` : "";
  const what = claim ? ` Claim “${claim.label}” <${graph.iri(claim.id)}>.` : ` <${graph.article}>.`;
  return `${by}“${graph.title}”.${when}${what} Argument map by claimgraph, ${location.href}`;
}

function download(picture, graph) {
  const text = standalone(picture);
  const name = graph.article.split(/[/#]/).filter(Boolean).at(-1).replace(/[^\w-]+/g, "-");
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  h("a", { href: address, download: `${name}-map.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function standalone(picture) {
  const made = picture.cloneNode(true);
  const from = [picture, ...picture.querySelectorAll("*")];
  const to = [made, ...made.querySelectorAll("*")];
  from.forEach((one, place) => {
    const style = getComputedStyle(one);
    for (const name of STYLES) to[place].setAttribute(name, style.getPropertyValue(name));
    if (style.textDecorationLine !== "none") to[place].setAttribute("text-decoration", style.textDecorationLine);
    if (to[place].hasAttribute("href")) to[place].setAttribute("href", new URL(one.href.baseVal, location.href));
    for (const name of ["tabindex", "class", "aria-current"]) to[place].removeAttribute(name);
  });
  made.querySelectorAll("[aria-hidden]").forEach((one) => one.remove());
  made.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  made.style.background = getComputedStyle(picture).backgroundColor;
  return new XMLSerializer().serializeToString(made);
}
