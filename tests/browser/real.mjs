// Everything real: all reviews and catalogues of ../shared/data in one team of one store, seen,
// searched and filtered in the console. Left out, loudly, where that folder is absent.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { check, goTo, newPerson, openStore, runStore, same, settled, signIn, test, top,
    until } from './driver.mjs';

const data = join(top, '../shared/data');
const reviewsTotal = 188556;
const filesOf = (kind) => readdirSync(join(data, kind)).filter((name) => name.endsWith('.gz'))
  .map((name) => join(data, kind, name));
const tenStars = (name) => name.includes('film-reviews');

async function fill(folder) {
  const who = { email: 'real@store.example', password: 'all the real data' };
  const into = ['--data', folder, '--team', 'Everyone'];
  const made = await runStore(['user', 'add', '--email', who.email, '--name', 'Rea Lister',
    '--role', 'owner', ...into], { VITRINE_PASSWORD: who.password });
  same(made.code, 0, made.printed);
  const reviews = filesOf('reviews');
  await runStore(['import', 'reviews', ...reviews.filter((one) => !tenStars(one)), ...into]);
  await runStore(['import', 'reviews', ...reviews.filter(tenStars), '--rating-scale', '10',
    ...into]);
  const apps = await runStore(['import', 'catalogue', ...filesOf('catalogue'), ...into]);
  check(apps.printed.includes('google-play-2018.csv.gz:10474: skipped'),
      `the bad row is not named: ${apps.printed.slice(-300)}`);
  return who;
}

// Words of each script as its readers write them, and the letters that must show.
const searches = [['Arabic', 'التطبيق', 'ar'], ['Thai', 'อร่อย', 'th'], ['Hangul', '영화', 'ko'],
  ['Han', '遊戲', 'zh-TW'], ['Hiragana', 'アプリ', 'ja'], ['Cyrillic', 'приложение', 'ru'],
  ['Ethiopic', 'በጣም', 'am'], ['Latin', 'télétravail', 'fr']];

const asks = (page, path) => page.evaluate(async (from) => (await fetch(from)).json(), path);
const shownTexts = (page) => page.evaluate(() =>
    [...document.querySelectorAll('#app-sem .body')].map((one) => one.textContent));

// A mouse press on a thing that the probe names.
async function press(page, name) {
  const { cx, cy } = await page.evaluate((which) => vitrine.probe.rects()[which], name);
  await page.mouse.click(cx, cy);
}

async function scriptTests(page, shop) {
  for (const [script, word, language] of searches)
    await test(`real reviews in ${script} are found by a word and shown`, async () => {
      const query = `q=${encodeURIComponent(word)}&language=${language}`;
      const { total } = await asks(page, `${shop.url}/v1/reviews?limit=1&${query.replace(
          'language', 'languages')}`);
      check(total > 0, `nothing holds ${word}`);
      await goTo(page, shop, '/reviews?' + query);
      const texts = await shownTexts(page);
      check(texts.some((text) => new RegExp(`\\p{Script=${script}}`, 'u').test(text)),
          `no ${script} among ${texts.length} texts`);
      same(await page.evaluate(() => vitrine.probe.blankRows()), 0, 'blank rows');
      await page.screenshot({ path: join(top, `build/photos/real-${script}.png`) });
    });
}

// Every letter, sign and cluster of the real data that a font must draw: not what is invisible by
// nature, such as variation selectors and the empty Braille pattern.
function clusters() {
  const found = new Set(), segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const file of [...filesOf('reviews'), ...filesOf('catalogue')]) {
    const text = gunzipSync(readFileSync(file)).toString('utf8');
    for (const one of new Set(text)) found.add(one);
    for (const [run] of text.matchAll(/[^\x00-\u2000]{1,40}/gu))
      for (const { segment } of segmenter.segment(run)) found.add(segment);
  }
  return [...found].filter((one) =>
    !/^[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(one));
}

