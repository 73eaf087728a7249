// When something is in the way: a dead network, hostile text, a program that does not load.
import { check, goTo, newPerson, same, settled, signIn, test, until } from './driver.mjs';

const sees = (page, words) => page.evaluate((what) =>
    document.getElementById('app-sem').textContent.includes(what)
  || [...document.querySelectorAll('#app-sem [aria-label]')].some((one) =>
      one.ariaLabel.includes(what)), words);

async function networkTests(page, shop) {
  await test('a dead store gives a banner, keeps what was there, and recovers', async () => {
    await goTo(page, shop, '/submissions');
    const rows = await page.evaluate(() => vitrine.probe.rowKey());
    await shop.stop();
    await page.getByRole('link', { name: /^Reviews/ }).first().click();
    await until('the banner', () => sees(page, 'Try again'), 60000);
    await page.getByRole('link', { name: /^Submissions/ }).first().click();
    await until('the old rows', async () => (await page.evaluate(() =>
        vitrine.probe.rowKey())).join() === rows.join());
    await shop.start(shop.port);
    await page.getByRole('link', { name: /^Analytics/ }).first().click();
    await until('the console is online again', async () => {
      const button = page.getByRole('button', { name: 'Try again' }).first();
      if (await button.count()) await button.evaluate((one) => one.click()).catch(() => {});
      await page.waitForTimeout(500);
      return !await sees(page, 'Try again');
    }, 90000);
  });
}

async function hostileTests(page, shop) {
  await test('hostile text in a review is text: no element, no script, no address comes of it',
      async () => {
    const evil = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
      + '" onmouseover="pwned=1';
    await page.route('**/v1/reviews?*', async (route) => {
      const answer = await route.fetch();
      const page_ = await answer.json();
      for (const item of page_.items) item.text = evil;
      await route.fulfill({ response: answer, json: page_ });
    });
    await goTo(page, shop, '/reviews');
    await until('the text', () => sees(page, '<img src=x'));
    const harm = await page.evaluate(() => ({ pwned: window.pwned ?? 0,
      strange: document.querySelectorAll('#app-sem :is(img,script,iframe,svg,form)').length,
      handlers: [...document.querySelectorAll('#app-sem *')].filter((one) =>
          [...one.attributes].some(({ name }) => name.startsWith('on'))).length }));
    same(harm, { pwned: 0, strange: 0, handlers: 0 }, 'harm');
    await page.unroute('**/v1/reviews?*');
  });
}

async function loadTests(browser, shop, page) {
  await test('a program that does not load says so, with a code and a button', async () => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto(shop.url + '/');
    await page.getByRole('alertdialog').waitFor();
    check(await page.getByRole('button', { name: 'Load again' }).isVisible(), 'no button');
    check((await page.locator('#trouble-code').textContent()).startsWith('program-not-loaded'),
        'no code');
    await page.unroute('**/*.wasm');
    await page.getByRole('button', { name: 'Load again' }).click();
    await settled(page);
  });
  await test('the first paint shows navigation and skeleton while the program is still loading',
      async () => {
    let release;
    const held = new Promise((go) => { release = go; });
    await page.route('**/*.wasm', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(shop.url + '/reviews', { waitUntil: 'commit' });
    await page.locator('#skeleton').waitFor();
    same(await page.locator('#skeleton nav a').allTextContents(), ['Overview', 'Submissions',
        'Reviews', 'Analytics'], 'links');
    same(await page.locator('#skeleton h1:visible').textContent(), 'Reviews', 'the heading');
    release();
    await settled(page);
    check(!await page.locator('#skeleton').isVisible(), 'the skeleton is still there');
    await page.unroute('**/*.wasm');
  });
  await test('a session that is over leads to the sign-in page, and back', async () => {
    const other = await newPerson(browser);
    await signIn(other, shop);
    await other.context().clearCookies();
    await other.getByRole('link', { name: /^Reviews/ }).first().click();
    await other.waitForURL('**/sign-in*');
    await other.context().close();
  });
}

export async function troubleTests({ shop, browser, page }) {
  await hostileTests(page, shop);
  await loadTests(browser, shop, page);
  await networkTests(page, shop);
}
