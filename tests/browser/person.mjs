// What a person does: keys, links, back, select, find, search, touch, type.
import { check, goTo, newPerson, same, settled, signIn, test, until } from './driver.mjs';

const focusOf = (page) => page.evaluate(() => {
  const one = document.activeElement;
  return one === document.body
      ? '' : `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent}`.slice(0, 60);
});
const heading = (page) => page.getByRole('heading', { level: 1 }).first().textContent();

async function keyboardTests(page, shop) {
  await test('Tab goes through the page and out of it again, without a trap', async () => {
    await goTo(page, shop, '/');
    const seen = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const now = await focusOf(page);
      if (now === '' && seen.length > 3) return;
      seen.push(now);
    }
    throw new Error(`still inside after 200 Tabs: ${seen.slice(-5).join(' | ')}`);
  });
  await test('Tab and Enter follow a link of the sidebar', async () => {
    await goTo(page, shop, '/');
    await page.getByRole('link', { name: /^Reviews/ }).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/reviews*');
    await settled(page);
    same(await heading(page), 'Reviews', 'the heading');
  });
  await test('G then a letter goes somewhere; Ctrl+R is left to the browser', async () => {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await until('the overview', async () => await heading(page) === 'Overview');
    const prevented = await page.evaluate(() => ['r', 't', 'w', 'l', 'p'].filter((key) =>
      !document.body.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true,
          bubbles: true, cancelable: true }))));
    same(prevented, [], 'keys taken from the browser');
  });
}

async function linkTests(page, shop) {
  await test('a link opens in another tab with the middle button', async () => {
    await goTo(page, shop, '/');
    const [tab] = await Promise.all([page.context().waitForEvent('page'),
      page.getByRole('link', { name: /^Analytics/ }).first().click({ button: 'middle' })]);
    await until('the address of the new tab', () => tab.url().endsWith('/analytics'));
    same(new URL(page.url()).pathname, '/', 'the first tab stays');
    await tab.close();
  });
  await test('back five times and forward five times show the same places', async () => {
    await goTo(page, shop, '/');
    const tour = ['Submissions', 'Reviews', 'Analytics', 'Overview', 'Reviews'],
        been = ['Overview'];
    for (const name of tour) {
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).first().click();
      await until(name, async () => await heading(page) === name);
      been.push(name);
    }
    for (let i = 4; i >= 0; i--) {
      await page.goBack();
      await until(`back to ${been[i]}`, async () => await heading(page) === been[i]);
    }
    for (let i = 1; i <= 5; i++) {
      await page.goForward();
      await until(`forward to ${been[i]}`, async () => await heading(page) === been[i]);
    }
  });
}

// The text of the first review in that script, and where its first and last line are.
async function lineIn(page, script) {
  return page.evaluate((name) => {
    const inScript = new RegExp(`\\p{Script=${name}}`, 'u');
    const line = [...document.querySelectorAll('#app-sem .body')].find((one) =>
        inScript.test(one.textContent));
    if (!line) return null;
    const { left, top, width, height } = line.getBoundingClientRect();
    return { text: line.textContent.trimEnd(), left, top, width, height };
  }, script);
}

async function searchFor(page, words) {
  const field = page.getByRole('searchbox').first();
  await field.click();
  await field.fill(words);
  await page.keyboard.press('Enter');
  await until(`the rows for ${words}`, () => page.evaluate((q) => vitrine.probe.shownQuery() === q,
      words));
  await settled(page);
}

