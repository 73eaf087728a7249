// Google's own client for Node, unmodified, publishes to a real store: a package with its listing,
// eight images and notes in twelve languages, in stages, and answers reviews.
//   node tests/tools/play_npm/run.mjs        closes with 'N passed, N failed'
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { png } from './picture.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vitrine/play_npm');
const require = createRequire((process.env.VITRINE_PLAY_NPM ?? join(cache, 'node_modules')) + '/');
const store = process.env.VITRINE_STORE ?? join(top, 'build/native/vitrine-store');
const packages = join(top, '../shared/data/packages/apk/npm');
const apk = join(packages, 'ime-helper-0.21.5.apk');
const packageName = 'com.callstack.agentdevice.imehelper';
const password = 'correct horse battery';
const reviewsTotal = 10000, reviewsABatch = 5000;
const languages = ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'pt-BR', 'ja-JP', 'ko-KR', 'zh-CN',
  'ar', 'hi-IN', 'ru-RU'];

let passed = 0, failed = 0;
function check(holds, what) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'ok' : 'FAILED'}: ${what}`);
}
function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
async function until(what, holds, tries = 600) {
  for (let turn = 0; turn < tries; turn += 1) {
    const value = await holds();
    if (value) return value;
    await new Promise((done) => { setTimeout(done, 200); });
  }
  throw new Error(`waited too long: ${what}`);
}

const folder = mkdtempSync(join(tmpdir(), 'vitrine-play-'));
const children = [];
function run(words, input = {}) {
  return new Promise((done) => {
    const child = spawn(store, words, { env: { ...process.env, ...input } });
    let printed = '';
    child.stdout.on('data', (bytes) => { printed += bytes; });
    child.stderr.on('data', (bytes) => { printed += bytes; });
    child.on('close', (code) => done({ code, printed }));
  });
}
async function serve(data) {
  const child = spawn(store, ['serve', '--port', '0', '--data', data, '--seed', 'empty',
    '--rate', '100000']);
  children.push(child);
  let printed = '';
  child.stdout.on('data', (bytes) => { printed += bytes; });
  child.stderr.on('data', (bytes) => { printed += bytes; });
  const address = await until('the store prints its address', () =>
      /http:\/\/[\w.[\]:-]+:(\d+)/.exec(printed));
  const url = `http://127.0.0.1:${address[1]}`;
  await until('the store is ready', async () => (await fetch(`${url}/readyz`).catch(() =>
      null))?.ok);
  return url;
}

