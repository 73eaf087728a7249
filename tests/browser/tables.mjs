// What a screen reader is told of the tables on each page.
import { check, goTo, same, test } from './driver.mjs';
import { pathOf, places } from './pages.mjs';

// How many tables a page must show at least; the others may show none.
const wanted = { submissions: 1, analytics: 2 };

const tablesOf = (page) => page.evaluate(() =>
  [...document.querySelectorAll('#app-sem :is([role=grid], [role=table], table)')].map((table) => ({
    name: table.getAttribute('aria-label') ?? '',
    heads: [...table.querySelectorAll('[role=columnheader], th')].map((head) =>
      head.getAttribute('aria-label') ?? head.textContent.trim()),
    rows: [...table.querySelectorAll('[role=row], tr')].map((row) =>
      row.querySelectorAll('[role=gridcell], [role=cell], td').length),
  })));

export async function tableTests({ shop, page }) {
  for (const name of Object.keys(places)) {
    await test(`${name}: every table has a name and heads with words`, async () => {
      await goTo(page, shop, await pathOf(page, shop, name));
      const tables = await tablesOf(page);
      check(tables.length >= (wanted[name] ?? 0), `only ${tables.length} tables`);
      for (const table of tables) {
        check(table.name, 'a table without a name');
        check(table.heads.length > 1, `'${table.name}' has ${table.heads.length} heads`);
        check(table.heads.every(Boolean), `'${table.name}' has a head without words`);
      }
    });
  }
  await test('analytics: each row of a table has a cell under each head', async () => {
    await goTo(page, shop, '/analytics');
    for (const { name, heads, rows } of await tablesOf(page)) {
      check(rows.length > 1, `'${name}' has no rows`);
      const uneven = rows.slice(1).filter((cells) => cells !== heads.length);
      same([rows[0], uneven], [0, []], `cells in the head and in uneven rows of '${name}'`);
    }
  });
}
