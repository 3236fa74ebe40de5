// The steps of each channel: a table with a row for each, what made a round in bold.

const KIND_WORDS = {
  close_mutual: "mutual close",
  close_solo: "solo close",
  force_progress: "force progress",
  can_slash: "older state on chain",
  died: "state machine ended",
  other: "request",
};
const OUTCOME_WORDS = { half_signed: "half signed" };
const NO_ROUND = new Set(["can_slash", "leave", "return", "reestablish", "died", "query", "message", "other", "conflict", "delegates"]);
const MOST_ROWS = 200;

const kindWords = (step) => KIND_WORDS[step.kind] || step.kind;
const outcomeWords = (step) => OUTCOME_WORDS[step.outcome] || step.outcome;

/** Tell whether a step changed the channel, or brought a state of it on chain. */
const makesState = (step) => step.counts && !NO_ROUND.has(step.kind);

const stepOf = new Map();
for (const step of content.steps) {
  for (const entry of step.entries) if (!stepOf.has(entry)) stepOf.set(entry, step);
}

/** Return the round of an entry: of its transaction, or else of the step that it belongs to. */
function roundOf(entry) {
  if (entries.round[entry] !== null) return entries.round[entry];
  const step = stepOf.get(entry);
  return step === undefined ? null : step.round;
}

/** Name a participant, an account, or the chain, in its colour. */
function partyName(name) {
  if (name === null) return make("span", { class: "dim" }, "chain");
  const known = name === "initiator" || name === "responder";
  return make("span", { class: known ? `role ${name}` : "id short", title: name }, known ? name : `${name.slice(0, 9)}…`);
}

const moveLine = ([from, to, [aettos]]) => make("div", {}, number(aettos), " ", make("span", { class: "route" }, partyName(from), " → ", partyName(to)));

/** Show who signed, as letters in their colours; who has no role, by the first letters of the address. */
function signerMarks(signers) {
  return signers.map((name) => make("abbr", { class: `signer ${name}`, title: name, "aria-label": name }, /^(initiator|responder)$/.test(name) ? name[0] : name.slice(3, 5)));
}

function linesCell(step) {
  const mark = step.severity && step.severity !== "info" ? [severityMark(step.severity)] : [];
  return make("td", { class: "lines" }, ...mark, ...step.lines.flatMap(([first, last, entry], at) => [at ? ", " : "", entryLink(entry, first === last ? String(first) : `${first}–${last}`)]));
}

/** Make the row of a step that changed the channel. */
function stateRow(step) {
  const title = make("td", { class: "kind" }, kindWords(step));
  if (step.fee) title.append(make("div", { class: "dim", title: step.fee[1] }, "fee ", number(step.fee[0])));
  const balances = step.balances.map((held, at) =>
    make("td", { class: `held party-${at}` }, held ? make("span", { title: held[1] }, number(held[0])) : make("span", { class: "dim" }, "not known")),
  );
  while (balances.length < 2) balances.push(make("td", { class: "held" }));
  const moved = make("td", { class: "moved" }, ...step.moves.map(moveLine));
  for (const [account, [aettos]] of step.others) moved.append(make("div", { class: "dim" }, partyName(account), " holds ", number(aettos)));
  const round = make("th", { scope: "row", class: "round" }, ...(step.round === null ? [] : withNumbers(step.round)));
  const signed = make("td", { class: "signers" }, ...signerMarks(step.signers));
  return make("tr", { class: "state" }, round, title, ...balances, moved, signed, linesCell(step));
}

/** Make the row of a step that changed nothing: what it was, how it ended, and why. */
function otherRow(step) {
  const plain = step.outcome === "done" || step.outcome === "agreed";
  const code = step.code === null ? "" : ` (code ${step.code})`;
  const words = [plain ? "" : `${outcomeWords(step)}${code}`, step.reason === outcomeWords(step) ? "" : step.reason].filter(Boolean);
  const reason = make("td", { colspan: 3, class: "reason" }, ...(step.who === null ? [] : [partyName(step.who), words.length ? ": " : ""]), ...withNumbers(words.join(", ")));
  for (const move of step.moves) reason.append(" · ", ...moveLine(move).childNodes);
  const round = make("th", { scope: "row", class: "round" }, NO_ROUND.has(step.kind) || step.round === null ? "" : step.round);
  const signed = make("td", { class: "signers" }, ...signerMarks(step.signers));
  return make("tr", { class: `other ${step.outcome}` }, round, make("td", { class: "kind" }, kindWords(step)), reason, signed, linesCell(step));
}

/** Make one row of requests, one behind the other, that the node answered with errors. */
function rejectedRow(steps) {
  if (steps.length === 1) return otherRow(steps[0]);
  const reasons = [...tally(steps.map((step) => step.reason))].map(([reason, count]) => (count > 1 ? `${reason} (${count})` : reason));
  const links = steps.slice(0, 12).flatMap((step) => [" ", entryLink(step.entries[0], String(step.lines[0][0]))]);
  if (steps.length > 12) links.push(" …");
  const words = make("td", { colspan: 4, class: "reason" }, `${steps.length} requests rejected: ${reasons.join("; ")}`);
  return make("tr", { class: "other rejected" }, make("th", { class: "round" }), make("td", { class: "kind" }, "requests"), words, make("td", { class: "lines" }, ...links));
}

/** Put steps together that make one row: of those that the node rejected, all that stand together. */
function inRows(steps) {
  const grouped = [];
  for (const step of steps) {
    const last = grouped[grouped.length - 1];
    if (step.outcome === "rejected" && last && last[0].outcome === "rejected") last.push(step);
    else grouped.push([step]);
  }
  return grouped;
}

/** Make the table of a channel's steps; of a long one only the beginning, until all of it is asked for. */
function stepTable(channel, steps) {
  const names = channel.parties.map((party) => party.role);
  while (names.length < 2) names.push("");
  const lines = { line: "lines", entry: "entries" }[content.unit];
  const heads = ["round", "step", ...names, "moved", "signed", lines].map((name, at) =>
    make("th", { scope: "col", class: at === 2 || at === 3 ? `held party-${at - 2}` : at === 6 ? "lines" : name }, name),
  );
  const grouped = inRows(steps);
  const row = (same) => (same[0].outcome === "rejected" ? rejectedRow(same) : makesState(same[0]) ? stateRow(same[0]) : otherRow(same[0]));
  const body = make("tbody", {}, ...grouped.slice(0, MOST_ROWS).map(row));
  const table = make("table", { class: "steps" }, make("thead", {}, make("tr", {}, ...heads)), body);
  const shown = make("div", { class: "scroll" }, table);
  if (grouped.length > MOST_ROWS) {
    const button = make("button", { type: "button" }, `Show all ${grouped.length} rows`);
    button.addEventListener("click", () => {
      body.append(...grouped.slice(MOST_ROWS).map(row));
      button.remove();
    });
    shown.append(button);
  }
  return shown;
}
