// Each page: data, rest, accessibility, pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axeSource, check, goTo, same, settled, test, top, until } from './driver.mjs';

export const places = { overview: '/', submissions: '/submissions', submission: null,
    reviews: '/reviews', analytics: '/analytics' };
const sizes = { wide: [1440, 900], medium: [1000, 700], narrow: [390, 844], 'very-wide': [1920,
    1080] };
const photos = join(top, 'build/photos');

// The first submission in the list gives the address of the detail page.
export async function pathOf(page, shop, name) {
  if (places[name]) return places[name];
  await goTo(page, shop, '/submissions');
  const link = await until('a submission to open', () => page.evaluate(() =>
    document.querySelector('#app-sem a[href^="/submissions/"]')?.getAttribute('href')));
  places[name] = link;
  return link;
}

// Parts of the site that the page has asked for, by the beginning of their names.
const fetched = (page, part) => page.evaluate((begin) =>
  performance.getEntriesByType('resource').filter(({ name }) => name.includes(`/assets/${begin}-`))
    .map(({ responseStatus }) => responseStatus), part);

async function fontTests({ shop, page }) {
  await test('the face for code is not fetched by the first page', async () => {
    await goTo(page, shop, '/');
    same([await fetched(page, 'ui'), await fetched(page, 'mono')], [[200], []], 'fonts');
  });
  await test('the face for code is fetched once, by the first page that shows code', async () => {
    await goTo(page, shop, '/analytics');
    await until('the face arrives', async () => (await fetched(page, 'mono')).length > 0);
    await settled(page);
    const drawable = () => page.evaluate(() => [...document.fonts]
      .filter(({ family, status }) => family === 'JetBrainsMono' && status === 'loaded').length);
    await until('the browser can draw with it', async () => await drawable() === 1);
    // A step back before the click has made its own entry would leave this document.
    const pathIs = (path) => until(`the address is ${path}`, () => page.evaluate((wanted) =>
      location.pathname === wanted, path));
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await pathIs('/');
    await page.goBack();
    await pathIs('/analytics');
    await settled(page);
    same(await fetched(page, 'mono'), [200], 'fetched');
  });
}

export async function pageTests({ shop, page }) {
  mkdirSync(photos, { recursive: true });
  await fontTests({ shop, page });
  for (const name of Object.keys(places)) {
    await test(`${name}: data shows, and nothing is blank`, async () => {
      await goTo(page, shop, await pathOf(page, shop, name));
      const shown = await page.evaluate(() => ({ first: vitrine.probe.firstDataAt,
          blank: vitrine.probe.blankRows(),
        nodes: document.querySelectorAll('#app-sem *').length, loading: vitrine.probe.loading() }));
      check(shown.nodes > 20, `only ${shown.nodes} nodes in the mirror`);
      same([shown.blank, shown.loading], [0, false], 'blank rows and loading');
      const figure = shown.first === null ? 'not told' : `${Math.round(shown.first)} ms`;
      console.log(`note  ${name}: first data after navigation: ${figure}`);
    });
    await test(`${name}: a page at rest draws no frame in 5 s`, async () => {
      await page.mouse.move(2, 2);
      await settled(page);
      const before = await page.evaluate(() => vitrine.probe.frames);
      await page.waitForTimeout(5000);
      same(await page.evaluate(() => vitrine.probe.frames) - before, 0, 'frames in 5 s');
    });
    await test(`${name}: axe finds nothing wrong in the mirror`, async () => {
      await page.evaluate(axeSource);
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'],
        rules: { 'color-contrast': { enabled: false } } }));
      same(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`), [],
          'violations');
    });
    await test(`${name}: every heading and link in the mirror has words`, async () => {
      const silent = await page.evaluate(() =>
          [...document.querySelectorAll('#app-sem :is(a:not(.cover),button,h1,h2,h3,input)')]
        .filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label'))).map((one) =>
            one.outerHTML.slice(0, 120)));
      same(silent, [], 'elements without words');
    });
    for (const [size, [width, height]] of Object.entries(sizes)) {
      await test(`${name}: photographed ${size}, dark and light`, async () => {
        await page.setViewportSize({ width, height });
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await settled(page);
          await page.screenshot({ path: join(photos, `${name}-${size}-${colorScheme}.png`) });
        }
        await page.setViewportSize({ width: 1440, height: 900 });
      });
    }
  }
}
