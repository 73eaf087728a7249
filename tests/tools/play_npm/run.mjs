// Google's own client for Node, unmodified, publishes to a real store: a package with its listing,
// eight images and notes in twelve languages, in stages, and answers reviews. Once by `rootUrl` and
// an external account, once by GOOGLE_CLOUD_UNIVERSE_DOMAIN and a service account's key; and the
// documented example, and the calls of fastlane's supply.
//   node tests/tools/play_npm/run.mjs        closes with 'N passed, N failed'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync,
  writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frontOf } from './front.mjs';
import { languages, publish, readAndReply, safetyLabels, shown, through, wholeWay } from
  './publishing.mjs';
import { addPerson, addReviews, approve, issueAccount, modules, packages, person, run, serve,
  stopAll, top } from './store.mjs';
import { supply } from './supply.mjs';

const require = createRequire(`${modules}/`);
const { androidpublisher, auth } = require('@googleapis/androidpublisher');
const keyboard = { name: 'com.callstack.agentdevice.imehelper',
  first: join(packages, 'ime-helper-0.21.3.apk'), next: join(packages, 'ime-helper-0.21.5.apk') };
const snapshots = { name: 'com.callstack.agentdevice.snapshothelper',
  first: join(packages, 'snapshot-helper-0.21.5.apk') };
const volume = { name: 'a2dp.Vol', first: join(packages, '../androguard/a2dp.Vol_137.apk') };
const reviewsTotal = 10000, reviewsABatch = 5000;
const host = 'androidpublisher.store.test';

