// Numbers, identifiers and JSON as text. An integer stays the text that it is: no Number, no rounding.

const roles = new Map();
for (const channel of content.channels) {
  if (channel.rolesKnown) for (const party of channel.parties) roles.set(party.account, party.role);
}

/** Show an integer in groups of three digits. The gaps are margins: who copies it gets digits only. */
function number(text) {
  const [, sign, digits] = /^(-?)(\d*)/.exec(text);
  const shown = make("span", { class: "number" });
  const first = digits.length % 3 || 3;
  shown.append(make("span", {}, sign + digits.slice(0, first)));
  for (let at = first; at < digits.length; at += 3) shown.append(make("wbr"), make("span", { class: "group" }, digits.slice(at, at + 3)));
  return shown;
}

/** Return a text as nodes, its longer integers in groups of digits. */
function withNumbers(text) {
  return text.split(/((?<![\w.])\d{5,80}(?![\w.]))/).map((part, at) => (at % 2 ? number(part) : part));
}

/** Return words in which a line may also break behind `_` and `.`; who copies them gets none of that. */
function breakable(text) {
  return withNumbers(text).flatMap((part) =>
    typeof part === "string" ? part.split(/(?<=[a-z][_.])(?=[a-z])/).flatMap((piece, at) => (at ? [make("wbr"), piece] : [piece])) : [part],
  );
}

/** Show a value of a transaction, with the role of an account that takes part. */
function value(text, note) {
  const shown = /^-?\d+$/.test(text) && text.length <= 80 ? number(text) : text;
  const role = roles.get(text);
  const remark = role || note;
  const parts = [make("span", { class: /^[a-z]{2}_/.test(text) ? "id" : "plain" }, shown)];
  if (remark) parts.push(" ", make("span", { class: `note ${role || ""}` }, remark));
  return parts;
}

/** Show the severity of a finding as a sign. */
const severityMark = (severity) => make("span", { class: `mark ${severity}`, title: severity, role: "img", "aria-label": severity }, { error: "✕", warning: "!", info: "i" }[severity]);

/** Show an amount with the same in AE. */
const amount = ([aettos, ae]) => [number(aettos), ...(ae ? [" ", make("span", { class: "note" }, ae)] : [])];

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Return a text in which characters that show nothing, or turn the line around, are escapes. */
function visible(text) {
  return text.replace(HIDDEN, (char) => {
    const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, "0"));
    return units.map((unit) => `\\u${unit}`).join("");
  });
}

const LONGEST_STRING = 4000;
const MOST_TOKENS = 20000;
const DEEPEST = 24;

/** Return where a string of JSON ends that begins at a quotation mark. */
function endOfString(text, start) {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
}

/** Show a string of JSON with the characters that its escapes stand for, as far as these can be seen. */
function jsonString(token, isKey) {
  const readable = token.includes("\\u") ? visible(JSON.stringify(JSON.parse(token))) : token;
  const cut = readable.length > LONGEST_STRING;
  const shown = cut ? `${readable.slice(0, LONGEST_STRING)}… (${readable.length} characters)` : readable;
  return make("span", { class: isKey ? "key" : "string" }, shown);
}

/** Show one line of JSON on many, indented, every number as it is written. */
function json(text) {
  const shown = make("code", {});
  const line = (depth) => `\n${"  ".repeat(Math.min(depth, DEEPEST))}`;
  let depth = 0;
  let at = 0;
  for (let tokens = 0; at < text.length; tokens += 1) {
    if (tokens === MOST_TOKENS) {
      shown.append("\n… the rest is not shown; the button copies all");
      break;
    }
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      shown.append(jsonString(text.slice(at, end), text[end] === ":"));
      at = end;
    } else if ("{[".includes(char) && "}]".includes(text[at + 1])) {
      shown.append(text.slice(at, at + 2));
      at += 2;
    } else if ("{[,:}]".includes(char)) {
      depth += "{[".includes(char) - "}]".includes(char);
      if ("}]".includes(char)) shown.append(line(depth) + char);
      else shown.append(char === ":" ? ": " : char + line(depth));
      at += 1;
    } else {
      const end = /[,}\]]|$/g;
      end.lastIndex = at;
      const stop = end.exec(text).index;
      const token = text.slice(at, stop);
      shown.append(/^-?\d+$/.test(token) ? number(token) : token);
      at = stop;
    }
  }
  return shown;
}