async function textTests(page, shop) {
  for (const [script, words] of [['Arabic', 'ال'], ['Latin', '']])
    await test(`${script} text is selected by dragging, and copied as it was written`, async () => {
      await goTo(page, shop, words ? '/reviews?q=' + encodeURIComponent(words) : '/reviews');
      const line = await until(`a review in ${script}`, () => lineIn(page, script));
      await page.mouse.move(line.left + 1, line.top + line.height / 2);
      await page.mouse.down();
      await page.mouse.move(line.left + line.width - 1, line.top + line.height / 2, { steps: 8 });
      await page.mouse.up();
      const selected = await page.evaluate(() => String(getSelection()).trim());
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.keyboard.press('Control+c');
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      check(selected.length >= line.text.length - 2 && line.text.includes(selected),
          `selected "${selected}" of "${line.text}"`);
      same(copied, selected, 'the clipboard');
    });
  await test('find in page finds the text of a visible review', async () => {
    await goTo(page, shop, '/reviews');
    const line = await lineIn(page, 'Latin');
    const words = line.text.split(/\s+/).slice(0, 2).join(' ');
    check(await page.evaluate((what) => { getSelection().removeAllRanges(); return find(what); },
        words), `"${words}" not found`);
  });
  await test('a search for two Chinese characters finds reviews that hold them', async () => {
    await goTo(page, shop, '/reviews');
    await searchFor(page, '地图');
    const found = await page.evaluate(() =>
        [...document.querySelectorAll('#app-sem .body')].map((one) => one.textContent).join('\n'));
    check(/地\s*图/.test(found), 'no visible review holds 地图');
    await until('the address has the search', () =>
      new URL(page.url()).searchParams.get('q') === '地图');
  });
  await test('what is typed stays in the field, and Chinese composing is not disturbed',
      async () => {
    await goTo(page, shop, '/reviews');
    await page.getByRole('searchbox').first().click();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'ditu', selectionStart: 4, selectionEnd: 4 });
    await page.waitForTimeout(300);
    await cdp.send('Input.insertText', { text: '地图' });
    await until('the committed text', async () =>
        await page.getByRole('searchbox').first().inputValue() === '地图');
  });
}

async function touchTests(browser, shop) {
  const page = await newPerson(browser, { hasTouch: true, isMobile: true, viewport: { width: 390,
      height: 844 } });
  await signIn(page, shop);
  await test('touch: a tap on a field focuses its input, so the soft keyboard opens', async () => {
    await goTo(page, shop, '/reviews');
    const field = page.locator('#app-sem :is(input,textarea)').first();
    if (!await field.count()) await page.touchscreen.tap(...await page.evaluate(() => {
      const opener = Object.entries(vitrine.probe.rects()).find(([name]) =>
          /search|filter/.test(name))?.[1];
      return opener ? [opener.cx, opener.cy] : [1, 1];
    }));
    await field.waitFor();
    const box = await field.boundingBox();
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await until('the focus', () => page.evaluate(() =>
        /INPUT|TEXTAREA/.test(document.activeElement.tagName)));
  });
  await test('touch: a swipe scrolls the list and presses nothing', async () => {
    await goTo(page, shop, '/reviews');
    const before = page.url();
    const cdp = await page.context().newCDPSession(page);
    const touch = (type, y) => cdp.send('Input.dispatchTouchEvent', { type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: 200, y }] });
    await touch('touchStart', 700);
    for (let y = 690; y > 250; y -= 20) await touch('touchMove', y);
    await touch('touchEnd', 0);
    await until('another first row', () => page.evaluate(() => vitrine.probe.topRow() > 0));
    same(page.url(), before, 'the address');
  });
  await page.context().close();
}

export async function personTests({ shop, browser, page }) {
  await keyboardTests(page, shop);
  await linkTests(page, shop);
  await textTests(page, shop);
  await touchTests(browser, shop);
  await test('the wheel and jump() scroll the reviews, and no row stays blank', async () => {
    await goTo(page, shop, '/reviews');
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 600);
    await until('scrolled', () => page.evaluate(() => vitrine.probe.topRow() > 0));
    await page.evaluate(() => vitrine.probe.jump(20000));
    await until('row 20,000', () => page.evaluate(() => vitrine.probe.topRow() >= 19990
        && vitrine.probe.blankRows() === 0));
    same((await page.evaluate(() => vitrine.probe.rowKey())).length, 5, 'keys of visible rows');
  });
}