let passed = 0, failed = 0;
function check(holds, what) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'ok' : 'FAILED'}: ${what}`);
}

const folder = mkdtempSync(join(tmpdir(), 'vitrine-play-'));
const data = join(folder, 'data');

// What the store's own API says of a version that was published with everything.
async function looksWhole(owner, app, submission, summary) {
  const { basket } = await owner('GET', `/v1/submissions/${submission}/basket`);
  const { live } = await owner('GET', `/v1/apps/${app}/listings/de-DE`);
  const graphics = JSON.stringify(await owner('GET', `/v1/apps/${app}/graphics`));
  const images = new Set(graphics.match(/gfx_\w+/g)).size;
  return basket.notes.length === languages.length && live?.summary === summary &&
      images === shown.length;
}

// By rootUrl, with the external account: every call and the whole way of a version.
async function byRootUrl(url, owner, reviewer, app) {
  const rootUrl = `${url}/`;
  const publisher = androidpublisher({ version: 'v3', rootUrl, auth: new auth.GoogleAuth({
    keyFile: join(folder, 'external-account.json'),
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }) });
  const made = await publish(publisher, keyboard.name, keyboard.first, { rootUrl });
  check(made.screenshots === 6, 'six screenshots are listed in an edit');
  check(made.versionCode === 21003, 'the version code of the real package is answered');
  const submission = await approve(owner, reviewer);
  check(true, 'what was approved is rolled out without a further word');
  const way = await through(publisher, keyboard.name, made.versionCode);
  check(way.join(', ') === wholeWay, `it is halted, goes on and is completed: ${way}`);
  check(await looksWhole(owner, app, submission, 'Types for you (de-DE)'),
    'the console shows its listing, eight images and notes in twelve languages');
  await addReviews(url, owner, app, reviewsTotal, reviewsABatch);
  const answered = await readAndReply(publisher, keyboard.name);
  check(answered.seen === reviewsTotal, `all ${reviewsTotal} reviews come, each once`);
  check(answered.said === 'Thank you!' && answered.read === 'Thank you!', 'a reply is kept');
  const seen = await owner('GET', `/v1/reviews/${answered.reviewId}`);
  check(seen.reply?.text === 'Thank you!', 'the console shows the reply');
  const wrong = await publisher.edits.insert({ packageName: 'org.example.nobody' })
    .catch((error) => error);
  check(wrong.code === 404 || wrong.status === 404, 'another app is not found');
  await withKeyOnly(rootUrl);
}

// The same client with the service account's key: told so, it signs what it asks itself.
async function withKeyOnly(rootUrl) {
  const client = await new auth.GoogleAuth({ keyFile: join(folder, 'service-account.json'),
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }).getClient();
  client.useJWTAccessWithScope = true;
  const publisher = androidpublisher({ version: 'v3', rootUrl, auth: client });
  const { data: page } = await publisher.reviews.list({ packageName: keyboard.name,
    maxResults: 1 });
  check(page.reviews.length === 1, 'a service account\'s own signature opens the store');
}

// The example of the documentation, as it lies there, in a project that has the client.
async function byExample(url, owner, reviewer) {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'notes'), { recursive: true });
  symlinkSync(modules, join(project, 'node_modules'));
  copyFileSync(join(top, 'docs/examples/publish.mjs'), join(project, 'publish.mjs'));
  for (const language of ['en-US', 'de-DE'])
    writeFileSync(join(project, 'notes', `${language}.txt`), `Better, in ${language}\n`);
  const words = ['publish.mjs', keyboard.name, keyboard.next, 'production', '0.1'];
  const env = { ...process.env, VITRINE_STORE: url,
    GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'external-account.json') };
  writeFileSync(join(project, 'vitrine-subject-token.txt'), '');
  copyFileSync(join(folder, 'vitrine-subject-token.txt'),
    join(project, 'vitrine-subject-token.txt'));
  const done = await run(process.execPath, words, { cwd: project, env });
  check(done.code === 0, `the documented example publishes: ${done.printed.trim()}`);
  const submission = await approve(owner, reviewer);
  const { basket } = await owner('GET', `/v1/submissions/${submission}/basket`);
  check(basket.notes.length === 2 && basket.fraction === 0.1, 'with its notes, to 10 %');
  const again = await run(process.execPath, words, { cwd: project, env });
  check(again.code === 0, `and may be run again: ${again.printed.trim()}`);
}

// The calls of fastlane's supply, of a package that was made for an older Android and reads a lot.
async function bySupply(url, owner, reviewer, app) {
  const { revision: _, ...rules } = await reviewer('GET', '/v1/review-rules');
  await reviewer('PUT', '/v1/review-rules', { ...rules, target_sdk_floor: 1 });
  await declare(`${url}/`);
  const { draft } = await owner('GET', `/v1/apps/${app}/data_safety`);
  check(draft.uses.length === 5 && draft.encrypted, 'Google\'s data safety file is the form here');
  const made = await supply(url, volume.name, volume.first, folder);
  check(made.same, 'what supply uploaded is downloaded again, byte by byte');
  const submission = await approve(owner, reviewer);
  const { basket } = await owner('GET', `/v1/submissions/${submission}/basket`);
  check(basket.fraction === 0.1 && basket.notes.length === languages.length,
    'the calls of fastlane\'s supply publish');
}

async function declare(rootUrl) {
  const publisher = androidpublisher({ version: 'v3', rootUrl, auth: new auth.GoogleAuth({
    keyFile: join(folder, 'external-account.json'),
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }) });
  await publisher.applications.dataSafety({ packageName: volume.name, requestBody: {
    safetyLabels: safetyLabels([['LOCATION', 'PSL_APPROX_LOCATION'],
      ['LOCATION', 'PSL_PRECISE_LOCATION'], ['CONTACTS', 'PSL_CONTACTS'],
      ['EMAIL_AND_TEXT', 'PSL_SMS_CALL_LOG'], ['PERSONAL', 'PSL_USER_ACCOUNT']]) } });
}

// Nothing but the environment says where: a universe's name, over TLS, and a service account's key.
async function byUniverse(url, owner, reviewer, app) {
  const secrets = join(folder, 'universe');
  mkdirSync(secrets);
  await issueAccount(data, `https://${host}`, secrets);
  const front = await frontOf(url, host, folder);
  const env = { ...front.env, GOOGLE_CLOUD_UNIVERSE_DOMAIN: 'store.test',
    GOOGLE_APPLICATION_CREDENTIALS: join(secrets, 'service-account.json') };
  const words = ['--import', join(top, 'tests/tools/play_npm/nearby.mjs'),
    join(top, 'tests/tools/play_npm/universe.mjs'), snapshots.name, snapshots.first];
  const ask = async (...more) => {
    const told = await run(process.execPath, [...words, ...more], { env });
    if (told.code !== 0) throw new Error(told.printed);
    return JSON.parse(told.printed.trim().split('\n').at(-1));
  };
  const made = await ask('publish');
  check(made.versionCode === 21005, 'by a universe\'s name: a real package is uploaded');
  const submission = await approve(owner, reviewer);
  const way = await ask('through', String(made.versionCode));
  check(way.join(', ') === wholeWay, `by a universe's name: ${way}`);
  check(await looksWhole(owner, app, submission, 'Types for you (de-DE)'),
    'the console shows what came by the universe\'s name');
  check([...front.hosts].join() === host, `every call went to ${[...front.hosts]}`);
  front.close();
}

async function everything() {
  await addPerson(data, '--email', 'o@example.com', '--name', 'Olga', '--team', 'Crew', '--role',
    'owner');
  await addPerson(data, '--email', 'r@example.com', '--name', 'Rita', '--store-role',
    'store_admin');
  const url = await serve(data);
  const made = await issueAccount(data, url, folder);
  check(made.code === 0, `a service account is made on the machine: ${made.printed.trim()}`);
  const owner = await person(url, 'o@example.com'), reviewer = await person(url, 'r@example.com');
  const add = async (one, name) => (await owner('POST', '/v1/apps', { package_name: one.name, name,
    default_locale: 'en-US' })).id;
  const first = await add(keyboard, 'Keyboard'), second = await add(snapshots, 'Snapshots');
  const third = await add(volume, 'Volume');
  process.chdir(folder);  // the external account names its subject token beside it
  await byRootUrl(url, owner, reviewer, first);
  await byExample(url, owner, reviewer);
  await bySupply(url, owner, reviewer, third);
  await byUniverse(url, owner, reviewer, second);
}

if (existsSync(keyboard.first)) {
  await everything().catch((error) => {
    check(false, `it broke: ${error.stack} ${JSON.stringify(error.response?.data ?? '')}`);
  });
} else {
  check(true, 'SKIPPED: ../shared/data/packages is not there');
}
stopAll();
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
