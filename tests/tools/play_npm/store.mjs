// A store of the test's own, people in it, and what it takes to see a thing through to its rollout.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vitrine/play_npm');
export const modules = process.env.VITRINE_PLAY_NPM ?? join(cache, 'node_modules');
export const packages = join(top, '../shared/data/packages/apk/npm');
const store = process.env.VITRINE_STORE ?? join(top, 'build/native/vitrine-store');
const password = 'correct horse battery';
const children = [];

export async function until(what, holds, tries = 600) {
  for (let turn = 0; turn < tries; turn += 1) {
    const value = await holds();
    if (value) return value;
    await new Promise((done) => { setTimeout(done, 200); });
  }
  throw new Error(`waited too long: ${what}`);
}

// A program's exit code and what it printed.
export function run(program, words, options = {}) {
  return new Promise((done) => {
    const child = spawn(program, words, options);
    let printed = '';
    child.stdout.on('data', (bytes) => { printed += bytes; });
    child.stderr.on('data', (bytes) => { printed += bytes; });
    child.on('close', (code) => done({ code, printed }));
  });
}

const admin = (words) => run(store, words, {
  env: { ...process.env, VITRINE_PASSWORD: password } });

export async function addPerson(data, ...words) {
  return admin(['user', 'add', ...words, '--data', data]);
}

export async function issueAccount(data, url, out) {
  return admin(['key', 'service-account', '--team', 'Crew', '--name', 'CI', '--url', url,
    '--out', out, '--data', data]);
}

export async function serve(data) {
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

export function stopAll() {
  for (const child of children) child.kill('SIGTERM');
}

// A person with a browser's cookie and token.
export async function person(url, email) {
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

// What waits in the queue is approved, and rolls out.
export async function approve(owner, reviewer) {
  const waiting = await until('the submission is in the queue', async () => {
    const { items } = await owner('GET', '/v1/submissions?limit=50');
    return items.find((one) => one.stage === 'queued');
  });
  const at = `/v1/submissions/${waiting.id}`;
  await reviewer('POST', `${at}/decision`, { move: 'claim' });
  await reviewer('POST', `${at}/decision`, { move: 'approve' });
  await until('the rollout starts', async () => (await owner('GET', at)).submission.stage ===
      'rolling_out');
  return waiting.id;
}

export async function addReviews(url, owner, app, total, aBatch) {
  const { secret } = await owner('POST', '/v1/api-keys', { name: 'reviews',
    scopes: ['ingest:write'] });
  for (let from = 0; from < total; from += aBatch) {
    const lines = [];
    for (let i = from; i < from + aBatch; i += 1) {
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
