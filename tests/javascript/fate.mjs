// Reads FATE values with aepp-calldata: a line of `cb_` text in, a line of JSON out. Numbers are decimal text.

import { createInterface } from 'node:readline';
import { ContractByteArrayEncoder } from '@aeternity/aepp-calldata';

const encoder = new ContractByteArrayEncoder();

function shown(value) {
  if (typeof value === 'bigint') return { number: value.toString() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof Map) return { map: [...value].map((entry) => entry.map(shown)) };
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== 'object') return value;
  const [[tag, values]] = Object.entries(value);
  return { tag, values: shown(values) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: shown(encoder.decode(line)) };
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