// Those that look like what the browser draws for letters that exist in no font: a box, or nothing
// where the page's own font stands first.
const boxes = (all) => {
  const pen = Object.assign(document.createElement('canvas'), { width: 48, height: 32 })
    .getContext('2d', { willReadFrequently: true });
  pen.font = '400 16px Inter,sans-serif';
  const picture = (text) => {
    pen.clearRect(0, 0, 48, 32);
    pen.fillText(text, 4, 22);
    return pen.getImageData(0, 0, 48, 32).data.join();
  };
  const missing = new Set([' ', '\u0378', '\u05ff', '\u{10ffff}', '\ue123'].map(picture));
  return { bad: all.filter((one) => missing.has(picture(one))) };
};

async function listTests(page, shop) {
  await test('all real reviews are counted, in their languages, and the list jumps', async () => {
    await goTo(page, shop, '/reviews');
    const facets = await asks(page, shop.url + '/v1/reviews/facets');
    same((await asks(page, shop.url + '/v1/reviews?limit=1')).total, reviewsTotal, 'reviews');
    check(facets.languages.length >= 13, `${facets.languages.length} languages`);
    for (const row of [150000, 90000, 0]) {
      await page.evaluate((to) => vitrine.probe.jump(to), row);
      await settled(page);
      same(await page.evaluate(() => vitrine.probe.blankRows()), 0, `blank rows at ${row}`);
    }
  });
  await test('a filter on the page narrows the real reviews to one language', async () => {
    await goTo(page, shop, '/reviews');
    const box = await page.getByRole('checkbox', { name: /^Thai/ }).first().boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await until('Thai only', async () => new URL(page.url()).searchParams.get('language') === 'th');
    await settled(page);
    const texts = await shownTexts(page);
    check(texts.length > 3, `${texts.length} texts`);
  });
  await test('no letter of the real data is drawn as an empty box', async () => {
    const all = clusters();
    check(all.length > 5000, `only ${all.length} clusters`);
    const { bad } = await page.evaluate(boxes, [...all, '\u0379']);
    same(bad.pop(), '\u0379', 'a letter that exists in no font');
    same(bad, [], 'drawn as boxes');
  });
}

async function catalogueTests(page, shop) {
  await test('one app among all real catalogues is found by its name and chosen', async () => {
    await goTo(page, shop, '/');
    const { total } = await asks(page, shop.url + '/v1/apps?limit=1');
    check(total > 20000, `${total} apps`);
    await press(page, 'app_choice');
    await until('the field has the focus', () => page.evaluate(() =>
      document.activeElement?.getAttribute('aria-label') === 'Find an app'));
    await page.keyboard.type('corona-warn');
    const row = page.locator('#app-sem [role=listitem]', { hasText: 'Corona-Warn-App' }).first();
    await row.waitFor();
    await page.keyboard.press('Enter');
    await until('the app in the address', () => new URL(page.url()).searchParams.get('app'));
    await until('its name in the sidebar', () => page.evaluate(() =>
      document.getElementById('app-sem').textContent.includes('Corona-Warn-App')));
    await page.screenshot({ path: join(top, 'build/photos/real-app.png') });
  });
  for (const path of ['/', '/submissions', '/reviews', '/analytics'])
    await test(`with every real app, ${path} shows within the usual patience`, async () => {
      await goTo(page, shop, path);
      same(await page.evaluate(() => vitrine.probe.loading()), false, 'loading');
    });
}

export async function realTests({ browser }) {
  if (!existsSync(join(data, 'reviews'))) {
    console.log(`SKIPPED: there is no real data at ${data}`);
    return;
  }
  let shop = null, page = null;
  await test('all real reviews and catalogues are imported into one store', async () => {
    shop = await openStore(fill);
    page = await newPerson(browser);
    await signIn(page, shop);
  }, 600);
  if (!page) return;
  await listTests(page, shop);
  await scriptTests(page, shop);
  await catalogueTests(page, shop);
  await page.context().close();
  await shop.stop();
}
