// One transaction: its fields as a tree, its bytes with the field of each, its text.

const MOST_BYTES = 2048;

/** Show the rows of a tree. */
function tree(rows) {
  const shown = make("div", { class: "tree" });
  for (const [name, values, below] of rows) {
    const lines = values.map(([text, note]) => make("div", {}, ...value(text, note)));
    if (below.length) {
      const title = make("summary", {}, make("span", { class: "name" }, name), " ", ...lines.flatMap((line) => [...line.childNodes]));
      shown.append(make("details", { open: below.length <= 60, class: "branch" }, title, tree(below)));
    } else {
      shown.append(make("div", { class: "row" }, make("span", { class: "name" }, name), make("div", { class: "values" }, ...lines)));
    }
  }
  return shown;
}

/** Return the bytes of a `tx_` text in hexadecimal, without those of its checksum. */
function bytesOf(text) {
  const binary = atob(text.slice(3));
  return Array.from({ length: binary.length - 4 }, (_, at) => binary.charCodeAt(at).toString(16).padStart(2, "0"));
}

/** Show bytes, of many only the first. */
function hex(bytes, kind) {
  const rest = bytes.length - MOST_BYTES;
  const shown = bytes.slice(0, MOST_BYTES).join(" ") + (rest > 0 ? ` … ${rest} more` : "");
  return make("span", { class: kind }, shown);
}

/** Show every byte with the field that it belongs to, and what is wrong with it. */
function byteTable(text, map) {
  const bytes = bytesOf(text);
  const faults = [...map.faults].sort((a, b) => a[0] - b[0]);
  const body = make("tbody", {});
  let at = 0;
  for (const [headers, length, depth, name, said, note] of map.rows) {
    const end = at + headers + length;
    const cell = make("td", { class: "hex" });
    if (headers) cell.append(hex(bytes.slice(at, at + headers), "header"), length ? " " : "");
    if (length) cell.append(hex(bytes.slice(at + headers, end), "content"));
    const field = make("td", { class: "field" });
    field.style.setProperty("--depth", Math.min(depth, 12));
    field.append(name);
    body.append(make("tr", {}, make("td", { class: "offset" }, String(at)), cell, field, make("td", {}, ...value(said, note))));
    while (faults.length && faults[0][0] < end) body.append(faultRow(faults.shift()));
    at = end;
  }
  if (at < bytes.length) body.append(make("tr", {}, make("td", { colspan: 4 }, `… ${bytes.length - at} more bytes`)));
  for (const fault of faults) body.append(faultRow(fault));
  const names = ["offset", "bytes", "field", "value"].map((name) => make("th", { scope: "col" }, name));
  return make("table", { class: "bytes" }, make("thead", {}, make("tr", {}, ...names)), body);
}

const faultRow = ([place, words]) =>
  make("tr", { class: "fault" }, make("td", { class: "offset" }, String(place)), make("td", { colspan: 3 }, words));

/** Make a part that is filled when it is first opened. */
function folded(title, fill) {
  const part = make("details", { class: "folded" }, make("summary", {}, title));
  part.addEventListener("toggle", () => part.append(fill()), { once: true });
  return part;
}

/** Show a transaction with its number. */
function transaction(place) {
  const tx = dataOf("transactions")[place];
  const title = make("h3", {}, make("span", { class: "tag" }, `tx ${place + 1}`), " ", tx.type);
  const buttons = make("span", { class: "buttons" }, copyButton(tx.text, "copy tx_", "transaction"));
  if (tx.hash) buttons.append(copyButton(tx.hash, "copy th_", "transaction hash"));
  const shown = make("article", { class: "transaction" }, make("header", {}, title, buttons), make("p", { class: "dim" }, tx.heading));
  if (tx.error) shown.append(make("p", { class: "error" }, tx.error));
  if (tx.copy) {
    shown.append(make("p", { class: "adds" }, `Like ${tx.copy.of}`, ...(tx.copy.adds.length ? [":"] : [])));
    if (tx.copy.adds.length) shown.append(tree(tx.copy.adds));
  }
  if (tx.tree) shown.append(tree(tx.tree));
  if (tx.bytes) shown.append(folded("Bytes", () => make("div", { class: "scroll" }, byteTable(tx.text, tx.bytes))));
  shown.append(folded("Text", () => make("pre", { class: "wrap" }, make("code", {}, visible(tx.text)))));
  return shown;
}
