// window.vitrine.probe: what the last frame showed, for measuring (documented in ARCHITECTURE.md).
import { program, readToZero } from './memory.mjs';
import { tell } from './scheduler.mjs';

const number = (which) => program?.probe_number(which) ?? 0;
const text = (which) => program ? readToZero(program.probe_text(which)) : '';

function rects() {
  const out = {};
  for (const line of text(6).split('\n').filter(Boolean)) {
    const [name, x, y, w, h] = line.split('\t').map((value, i) => i ? Number(value) : value);
    out[name] = { x, y, w, h, cx: x + w / 2, cy: y + h / 2 };
  }
  return out;
}

const wasm = () => performance.getEntriesByType('resource').find(({ name }) =>
    name.endsWith('.wasm'));

const probe = {
  get firstDataAt() { return number(1) || null; },
  get frames() { return number(0); },
  get chartDraws() { return number(6); },
  visibleRows: () => number(2),
  blankRows: () => number(2) ? number(3) / number(2) : 0,
  topRow: () => number(4),
  rowKey: () => [0, 1, 2, 3, 4].map(text).filter(Boolean),
  shownQuery: () => text(5),
  loading: () => !program || number(5) !== 0,
  rects,
  jump: (row) => tell('jump', row),
  wasmBytes: () => program?.memory.buffer.byteLength ?? 0,
  wasmTransferBytes: () => wasm()?.transferSize ?? 0,
};

window.vitrine = { probe };