// A person with a browser's cookie and token.
async function person(url, email) {
  const answer = await fetch(`${url}/v1/session`, { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  const token = (await answer.json()).csrf_token;
  return async (method, path, body) => {
    const got = await fetch(url + path, { method,
      headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
      body: body && JSON.stringify(body) });
    const json = await got.json();
    if (!got.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return json;
  };
}

const image = (width, height, mark) => ({ mimeType: 'image/png',
  body: Readable.from([png(width, height, mark)]) });

// Everything that a first version needs, in one edit.
async function publish(publisher, rootUrl) {
  const edits = publisher.edits;
  const at = { packageName, editId: (await edits.insert({ packageName })).data.id };
  for (const language of ['en-US', 'de-DE']) {
    await edits.listings.update({ ...at, language, requestBody: { language,
      title: 'Test keyboard', shortDescription: `Types for you (${language})`,
      fullDescription: 'A keyboard that a program types with.' } });
  }
  const shown = [['icon', 512, 512], ['featureGraphic', 1024, 500],
    ...[1, 2, 3, 4, 5, 6].map(() => ['phoneScreenshots', 1080, 1920])];
  for (const [index, [imageType, width, height]] of shown.entries()) {
    await edits.images.upload({ ...at, language: 'en-US', imageType,
      media: image(width, height, `image ${index}`) }, { rootUrl });
  }
  const images = await edits.images.list({ ...at, language: 'en-US',
    imageType: 'phoneScreenshots' });
  check(images.data.images.length === 6, 'six screenshots are listed in an edit');
  const uploaded = await edits.apks.upload({ ...at, media: {
    mimeType: 'application/vnd.android.package-archive', body: createReadStream(apk) } },
  { rootUrl });
  const { versionCode } = uploaded.data;
  check(versionCode === 21005, 'the version code of the real package is answered');
  await edits.tracks.update({ ...at, track: 'production', requestBody: { releases: [{
    versionCodes: [String(versionCode)], status: 'inProgress', userFraction: 0.05,
    releaseNotes: languages.map((language) => ({ language, text: `New, in ${language}` })) }] } });
  await edits.validate(at);
  await edits.commit(at);
  return versionCode;
}

async function approve(owner, reviewer) {
  const waiting = await until('the submission is in the queue', async () => {
    const { items } = await owner('GET', '/v1/submissions?limit=50');
    return items.find((one) => one.stage === 'queued');
  });
  await reviewer('POST', `/v1/submissions/${waiting.id}/decision`, { move: 'claim' });
  await reviewer('POST', `/v1/submissions/${waiting.id}/decision`, { move: 'approve' });
  return waiting.id;
}

async function say(publisher, versionCode, status, userFraction) {
  const { edits } = publisher;
  const at = { packageName, editId: (await edits.insert({ packageName })).data.id };
  await edits.tracks.update({ ...at, track: 'production', requestBody: { releases: [{
    versionCodes: [String(versionCode)], status, userFraction }] } });
  await edits.commit(at);
  const next = { packageName, editId: (await edits.insert({ packageName })).data.id };
  const track = await edits.tracks.get({ ...next, track: 'production' });
  await edits.delete(next);
  return track.data.releases[0];
}

async function addReviews(url, owner, app) {
  const { secret } = await owner('POST', '/v1/api-keys', { name: 'reviews',
    scopes: ['ingest:write'] });
  for (let from = 0; from < reviewsTotal; from += reviewsABatch) {
    const lines = [];
    for (let i = from; i < from + reviewsABatch; i += 1) {
      lines.push(JSON.stringify({ kind: 'put', app, id: `r${i}`,
        at: new Date(Date.now() - i * 60000).toISOString().replace(/\.\d+/, ''),
        rating: 1 + (i % 5), text: `Review number ${i}`, language: 'en' }));
    }
    const got = await fetch(`${url}/v1/ingest/reviews?batch=b${from}`, { method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n') });
    if (!got.ok) throw new Error(await got.text());
  }
}

async function readAndReply(publisher) {
  const seen = new Set();
  let token = null, last = null;
  do {
    const page = await publisher.reviews.list({ packageName, maxResults: 200,
      token: token ?? undefined });
    for (const one of page.data.reviews ?? []) seen.add(one.reviewId);
    last = page.data.reviews?.at(-1) ?? last;
    token = page.data.tokenPagination?.nextPageToken;
  } while (token);
  check(seen.size === reviewsTotal, `all ${reviewsTotal} reviews come, each once`);
  const replied = await publisher.reviews.reply({ packageName, reviewId: last.reviewId,
    requestBody: { replyText: 'Thank you!' } });
  check(replied.data.result.replyText === 'Thank you!', 'a reply is kept');
  const again = await publisher.reviews.get({ packageName, reviewId: last.reviewId });
  check(again.data.comments[1].developerComment.text === 'Thank you!', 'a reply is read again');
}

async function everything() {
  const { androidpublisher, auth } = require('@googleapis/androidpublisher');
  const data = join(folder, 'data'), env = { VITRINE_PASSWORD: password };
  const add = (words) => run(['user', 'add', ...words, '--data', data], env);
  await add(['--email', 'o@example.com', '--name', 'Olga', '--team', 'Crew', '--role', 'owner']);
  await add(['--email', 'r@example.com', '--name', 'Rita', '--store-role', 'reviewer']);
  const url = await serve(data);
  const made = await run(['key', 'service-account', '--team', 'Crew', '--name', 'CI', '--url', url,
    '--out', folder, '--data', data]);
  check(made.code === 0, `a service account is made on the machine: ${made.printed.trim()}`);
  const owner = await person(url, 'o@example.com'), reviewer = await person(url, 'r@example.com');
  const { id } = await owner('POST', '/v1/apps', { package_name: packageName, name: 'Keyboard',
    default_locale: 'en-US' });
  process.chdir(folder);  // the external account names its subject token beside it
  const rootUrl = `${url}/`;
  const publisher = androidpublisher({ version: 'v3', rootUrl, auth: new auth.GoogleAuth({
    keyFile: join(folder, 'external-account.json'),
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }) });
  const versionCode = await publish(publisher, rootUrl);
  const submission = await approve(owner, reviewer);
  await until('the rollout starts', async () => (await owner('GET',
      `/v1/submissions/${submission}`)).submission.stage === 'rolling_out');
  check(true, 'what was approved is rolled out without a further word');
  const basket = (await owner('GET', `/v1/submissions/${submission}/basket`)).basket;
  check(basket.notes.length === languages.length, 'the notes are there in twelve languages');
  const halted = await say(publisher, versionCode, 'halted', 0.05);
  check(halted.status === 'halted' && halted.userFraction === 0.05, 'it is halted at 5 %');
  const resumed = await say(publisher, versionCode, 'inProgress', 0.2);
  check(resumed.status === 'inProgress' && resumed.userFraction === 0.2, 'it goes on, to 20 %');
  const whole = await say(publisher, versionCode, 'completed');
  check(whole.status === 'completed', 'it is completed');
  const live = await owner('GET', `/v1/apps/${id}/listings/de-DE`);
  check(live.live?.summary === 'Types for you (de-DE)', 'the console shows the listing live');
  await addReviews(url, owner, id);
  await readAndReply(publisher);
  const wrong = await publisher.edits.insert({ packageName: 'org.example.nobody' })
    .catch((error) => error);
  check(wrong.code === 404 || wrong.status === 404, 'another app is not found');
}

if (existsSync(apk)) {
  await everything().catch((error) => {
    check(false, `it broke: ${error.stack} ${JSON.stringify(error.response?.data ?? '')}`);
  });
} else {
  check(true, 'SKIPPED: ../shared/data/packages is not there');
}
for (const child of children) child.kill('SIGTERM');
rmSync(folder, { recursive: true, force: true });
finish();
