// What the wasm's bytes are: node wasm_parts.mjs VITRINE_NAMED_WASM WORDS_EN_H
//
// VITRINE_NAMED_WASM is the program linked with its functions' names (target vitrine_named; some
// percent larger than the program that is served). Functions are told apart by name; one that the
// linker merged into another counts there. Brotli bytes are a part's share of its section's.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const [, , program, wordsHeader] = process.argv;
const bytes = readFileSync(program);
let at = 8;

const areas = [
  ['the frame: pages, widgets and Dear ImGui merged', /^(frame|start|act|event|answer)$/],
  ['the contract and its codec', /vitrine::contract::(?!.*\(vitrine::console)|TypedSlot/],
  ['pages',
    /vitrine::console::.*(_card|_view|_pane|review_|facet|findings|life_|_strip|_row\()/],
  ['charts', /vitrine::console::.*(chart|plot|spark|tick|polyline|decimated|axis)/i],
  ['widgets, text, layout, words', /vitrine::console::/],
  ['client: cache and transport', /vitrine::client::/],
  ['base: JSON, text, time, URLs', /vitrine::base::/],
  ['both renderers', /vitrine::render::/],
  ['browser door and mirror', /vitrine::(browser|shell)::|show_mirror/],
  ['Dear ImGui', /ImGui|ImFont|ImDraw|ImVec|ImRect|ImText|ImHash|ImStr|ImPool|stbtt|stbrp/],
  ['C and C++ libraries, glue', /^/],
];

function leb() {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
}

function name() {
  const length = leb();
  at += length;
  return bytes.toString('utf8', at - length, at);
}

function limits() {
  const flags = leb();
  leb();
  if (flags & 1) leb();
}

function importedFunctions() {
  let functions = 0;
  for (let left = leb(); left > 0; left -= 1) {
    name();
    name();
    const kind = bytes[at++];
    if (kind === 0) { leb(); functions += 1; }
    if (kind === 1) { at += 1; limits(); }
    if (kind === 2) limits();
    if (kind === 3) at += 2;
  }
  return functions;
}

function bodySizes() {
  return Array.from({ length: leb() }, () => {
    const start = at, length = leb();
    at += length;
    return at - start;
  });
}

function functionNames(end) {
  const names = new Map();
  while (at < end) {
    const kind = bytes[at++], next = leb() + at;
    if (kind === 1) for (let left = leb(); left > 0; left -= 1) names.set(leb(), name());
    at = next;
  }
  return names;
}

let imported = 0, sizes = [], names = new Map();
const sections = { code: 0, data: 0, rest: 8 }, packed = { code: 0, data: 0, rest: 0 };
while (at < bytes.length) {
  const start = at, id = bytes[at++], length = leb(), end = at + length;
  const custom = id === 0 && name();
  if (id === 2) imported = importedFunctions();
  if (id === 10) sizes = bodySizes();
  if (custom === 'name') names = functionNames(end);
  const which = { 10: 'code', 11: 'data' }[id] ?? 'rest';
  if (!custom) {
    sections[which] += end - start;
    packed[which] += brotliCompressSync(bytes.subarray(start, end)).length;
  }
  at = end;
}
if (names.size === 0) throw new Error(`${program} has no names: build the target vitrine_named`);

const row = (part, ...columns) =>
  console.log(part.padEnd(52) + columns.map((value) => String(value).padStart(9)).join(''));
const share = (raw, section) => Math.round(raw * packed[section] / sections[section]);
const raw = new Map(areas.map(([area]) => [area, 0]));
sizes.forEach((size, i) => {
  const called = names.get(imported + i) ?? '';
  const [area] = areas.find(([, pattern]) => pattern.test(called)) ?? areas.at(-1);
  raw.set(area, raw.get(area) + size);
});

row('part', 'raw', 'brotli');
for (const [area, size] of raw) row(area, size, share(size, 'code'));
const literals = readFileSync(wordsHeader, 'utf8').matchAll(/^ {4}"((?:[^"\\]|\\.)*)" "\\0"/gm);
const spoken = Buffer.from([...literals].map(([, one]) => JSON.parse(`"${one}"`) + '\0').join(''));
const said = brotliCompressSync(spoken).length;
row('words (data)', spoken.length, said);
row('tables, icons, names, literals (data)', sections.data - spoken.length, packed.data - said);
row('types, imports, function table', sections.rest, packed.rest);
const sum = (values) => Object.values(values).reduce((total, one) => total + one, 0);
row('all', sum(sections), sum(packed));
