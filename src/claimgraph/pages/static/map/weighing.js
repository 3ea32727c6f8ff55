// Weighs claims as claimgraph.claims.weighing does: acceptance by Carneades with preponderance,
// grades of the weakest link, the well-founded fixpoint for circles. No DOM here: docs/weighing.md
// states the semantics, and tests compare every removal with Python's.

const FIRMEST = 4;

// Claims and inferences by number, claims first, in components, each after what it is made of.
export function framework(graph) {
  const claims = graph.claims.filter((one) => one.basis);
  const inferences = graph.arguments;
  const number = new Map();
  for (const one of [...claims, ...inferences]) number.set(one.id, number.size);
  const size = claims.length + inferences.length;
  const lists = () => Array.from({ length: size }, () => []);
  const frame = {
    claims,
    inferences,
    number,
    size,
    arguedFor: graph.table.arguedFor,
    supports: lists(),
    objections: lists(),
    undercuts: lists(),
    premises: lists(),
    leadsTo: lists(),
  };
  inferences.forEach((one, place) => link(frame, claims.length + place, one));
  frame.components = components(frame);
  return frame;
}

export const isClaim = (frame, node) => node < frame.claims.length;

export const inference = (frame, node) => frame.inferences[node - frame.claims.length];

// What a node's grade is made of: its inferences, or its premises and undercuts.
export const behind = (frame, node) =>
  isClaim(frame, node)
    ? [...frame.supports[node], ...frame.objections[node]]
    : [...frame.premises[node], ...frame.undercuts[node]];

function link(frame, node, one) {
  const places = { supports: frame.supports, opposes: frame.objections, undercuts: frame.undercuts };
  if (!Object.hasOwn(places, one.way)) return;
  for (const id of one.ends) {
    const end = frame.number.get(id);
    if (end === undefined || isClaim(frame, end) === (one.way === "undercuts")) continue;
    places[one.way][end].push(node);
    frame.leadsTo[node].push(end);
  }
  if (!frame.leadsTo[node].length) return;
  const premises = [...new Set(one.premises ?? [])].map((id) => frame.number.get(id) ?? -1);
  if (!premises.every((premise) => premise >= 0 && isClaim(frame, premise))) return;
  frame.premises[node] = premises;
  for (const premise of premises) frame.leadsTo[premise].push(node);
}

// Strongly connected components (Tarjan 1972), without recursion: chains may be long.
function components(frame) {
  const index = new Array(frame.size).fill(-1);
  const low = new Array(frame.size).fill(0);
  const placed = new Array(frame.size).fill(false);
  const waiting = [];
  const made = [];
  let counter = 0;
  const enter = (node, path) => {
    index[node] = low[node] = counter++;
    waiting.push(node);
    path.push({ node, following: behind(frame, node), at: 0 });
  };
  for (let root = 0; root < frame.size; root++) {
    if (index[root] >= 0) continue;
    const path = [];
    enter(root, path);
    while (path.length) {
      const step = path.at(-1);
      const { node } = step;
      if (step.at < step.following.length) {
        const other = step.following[step.at++];
        if (index[other] < 0) enter(other, path);
        else if (!placed[other]) low[node] = Math.min(low[node], index[other]);
        continue;
      }
      path.pop();
      if (path.length) low[path.at(-1).node] = Math.min(low[path.at(-1).node], low[node]);
      if (low[node] !== index[node]) continue;
      const members = [];
      do {
        members.push(waiting.pop());
        placed[members.at(-1)] = true;
      } while (members.at(-1) !== node);
      made.push(members.sort((a, b) => a - b));
    }
  }
  return made;
}

// What is weighed: the basis of each claim, and the nodes taken out. `without` holds the places
// (of things) and the ids (of claims and arguments) that count no more, `doubted` the places of
// actors whose word counts no more than the author's.
export function inputs(graph, frame, { without = [], doubted = [] } = {}) {
  const gone = new Set(without);
  const distrusted = new Set(doubted);
  graph.things.forEach((thing, place) => {
    if ((thing.above ?? []).some((one) => distrusted.has(one))) distrusted.add(place);
  });
  const out = new Set([...gone].filter((id) => frame.number.has(id)).map((id) => frame.number.get(id)));
  const basis = frame.claims.map((one) => basisOf(one.basis, graph.table, gone, distrusted));
  return { basis, out };
}

