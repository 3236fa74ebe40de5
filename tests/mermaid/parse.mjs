// Parse diagrams of Mermaid with its own parser: a JSON list of texts in, a JSON list of what it found out.
import { readFileSync, writeFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ securityLevel: "strict" });

// Mermaid keeps entities in this form until it draws them.
const decode = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code))).replace(/ﬂ°(\w+)¶ß/g, "&$1;");

const found = [];
for (const text of JSON.parse(readFileSync(0, "utf-8"))) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  found.push({
    participants: Object.fromEntries([...db.getActors()].map(([id, actor]) => [id, decode(actor.description)])),
    messages: db.getMessages().map(({ from, to, message, type, placement }) => ({
      from,
      to,
      text: decode(message),
      note: placement !== undefined,
      type,
    })),
  });
}
writeFileSync(1, JSON.stringify(found));
process.exit(0);
