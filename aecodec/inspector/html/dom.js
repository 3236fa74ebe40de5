"use strict";

// Elements, the data of the page, and copying. Whatever comes from a capture becomes a text node or an
// attribute that holds no code; no function here or below makes HTML of a string.

/** Make an element with attributes, and children that are nodes or texts. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const byId = (id) => document.getElementById(id);

const parsed = new Map();

/** Return the data of a block of the page. A large one is parsed when it is first needed. */
function dataOf(id) {
  if (!parsed.has(id)) parsed.set(id, JSON.parse(byId(id).textContent));
  return parsed.get(id);
}

const content = dataOf("content");
const entries = content.entries;
const entryCount = entries.kind.length;

/** Name the place of an entry in the capture: its number, and its file if there are several. */
function placeOf(entry) {
  return entries.source[entry] === null ? String(entries.line[entry]) : `${entries.line[entry]} of ${entries.source[entry]}`;
}

/** Say something to who hears the page. */
function say(words) {
  byId("said").textContent = words;
}

/** Copy a text, also where the page may not use the clipboard itself, as in the frame of a notebook. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { class: "hidden", readonly: true, "aria-hidden": "true" });
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (focused) focused.focus({ preventScroll: true });
    return copied;
  }
}

/** Make a button that copies a text. */
function copyButton(text, label, what) {
  const button = make("button", { type: "button", class: "copy", title: `Copy ${what}`, "aria-label": `Copy ${what}` }, label);
  button.addEventListener("click", async () => {
    const done = await copy(text);
    button.textContent = done ? "copied" : "not copied";
    button.classList.toggle("done", done);
    say(done ? `${what} copied` : "Copying failed");
    setTimeout(() => {
      button.textContent = label;
      button.classList.remove("done");
    }, 1200);
  });
  return button;
}

/** Return a count with its noun. */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Count how often each value occurs, in the order of its first occurrence. */
function tally(values) {
  const counts = new Map();
  for (const one of values) if (one !== null) counts.set(one, (counts.get(one) || 0) + 1);
  return counts;
}
