// The program's exports and its memory. Views are made anew when the memory grows, so never keep
// one over a call into the program.
export let program, bytes, words, floats;

export function bind(instance) {
  program = instance.exports;
  refresh();
}

export function refresh() {
  if (!program) return;
  const { buffer } = program.memory;
  bytes = new Uint8Array(buffer);
  words = new Uint32Array(buffer);
  floats = new Float32Array(buffer);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const encode = (text) => encoder.encode(text);
export const read = (at, length) => decoder.decode(bytes.subarray(at, at + length));

export function readToZero(at) {
  return read(at, bytes.indexOf(0, at) - at);
}

// A copy of a text or of bytes in the program's memory, as the two arguments of an export that
// takes it over.
export function give(content) {
  const raw = typeof content === 'string' ? encode(content) : content;
  const at = program.alloc(raw.length);
  bytes.set(raw, at);
  return [at, raw.length];
}
