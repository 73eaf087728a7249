// What Google's own client published, and answered, is what the console shows.
import { existsSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish, readAndReply } from '../tools/play_npm/publishing.mjs';
import { addPerson, addReviews, approve, issueAccount, modules, packages, person } from
  '../tools/play_npm/store.mjs';
import { check, goTo, newPerson, openStore, same, signIn, test, top, until } from './driver.mjs';

const keyboard = { name: 'com.callstack.agentdevice.imehelper',
  file: join(packages, 'ime-helper-0.21.3.apk') };
const who = { email: 'o@example.com', password: 'correct horse battery' };

async function crew(data) {
  const owner = ['--email', who.email, '--name', 'Olga', '--team', 'Crew', '--role', 'owner'];
  const reviewer = ['--email', 'r@example.com', '--name', 'Rita', '--store-role', 'store_admin'];
  for (const words of [owner, reviewer]) {
    const made = await addPerson(data, ...words);
    same(made.code, 0, made.printed);
  }
  return who;
}

// A version with everything, approved and at 5 %, and a hundred reviews, one of them answered.
async function fill(shop) {
  const secrets = mkdtempSync(join(tmpdir(), 'vitrine-published-'));
  same((await issueAccount(shop.data, shop.url, secrets)).code, 0, 'a service account');
  const owner = await person(shop.url, who.email), rita = await person(shop.url, 'r@example.com');
  const { id } = await owner('POST', '/v1/apps', { package_name: keyboard.name, name: 'Keyboard',
    default_locale: 'en-US' });
  const { androidpublisher, auth } = createRequire(`${modules}/`)('@googleapis/androidpublisher');
  const client = await new auth.GoogleAuth({ keyFile: join(secrets, 'service-account.json'),
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }).getClient();
  client.useJWTAccessWithScope = true;
  const rootUrl = `${shop.url}/`;
  const publisher = androidpublisher({ version: 'v3', rootUrl, auth: client });
  await publish(publisher, keyboard.name, keyboard.file, { rootUrl });
  const submission = await approve(owner, rita);
  await addReviews(shop.url, owner, id, 100, 100);
  const { reviewId } = await readAndReply(publisher, keyboard.name);
  return { submission, reviewId, owner };
}

const semantics = (page) => page.evaluate(() => document.getElementById('app-sem').textContent);

export async function publishedTests({ browser }) {
  if (!existsSync(keyboard.file)) {
    console.log('SKIPPED: ../shared/data/packages is not there');
    return;
  }
  let shop = null, page = null, made = null;
  await test('Google\'s client publishes to a store, and its console opens', async () => {
    shop = await openStore(crew);
    made = await fill(shop);
    page = await newPerson(browser);
    await signIn(page, shop);
  });
  if (!page) return;
  await test('the console shows what Google\'s client published: version, stage, 5 %', async () => {
    await goTo(page, shop, '/submissions');
    await until('its version in the list', async () => (await semantics(page)).includes('0.21.3'));
    await goTo(page, shop, `/submissions/${made.submission}`);
    const text = await semantics(page);
    check(/0\.21\.3/.test(text) && /Rolling out/i.test(text), text.slice(0, 1500));
    await page.screenshot({ path: join(top, 'build/photos/published.png') });
  });
  await test('the console shows the reply that Google\'s client gave', async () => {
    const { text } = await made.owner('GET', `/v1/reviews/${made.reviewId}`);
    await goTo(page, shop, `/reviews?q=${encodeURIComponent(`"${text}"`)}`);
    await page.keyboard.press('j');
    await until('the reply', async () => (await semantics(page)).includes('Thank you!'));
    await page.screenshot({ path: join(top, 'build/photos/published-reply.png') });
  });
  await page.context().close();
  await shop.stop();
}
