// The messages as a sequence diagram: time runs downwards, the node is the line in the middle.

// Rows of one block: a block out of sight is not laid out.
const BLOCK = 100;
const RANK = { error: 3, warning: 2, info: 1 };
const single = content.participants.length < 2;
const rows = [];

/** Return the worst severity of the findings about an entry, or "". */
function severityOf(entry) {
  let worst = "";
  for (const place of entries.findings[entry]) {
    const { severity } = content.findings[place];
    if (!worst || RANK[severity] > RANK[worst]) worst = severity;
  }
  return worst;
}

/** Name the way of a message for who cannot see the arrow. */
function direction(entry) {
  const name = content.participants[entries.who[entry]];
  if (name === undefined) return "";
  return { send: `${name} to node: `, receive: `node to ${name}: ` }[entries.kind[entry]] || `${name}: `;
}

/** Make the row of an entry; what it opens to is made when it is opened. */
function makeRow(entry) {
  const kind = entries.kind[entry];
  const severity = severityOf(entry);
  const who = entries.who[entry];
  const line = make("span", { class: "line" }, String(entries.line[entry]));
  if (severity) line.prepend(severityMark(severity));
  const words = make("span", { class: "words" }, make("span", { class: "spoken" }, direction(entry)));
  if (who > 1) words.append(`${content.participants[who]}: `);
  words.append(...breakable(entries.words[entry]));
  for (const place of entries.transactions[entry]) words.append(" ", make("span", { class: "tag" }, `tx ${place + 1}`));
  const side = who < 0 ? "nobody" : who === 0 ? "left" : "right";
  const summary = make("summary", {}, line, make("span", { class: "step" }, words));
  const clash = entries.method[entry] === "channels.conflict" ? " clash" : "";
  const quiet = entries.quiet[entry] ? " quiet" : "";
  const signed = entries.transactions[entry].length ? " carries" : "";
  const row = make("li", { id: `e${entry}`, class: `entry ${side} ${kind} ${severity}${quiet}${signed}${clash}` }, make("details", {}, summary));
  row.entry = entry;
  const step = stepOf.get(entry);
  if (step && step.entries[0] === entry && makesState(step)) row.prepend(make("div", { class: "divider" }, make("span", {}, step.round === null ? "" : `round ${step.round}, `, kindWords(step))));
  return row;
}

/** Return the facts about an entry as one line of words and links. */
function factsOf(entry) {
  const line = make("p", { class: "dim facts" });
  const add = (...children) => line.append(...(line.childNodes.length ? [" · "] : []), ...children);
  add(`${content.unit} ${placeOf(entry)}`);
  if (entries.time[entry] !== null) add(entries.time[entry]);
  if (entries.method[entry] !== null) add(make("code", {}, entries.method[entry]));
  const step = stepOf.get(entry);
  if (step) add(`${kindWords(step)}, ${outcomeWords(step)}`);
  if (roundOf(entry) !== null) add("round ", ...withNumbers(roundOf(entry)));
  if (entries.channel[entry] !== null && content.channels.length > 1) add(`channel ${entries.channel[entry] + 1}`);
  const partner = entries.partner[entry];
  if (partner !== null) add(partner > entry ? "answered on " : "answers ", entryLink(partner, `${content.unit} ${entries.line[partner]}`));
  return line;
}

/** Fill what an entry opens to. */
function fillEntry(row) {
  const { entry } = row;
  const body = make("div", { class: "body" }, factsOf(entry));
  for (const place of entries.findings[entry]) {
    const { severity, code, message } = content.findings[place];
    body.append(make("p", { class: `finding ${severity}` }, make("span", { class: "severity" }, severity), " ", ...withNumbers(message), " ", make("code", {}, code)));
  }
  body.append(...entries.transactions[entry].map(transaction));
  const text = dataOf("frames")[entry];
  if (text) {
    const isMessage = entries.kind[entry] === "send" || entries.kind[entry] === "receive";
    const isJson = isMessage && text.startsWith("{");
    const title = isMessage ? "Message" : entries.kind[entry] === "open" ? "Address" : "Comment";
    const show = () => make("div", { class: "copied" }, copyButton(text, "copy", title.toLowerCase()), make("pre", { class: "wrap" }, isJson ? json(text) : make("code", {}, visible(text))));
    const part = folded(title, show);
    part.open = !entries.transactions[entry].length;
    body.append(part);
  }
  row.lastChild.append(body);
}

function showLanes() {
  const names = single ? [content.participants[0] || "client", "node"] : [content.participants[0], "node", content.participants[1]];
  byId("lanes").append(make("span", { class: "line" }, content.unit), ...names.map((name, at) => make("span", { class: `lane lane-${at}` }, name)));
}

function showSequence() {
  const sequence = byId("sequence");
  byId("messages").classList.toggle("single", single);
  showLanes();
  for (let start = 0; start < entryCount; start += BLOCK) {
    const block = make("ol", { class: "block", start: start + 1 });
    for (let entry = start; entry < Math.min(start + BLOCK, entryCount); entry += 1) rows.push(makeRow(entry));
    block.append(...rows.slice(start));
    sequence.append(block);
  }
  sequence.addEventListener(
    "toggle",
    ({ target }) => {
      const row = target.parentElement;
      if (target.open && row.entry !== undefined && target.childElementCount === 1) fillEntry(row);
    },
    true,
  );
}

/** Open an entry and bring it into view. */
function goTo(entry) {
  const row = rows[entry];
  if (row.hidden) clearFilters();
  row.lastChild.open = true;
  row.scrollIntoView({ block: "center" });
  row.querySelector("summary").focus({ preventScroll: true });
}

showSequence();
