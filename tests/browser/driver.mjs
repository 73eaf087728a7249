// What the browser tests stand on: a real store on a fresh folder, a fresh Chromium, a person who
// signs in, and sentences that pass or fail. Every wait has a bound.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = join(dirname(fileURLToPath(import.meta.url)), '../..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vitrine/node_modules');
const require = createRequire((process.env.VITRINE_NODE_MODULES ?? cache) + '/');
export const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const store = process.env.VITRINE_STORE ?? join(top, 'build/native/vitrine-store');
const site = process.env.VITRINE_SITE ?? join(top, 'build/web/site');
const patienceMs = 60000;

const flags = ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run',
    '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];
export const cpuFlags = [...flags, '--disable-gpu'];
export const gpuFlags = [...flags, '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist'];

const folder = mkdtempSync(join(tmpdir(), 'vitrine-browser-'));
const children = [];

// The store on a port of its own. `stop` and `start` again keep its data and its port. `prepare`
// is given the folder of a store that begins empty, and answers who can sign in.
export async function openStore(prepare = null) {
  if (!existsSync(store)) throw new Error(`${store} does not exist: build it first`);
  if (!existsSync(join(site,
      'index.html'))) throw new Error(`${site} has no index.html: build the target 'site'`);
  const data = mkdtempSync(join(folder, 'data-'));
  const out = { url: '', email: '', password: '', printed: '', data };
  if (prepare) Object.assign(out, await prepare(data));
  out.start = async (port = '0') => {
    const child = spawn(store, ['serve', '--port', port, '--data', data, '--seed',
        prepare ? 'empty' : 'demo', '--web', site]);
    children.push(child);
    out.child = child;
    const hear = (bytes) => { out.printed += bytes; };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', hear);
    const address = await until('the store prints its address', () =>
        /http:\/\/[\w.[\]:-]+:(\d+)/.exec(out.printed), 120000);
    out.port = address[1];
    out.url = `http://127.0.0.1:${out.port}`;
    await until('the store is ready', async () => (await fetch(out.url + '/readyz').catch(() =>
        null))?.ok, 120000);
  };
  out.stop = async () => {
    out.child.kill('SIGTERM');
    await until('the store ends', () => out.child.exitCode !== null
        || out.child.signalCode !== null);
    out.printed = '';
  };
  await out.start();
  if (prepare) return out;
  out.email = /[\w.+-]+@[\w.-]+\w/.exec(out.printed)?.[0] ?? '';
  out.password = /password:?\s+['"]?([^\s'"]+)/i.exec(out.printed)?.[1] ?? '';
  return out;
}

// Runs the store's program to its end; what it printed.
export async function runStore(args, env = {}) {
  const child = spawn(store, args, { env: { ...process.env, ...env } });
  let printed = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (some) => { printed += some; });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, printed };
}

export const openBrowser = (args = cpuFlags) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

// Someone with a profile of their own; gives their first page.
export async function newPerson(browser, more = {}) {
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 1440,
      height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'], locale: 'en-GB', timezoneId: 'UTC',
        ...more });
  context.setDefaultTimeout(patienceMs);
  return context.newPage();
}

export async function until(what, ask, withinMs = patienceMs) {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function signIn(page, shop) {
  await page.goto(shop.url + '/sign-in');
  await page.getByLabel('Work email').fill(shop.email);
  await page.getByLabel('Password').fill(shop.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(shop.url + '/');
  await settled(page);
}

const stateOf = (page) => page.evaluate(() => JSON.stringify({ at: location.href,
    frames: window.vitrine?.probe.frames,
  loading: window.vitrine?.probe.loading(),
      trouble: document.getElementById('trouble-code')?.textContent,
  parts: performance.getEntriesByType('resource').map((one) => [one.name.slice(-60),
      one.responseStatus, Math.round(one.responseEnd)]) }));

// The console runs, has what it wants, and frames have stopped for a moment.
export async function settled(page) {
  await page.waitForFunction(() => window.vitrine?.probe.frames > 0
      && !window.vitrine.probe.loading())
    .catch(async (error) => { throw new Error(`${error.message} ${await stateOf(page)}`); });
  let before = -1, since = Date.now();
  await until('frames stop', async () => {
    const frames = await page.evaluate(() => window.vitrine.probe.frames);
    if (frames !== before) [before, since] = [frames, Date.now()];
    return Date.now() - since > 350;
  });
}

export async function goTo(page, shop, path) {
  await page.goto(shop.url + path);
  await settled(page);
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

export function same(got, wanted, what) {
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    throw new Error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

// What a part does outside its sentences may fail too.
export function broken(part, error) {
  fails(`${part} broke off`, error);
}

let passed = 0;
const failures = [];

function fails(sentence, error) {
  const lines = String(error.stack ?? error).split('\n').slice(0, 6);
  failures.push(['FAIL  ' + sentence, ...lines].join('\n      '));
  console.log(failures.at(-1));
}

const only = process.argv[2];

export async function test(sentence, body, patience_s = 180) {
  if (only && !sentence.includes(only) && !sentence.startsWith('the store starts')) return;
  const started = Date.now();
  let timer;
  const limit = new Promise((_, fail) => { timer = setTimeout(() =>
      fail(new Error(`took over ${patience_s} s`)), patience_s * 1000); });
  try {
    await Promise.race([body(), limit]);
    passed++;
    console.log(`ok    ${sentence} (${Date.now() - started} ms)`);
  } catch (error) {
    fails(sentence, error);
  } finally {
    clearTimeout(timer);
  }
}

// Failures are said again at the end: whoever reads a log sees its last lines.
export function finish() {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (failures.length) console.log(failures.join('\n'));
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length ? 1 : 0);
}
