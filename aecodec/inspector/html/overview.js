// What stands above the messages: the name of the capture, its channels, what was found.

// Channels whose steps are shown at once.
const MOST_OPEN = 3;

const STATES = {
  open: "open",
  closing: "closing",
  closed: "closed",
  left: "left without closing",
  died: "ended without closing",
};

/** Make a link to an entry; the script follows it, because a frame of a notebook has no address of its own. */
function entryLink(entry, text, kind = "") {
  return make("a", { href: `#e${entry}`, class: kind, "data-entry": entry }, text);
}

function fact(name, ...children) {
  return make("div", { class: "fact" }, make("dt", {}, name), make("dd", {}, ...children));
}

/** Show the steps of a channel, and its balances; made when they are first opened. */
function channelHistory(channel, place) {
  const steps = content.steps.filter((step) => step.channel === place);
  if (!steps.length) return [];
  const fill = () => make("div", {}, ...balanceChart(channel, steps), stepTable(channel, steps));
  const part = folded(`Rounds and balances, ${counted(steps.length, "step")}`, fill);
  part.classList.add("history");
  part.open = content.channels.length <= MOST_OPEN;
  return [part];
}

/** Show that a finding contradicts a fact, and which one. */
function doubt(channel, about) {
  if (channel.doubts[about] === undefined) return [];
  const { severity, entry } = content.findings[channel.doubts[about]];
  return [" ", entryLink(entry, `see ${content.unit} ${placeOf(entry)}`, `doubt ${severity}`)];
}

/** Show one channel: its id, its network, its state, and its participants with their balances. */
function channelCard(channel, place) {
  const several = content.channels.length > 1;
  const title = make("h2", {}, several ? `Channel ${place + 1}` : "Channel");
  const state = [channel.round === null ? "" : `round ${channel.round}`, STATES[channel.status] || ""].filter(Boolean).join(", ");
  const facts = make(
    "dl",
    {},
    fact("id", make("span", { class: "id" }, channel.id), " ", copyButton(channel.id, "copy", "channel id")),
    fact("network", channel.network === null ? "not known" : channel.network, ...doubt(channel, "network")),
    fact("state", state || "not known", ...doubt(channel, "state")),
    fact("signed", make("span", { class: channel.forged ? "error" : "" }, channel.signed), ...doubt(channel, "signed")),
  );
  const parties = make("div", { class: "parties" });
  for (const party of channel.parties) {
    parties.append(
      make(
        "div",
        { class: channel.rolesKnown ? `party ${party.role}` : "party" },
        make("div", { class: "role" }, party.role),
        make("div", { class: party.balance ? "balance" : "balance unknown" }, ...(party.balance ? [...amount(party.balance), ...doubt(channel, "balances")] : ["balance not known"])),
        make("div", { class: "id" }, party.account, " ", copyButton(party.account, "copy", channel.rolesKnown ? `address of the ${party.role}` : "address")),
      ),
    );
  }
  return make("article", { class: "channel", id: `channel-${place + 1}` }, title, parties, facts, ...channelHistory(channel, place));
}

/** List the findings; equal ones are one, with a link to each place. */
function findingList() {
  const groups = new Map();
  for (const finding of content.findings) {
    const key = JSON.stringify([finding.severity, finding.code, finding.message]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(finding);
  }
  const order = ["error", "warning", "info"];
  const sorted = [...groups.values()].sort((a, b) => order.indexOf(a[0].severity) - order.indexOf(b[0].severity));
  const list = make("ol", { class: "findings" });
  for (const same of sorted) {
    const [{ severity, code, message }] = same;
    const links = same.slice(0, 20).flatMap((one) => [" ", entryLink(one.entry, placeOf(one.entry))]);
    if (same.length > 20) links.push(` and ${same.length - 20} more`);
    list.append(
      make(
        "li",
        { class: severity },
        make("span", { class: "severity" }, severity),
        make("div", {}, make("p", {}, ...withNumbers(message)), make("p", { class: "dim" }, same.length > 1 ? { line: "lines", entry: "entries" }[content.unit] : content.unit, ...links, " · ", make("code", {}, code))),
      ),
    );
  }
  return list;
}

/** Show the requests that a node rejected without naming a channel. */
function rejectedAlone() {
  const steps = content.steps.filter((step) => step.channel === null);
  if (!steps.length) return [];
  return [make("article", { class: "channel" }, make("h2", {}, "Requests without a channel"), stepTable({ parties: [] }, steps))];
}

function showOverview() {
  const { messages, transactions, different, errors, warnings } = content.summary;
  document.title = `${content.name} · channel session`;
  const overview = byId("overview");
  overview.querySelector("h1").textContent = content.name;
  const facts = [
    counted(messages, "message"),
    `${counted(transactions, "transaction")}${transactions ? ` (${different} different)` : ""}`,
    counted(content.channels.length, "channel"),
  ];
  const summary = overview.querySelector(".summary");
  summary.append(facts.join(" · "));
  for (const [count, noun] of [[errors, "error"], [warnings, "warning"]]) {
    if (count) summary.append(" · ", make("a", { href: "#findings", class: noun }, counted(count, noun)));
  }
  byId("channels").append(...content.channels.map(channelCard), ...rejectedAlone());
  byId("findings").append(content.findings.length ? findingList() : make("p", { class: "dim" }, "No findings."));
}

showOverview();
