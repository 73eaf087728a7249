// What the first page weighs: node sizes.mjs SIZES_JSON BUDGET_JSON. Fails above the budget.
import { readFileSync } from 'node:fs';

const [sizes, budget] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const row = (name, ...bytes) =>
  console.log(name.padEnd(40) + bytes.map((count) => String(count).padStart(10)).join(''));
const parts = sizes.files.filter((file) => file.first_page);
const sum = (key) => parts.reduce((total, file) => total + file[key], 0);

row('part', 'raw', 'brotli');
for (const { file, raw, brotli } of parts) row(file, raw, brotli);
row('everything the first page needs', sum('raw'), sum('brotli'));
row('budget', '', budget.first_page_brotli);

const over = parts.length === 0 || sum('brotli') > budget.first_page_brotli;
if (over) console.error(parts.length ? 'above the budget' : 'there is no page');
console.log(over ? '0 passed, 1 failed' : '1 passed, 0 failed');
process.exitCode = over ? 1 : 0;
