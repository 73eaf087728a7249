// The console in Chromium, on a real store: node tests/browser/run.mjs [PART OF A SENTENCE]
// It photographs each page into build/photos/ and closes with 'N passed, N failed'.
import { broken, finish, newPerson, openBrowser, openStore, signIn, test } from './driver.mjs';
import { journeyTests } from './journeys.mjs';
import { pageTests } from './pages.mjs';
import { personTests } from './person.mjs';
import { pictureTests } from './picture.mjs';
import { publishedTests } from './published.mjs';
import { realTests } from './real.mjs';
import { shapingTests } from './shaping.mjs';
import { signInTests } from './sign_in.mjs';
import { tableTests } from './tables.mjs';
import { troubleTests } from './trouble.mjs';

let shop = null, browser = null, page = null;

await test('the store starts, and its console opens after signing in', async () => {
  shop = await openStore();
  browser = await openBrowser();
  page = await newPerson(browser);
  await signIn(page, shop);
});

if (page) {
  const world = { shop, browser, page };
  for (const part of [signInTests, pageTests, tableTests, personTests, shapingTests, pictureTests,
    journeyTests, troubleTests, publishedTests, realTests])
    await part(world).catch((error) => broken(part.name, error));
  await browser.close();
}
finish();
