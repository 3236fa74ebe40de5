// Decode call data with the JavaScript library and encode the values again, line by line of standard input.
//
// In: {"aci": [...], "contract": "C", "function": "f", "call": "cb_..."}. Out: {"again": "cb_...", "values": [...]},
// or {"error": "..."}. A map and an object are ["dict", pairs], so that both sides write them alike.
import { createInterface } from "node:readline";
import { AciContractCallEncoder } from "@aeternity/aepp-calldata";

function plain(value) {
  if (value === undefined) return null;
  if (typeof value === "bigint" || typeof value === "number") return `${value}`;
  if (value instanceof Uint8Array) return `#${Buffer.from(value).toString("hex")}`;
  if (value instanceof Map) return ["dict", [...value].map(([key, item]) => [plain(key), plain(item)])];
  if (value instanceof Set) return ["set", [...value].map(plain)];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object") return ["dict", Object.entries(value).map(([key, item]) => [key, plain(item)])];
  return value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { aci, contract, function: name, call } = JSON.parse(line);
  try {
    const encoder = new AciContractCallEncoder(aci);
    const { args } = encoder.decodeCall(contract, name, call);
    const values = args.map(plain);
    let again;
    try {
      again = encoder.encodeCall(contract, name, args);
    } catch (error) {
      again = `error: ${error.message}`;
    }
    console.log(JSON.stringify({ again, values }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
}