function basisOf({ cap, word, authors = [], grounds = [] }, table, gone, doubted) {
  if (word) {
    const lost = authors.some((one) => gone.has(one) || doubted.has(one));
    return lost ? 0 : Math.min(table.author, cap);
  }
  let best = 0;
  for (const { grade = 0, things = [], actors = [] } of grounds) {
    if (things.some((one) => gone.has(one))) continue;
    const lessened = actors.some((one) => doubted.has(one));
    best = Math.max(best, lessened ? Math.min(grade, table.author) : grade);
  }
  return Math.min(best, cap);
}

// The least and the greatest grade that each node can have: 0 where it is not accepted.
export function grades(frame, given) {
  const least = new Array(frame.size).fill(0);
  const most = new Array(frame.size).fill(0);
  for (const members of frame.components) component(frame, given, members, least, most);
  return { least, most };
}

function component(frame, given, members, least, most) {
  if (members.length === 1 && !behind(frame, members[0]).includes(members[0])) {
    const [node] = members;
    least[node] = grade(frame, given, least, most, node);
    most[node] = grade(frame, given, most, least, node);
    return;
  }
  // The alternating fixpoint: what is certain from what is at most possible, and again.
  for (const node of members) most[node] = FIRMEST;
  for (;;) {
    for (const node of members) least[node] = 0;
    fixpoint(frame, members, (node) => grade(frame, given, least, most, node), least);
    const possible = [...most];
    for (const node of members) possible[node] = 0;
    fixpoint(frame, members, (node) => grade(frame, given, possible, least, node), possible);
    if (members.every((node) => possible[node] === most[node])) return;
    for (const node of members) most[node] = possible[node];
  }
}

function fixpoint(frame, members, reach, into) {
  const inside = new Set(members);
  const waiting = new Set(members);
  for (const node of waiting) {
    waiting.delete(node);
    const reached = reach(node);
    if (reached <= into[node]) continue;
    into[node] = reached;
    for (const other of frame.leadsTo[node]) if (inside.has(other)) waiting.add(other);
  }
}

const best = (nodes, of) => nodes.reduce((most, node) => Math.max(most, of[node]), 0);

function grade(frame, given, forIt, against, node) {
  if (given.out.has(node)) return 0;
  if (isClaim(frame, node)) {
    const pro = proOf(frame, given, forIt, node);
    return pro > best(frame.objections[node], against) ? pro : 0;
  }
  const premises = frame.premises[node];
  if (!premises.length || frame.undercuts[node].some((one) => against[one])) return 0;
  return Math.min(inference(frame, node).cap ?? 0, ...premises.map((one) => forIt[one]));
}

// A weak basis does not count where a claim is argued for.
function proOf(frame, given, of, claim) {
  const own = given.basis[claim];
  const counts = own >= frame.arguedFor || !frame.supports[claim].length;
  return Math.max(counts ? own : 0, best(frame.supports[claim], of));
}

// How a claim stands: its word, its grade, and the best of what is for and against it.
export function standing(frame, given, { least, most }, node) {
  const drawn = frame.objections[node].filter((one) => inference(frame, one).explicit);
  const pro = proOf(frame, given, least, node);
  const con = best(frame.objections[node], least);
  const possible = proOf(frame, given, most, node);
  let word = possible ? "contested" : "unsupported";
  // An objection that the article does not draw can contest a claim but not defeat it.
  if (best(drawn, least) > possible) word = "defeated";
  if (most[node]) word = "undecided";
  if (least[node]) word = "accepted";
  if (given.out.has(node)) word = "withdrawn";
  return { word, grade: least[node], pro, con };
}

export function told({ word, grade: reached, pro, con }) {
  if (word === "accepted") return `accepted ${reached}`;
  return word === "contested" || word === "defeated" ? `${word} ${pro}:${con}` : word;
}

// The same for readers who do not know what two numbers mean.
export function inWords(standing) {
  const { word, pro, con } = standing;
  return word === "contested" || word === "defeated" ? `${word} (${pro} for, ${con} against)` : told(standing);
}

// A weighing of a graph under a supposition.
export function weigh(graph, frame, supposed) {
  const given = inputs(graph, frame, supposed);
  const weighed = grades(frame, given);
  const standings = frame.claims.map((_, node) => standing(frame, given, weighed, node));
  return { ...weighed, given, standings };
}
