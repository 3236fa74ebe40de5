// Search and filters. A row that does not match is hidden, and so is a block without rows.

const filters = byId("filters");

// Longer lists are slow to lay out, and nobody reads them.
const MOST_OPTIONS = 200;

/** Make a choice among values; without two of them there is nothing to choose, and many are to be typed. */
function choice(name, label, options) {
  if (options.length < 2) return [];
  if (options.length > MOST_OPTIONS) {
    const input = make("input", { name, placeholder: `any ${label}`, size: 12, autocomplete: "off", "aria-label": label });
    return [input];
  }
  const select = make("select", { name }, make("option", { value: "" }, `any ${label}`));
  for (const [shown, key] of options) select.append(make("option", { value: key }, shown));
  return [make("label", {}, make("span", { class: "spoken" }, label), select)];
}

const byNumber = (a, b) => (BigInt(a) < BigInt(b) ? -1 : 1);

function showChoices() {
  const methods = [...tally(entries.method)].sort(([a], [b]) => (a < b ? -1 : 1));
  const severities = tally(entries.findings.flatMap((places) => [...new Set(places.map((at) => content.findings[at].severity))]));
  const worst = ["error", "warning", "info"].filter((one) => severities.has(one));
  byId("choices").append(
    ...choice("participant", "participant", content.participants.map((name, at) => [name, at])),
    ...choice("method", "method", methods.map(([name, count]) => [`${name.replace(/^channels\./, "")} (${count})`, name])),
    ...choice("round", "round", [...tally(rows.map((_, entry) => roundOf(entry))).keys()].sort(byNumber).map((round) => [`round ${round}`, round])),
    ...choice("channel", "channel", content.channels.map((_, at) => [`channel ${at + 1}`, at])),
    ...(worst.length ? choice("severity", "severity", [["with a finding", "any"], ...worst.map((one) => [`${one} (${severities.get(one)})`, one])]) : []),
  );
  const quiet = entries.quiet.filter(Boolean).length;
  if (quiet) byId("choices").append(make("label", { class: "toggle" }, make("input", { type: "checkbox", name: "quiet" }), `${quiet} pings and pongs`));
}

let haystacks = null;

/** Return the text of each entry in which a search looks; made when somebody first searches. */
function searchable() {
  if (!haystacks) {
    const frames = dataOf("frames");
    const types = dataOf("transactions").map((tx) => `tx ${tx.type} ${tx.hash || ""}`);
    haystacks = frames.map((frame, entry) =>
      [entries.words[entry], entries.line[entry], entries.method[entry], ...entries.transactions[entry].map((place) => types[place]), frame].join("\n").toLowerCase(),
    );
  }
  return haystacks;
}

/** Return what the form asks for. */
function wanted() {
  const chosen = (name) => (filters.elements[name] ? filters.elements[name].value : "");
  return {
    search: chosen("search").trim().toLowerCase(),
    participant: chosen("participant"),
    method: chosen("method"),
    round: chosen("round"),
    channel: chosen("channel"),
    severity: chosen("severity"),
    quiet: !filters.elements.quiet || filters.elements.quiet.checked,
  };
}

/** Make the test that an entry passes if it is to be seen. */
function matcher(want) {
  const texts = want.search ? searchable() : null;
  const severe = (places) => places.some((at) => content.findings[at].severity === want.severity);
  // A search or a method is a wish of its own: it finds pings, too.
  const quiet = want.quiet || want.search || want.method;
  return (entry) =>
    (quiet || !entries.quiet[entry] || entries.findings[entry].length) &&
    (!want.participant || entries.who[entry] === Number(want.participant)) &&
    (!want.method || entries.method[entry] === want.method) &&
    (!want.round || roundOf(entry) === want.round) &&
    (!want.channel || entries.channel[entry] === Number(want.channel)) &&
    (!want.severity || (want.severity === "any" ? entries.findings[entry].length : severe(entries.findings[entry]))) &&
    (!texts || texts[entry].includes(want.search));
}

function applyFilters() {
  const matches = matcher(wanted());
  let shown = 0;
  for (const block of byId("sequence").children) {
    let left = 0;
    for (const row of block.children) {
      row.hidden = !matches(row.entry);
      if (!row.hidden) left += 1;
    }
    block.hidden = !left;
    shown += left;
  }
  byId("count").textContent = shown === entryCount ? `all ${entryCount} shown` : `${shown} of ${entryCount} shown`;
}

function clearFilters() {
  filters.reset();
  if (filters.elements.quiet) filters.elements.quiet.checked = true;
  applyFilters();
}

let waiting = 0;
filters.addEventListener("input", ({ target }) => {
  clearTimeout(waiting);
  waiting = setTimeout(applyFilters, target.type === "search" ? 120 : 0);
});
filters.addEventListener("submit", (event) => event.preventDefault());
byId("more").addEventListener("click", () => {
  const open = filters.classList.toggle("open");
  byId("more").setAttribute("aria-expanded", String(open));
});
showChoices();
applyFilters();
