// What the first page weighs: node sizes.mjs SIZES_JSON BUDGET_JSON. Fails above the budget, and
// when the page or the budget itself is above the budget's "never".
import { readFileSync } from 'node:fs';

const [sizes, budget] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const row = (name, ...bytes) =>
  console.log(name.padEnd(40) + bytes.map((count) => String(count).padStart(10)).join(''));
const parts = sizes.files.filter((file) => file.first_page);
const sum = (key) => parts.reduce((total, file) => total + file[key], 0);
const { first_page_brotli: allowed, never } = budget;

row('part', 'raw', 'brotli');
for (const { file, raw, brotli } of parts) row(file, raw, brotli);
row('everything the first page needs', sum('raw'), sum('brotli'));
row('budget', '', allowed);
row('never', '', never);

const troubles = [
  [allowed > 0 && never > 0, 'the budget lacks first_page_brotli or never'],
  [parts.length > 0, 'there is no page'],
  [!(sum('brotli') > allowed), 'the page is above the budget'],
  [!(sum('brotli') > never), 'the page is above "never", which no reason moves: make it lighter'],
  [!(allowed > never), 'the budget is above "never", which no reason moves: lower the budget'],
].filter(([holds]) => !holds);
for (const [, what] of troubles) console.error(what);
console.log(troubles.length ? '0 passed, 1 failed' : '1 passed, 0 failed');
process.exitCode = troubles.length ? 1 : 0;
