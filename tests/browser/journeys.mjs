// The journeys of tests/journeys/*.journey in Chromium: the same words that the native tests walk
// on the semantic tree, pressed and typed as a person does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goTo, settled, test, top, until } from './driver.mjs';

function readJourneys(path) {
  const out = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (!line || line.startsWith('#')) continue;
    if (line.startsWith('journey ')) out.push({ name: line.slice(8), steps: [] });
    else out.at(-1).steps.push(line);
  }
  return out;
}

const sees = (page, words) => page.evaluate((what) =>
  [...document.querySelectorAll('#app-sem, #app-sem [aria-label], #app-sem :is(input,textarea)')]
    .some((one) => [one.textContent, one.ariaLabel, one.value].some((text) =>
      text?.includes?.(what))), words);

const cut = (text, at) => {
  const where = text.indexOf(at);
  return where < 0 ? [text, ''] : [text.slice(0, where), text.slice(where + at.length)];
};

async function press(page, role, name) {
  await page.getByRole(role, { name }).first().waitFor({ state: 'attached' });
  const exact = page.getByRole(role, { name, exact: true });
  const found = (await exact.count() ? exact : page.getByRole(role, { name })).first();
  const { x, y, width, height } = await found.boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
}

async function type(page, name, text) {
  const field = page.locator(`#app-sem :is(input,textarea)[aria-label*="${name}"]`).first();
  await field.click();
  await field.fill(text);
}

async function walk(page, shop, step) {
  const [verb, rest] = cut(step, ' ');
  switch (verb) {
    case 'open': return goTo(page, shop, rest);
    case 'back': return page.goBack();
    case 'forward': return page.goForward();
    case 'see': return until(step, () => sees(page, rest));
    case 'miss': return until(step, async () => !await sees(page, rest));
    case 'at': return until(step, () => page.url().includes(rest));
    case 'type': return type(page, ...cut(rest, ' = '));
    case 'press': await press(page, ...cut(rest, ' ')); return settled(page);
    default: throw new Error(`no step is called ${verb}`);
  }
}

export async function journeyTests({ shop, page }) {
  for (const { name, steps } of readJourneys(join(top, 'tests/journeys/member.journey')))
    await test(`journey: ${name}`, async () => {
      for (const step of steps)
        await walk(page, shop, step).catch((error) => {
          throw new Error(`${step}: ${error.message}`);
        });
    });
}
