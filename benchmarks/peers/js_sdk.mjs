// The half of js_sdk.py that runs under node: a line of JSON in, a line of JSON out.
//
//   {"verb": "decode_tx", "args": [...]}               -> {"answer": ...}
//   {"verb": "decode_tx", "args": [...], "ms": 5}      -> {"ns": least time of one call}
//
// Times are taken here, in repeats of at most half a millisecond as on the other side, so that no pipe is
// in them; the compiler has then seen the call thousands of times.

import { createInterface } from 'node:readline';
import { buildTx, buildTxHash, decode, encode, unpackTx } from '@aeternity/aepp-sdk';
import { ContractByteArrayEncoder } from '@aeternity/aepp-calldata'; // the SDK depends on it

const REPEAT_NS = 400_000;
const WARM_NS = 300_000_000;
const PART = 10;

const contractData = new ContractByteArrayEncoder();

const now = () => Number(process.hrtime.bigint());

// What is timed of each verb; what it needs made is made before.
const verbs = {
  decode_text: (text) => () => decode(text),
  encode_text: (prefix, hex) => {
    const payload = Buffer.from(hex, 'hex');
    return () => encode(payload, prefix);
  },
  decode_tx: (text) => () => unpackTx(text),
  encode_tx: (text) => {
    const params = unpackTx(text);
    return () => buildTx(params);
  },
  decode_fate: (text) => () => contractData.decode(text),
  tx_hash: (text) => () => buildTxHash(text),
};

function shown(value) {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner)]));
}

function timed(call, count) {
  const start = now();
  for (let n = 0; n < count; n += 1) call();
  return (now() - start) / count;
}

const warm = new Map();

// How many calls fill a repeat, once they are as quick as they become.
function counted(key, call) {
  if (!warm.has(key)) {
    for (const end = now() + WARM_NS; now() < end; ) call();
    warm.set(key, Math.max(1, Math.floor(REPEAT_NS / timed(call, 20))));
  }
  return warm.get(key);
}

function least(key, call, ms) {
  const count = counted(key, call);
  let best = Infinity;
  for (const end = now() + ms * 1e6; now() < end; ) best = Math.min(best, timed(call, count));
  return best;
}

// One round over many texts: the sum of the least times of parts, over all rounds so far.
const rounds = new Map();

function round(key, texts) {
  const parts = [];
  for (let n = 0; n < texts.length; n += PART) parts.push(texts.slice(n, n + PART));
  const best = rounds.get(key) ?? parts.map(() => Infinity);
  rounds.set(key, best);
  parts.forEach((part, n) => {
    best[n] = Math.min(best[n], timed(() => part.forEach((text) => unpackTx(text)), 1));
  });
  return best.reduce((sum, ns) => sum + ns, 0);
}

function fate(call) {
  try {
    return [null, call()];
  } catch (error) {
    return [`${error.name}: ${error.message}`, null];
  }
}

// Of each text: why it is not decoded, and why it is not built again from what was decoded.
function survey(texts) {
  return texts.map((text) => {
    const [refused, params] = fate(() => unpackTx(text));
    if (refused !== null) return [refused, refused];
    const [unbuilt, again] = fate(() => buildTx(params));
    return [null, unbuilt ?? (again === text ? null : 'builds other bytes')];
  });
}

function answered({ verb, args, ms }) {
  if (verb === 'survey') return { answer: survey(args[0]) };
  if (verb === 'decode_all') {
    return ms ? { ns: round(args[0].length, args[0]) } : { answer: args[0].map((text) => shown(unpackTx(text))) };
  }
  const call = verbs[verb](...args);
  return ms ? { ns: least(JSON.stringify([verb, args]), call, ms) } : { answer: shown(call()) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = answered(JSON.parse(line));
  } catch (error) {
    reply = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
