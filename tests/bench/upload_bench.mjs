// An upload of 600 MB over HTTP beside writing the same bytes to a file and waiting for the disk
// (the reference, in the same folder, before and after). A client in a process of its own would
// take a processor from both, so the client is this one, and the store's own processor time and
// memory are read from /proc. The bytes are noise, so the package is refused at the end: that
// comes after everything was received, compared by SHA-256 and looked at.
//     VITRINE_STORE=build/native/vitrine-store node tests/bench/upload_bench.mjs [MIB] [PARTS]
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 1024 * 1024, size = Number(process.argv[2] ?? 600) * mebibyte;
const parts = Number(process.argv[3] ?? 4);
const piece = randomBytes(mebibyte);
const folder = mkdtempSync(join(process.env.VITRINE_BENCH_DIR ?? tmpdir(), 'vitrine_upload_'));
const port = 20000 + (process.pid % 20000), base = `http://127.0.0.1:${port}`;

function seconds(work) {
  const begin = process.hrtime.bigint();
  const done = () => Number(process.hrtime.bigint() - begin) / 1e9;
  const out = work();
  return out instanceof Promise ? out.then(done) : done();
}

function plainWrite() {
  const path = join(folder, 'plain'), file = openSync(path, 'w');
  for (let at = 0; at < size; at += piece.length) writeSync(file, piece);
  fsyncSync(file);
  closeSync(file);
  rmSync(path);
}

function hashOfAll() {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += piece.length) hash.update(piece);
  return hash.digest('hex');
}

async function ask(who, method, path, body) {
  const answer = await fetch(base + path, { method, body: body && JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...who } });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function signedIn() {
  const { headers, body } = await ask({}, 'POST', '/v1/session',
    { email: 'ines@northlight.example', password: 'vitrine-demo' });
  return { cookie: headers.get('set-cookie').split(';')[0], 'x-csrf-token': body.csrf_token };
}

// One part, its bytes given as fast as they are taken.
function put(who, upload, from, to) {
  return new Promise((done, failed) => {
    const out = request(`${base}/v1/uploads/${upload}/parts/${from}`, { method: 'PUT', headers: {
      ...who, 'content-type': 'application/octet-stream', 'content-length': to - from } },
    (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? done() : failed(answer.statusCode)));
    });
    out.on('error', failed);
    let at = from;
    const send = () => {
      while (at < to) {
        const bytes = piece.subarray(0, Math.min(piece.length, to - at));
        at += bytes.length;
        if (!out.write(bytes)) return out.once('drain', send);
      }
      out.end();
    };
    send();
  });
}

function usedBy(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  return { processor: (Number(stat[11]) + Number(stat[12])) / 100, peak: Number(peak) / 1024 };
}

async function main() {
  const store = spawn(process.env.VITRINE_STORE ?? 'build/native/vitrine-store',
    ['serve', '--data', join(folder, 'data'), '--port', port, '--seed', 'demo'],
    { stdio: 'ignore' });
  try {
    for (;; await new Promise((r) => setTimeout(r, 200)))
      if ((await fetch(base + '/readyz').catch(() => ({}))).ok) break;
    const who = await signedIn(), apps = await ask(who, 'GET', '/v1/apps');
    const sha256 = hashOfAll();
    const before = seconds(plainWrite), start = usedBy(store.pid);
    const reserved = await ask(who, 'POST', '/v1/uploads',
      { app: apps.body.items[0].id, name: 'large.apk', size, sha256 });
    const step = size / parts;
    const sent = await seconds(() => Promise.all(Array.from({ length: parts }, (_, i) =>
      put(who, reserved.body.id, i * step, (i + 1) * step))));
    const received = usedBy(store.pid);
    let verdict;
    const committed = await seconds(async () => {
      verdict = await ask(who, 'POST', `/v1/uploads/${reserved.body.id}/commit`);
    });
    const end = usedBy(store.pid), after = seconds(plainWrite), plain = (before + after) / 2;
    const rate = (s) => `${s.toFixed(2)} s, ${(size / mebibyte / s).toFixed(0)} MiB/s`;
    const worked = (from, to) => `${(to.processor - from.processor).toFixed(2)} s`;
    console.log([
      `${size / mebibyte} MiB in ${parts} parts`,
      `plain write and fsync: ${rate(before)}; after it all: ${rate(after)}`,
      `parts received and on disk: ${rate(sent)}; ${(plain / sent).toFixed(2)} of plain`,
      `commit (SHA-256, reading): ${committed.toFixed(2)} s, answered ${verdict.body.code}`,
      `processor: parts ${worked(start, received)}, commit ${worked(received, end)}`,
      `peak memory: before ${start.peak.toFixed(0)} MiB, at the end ${end.peak.toFixed(0)} MiB`,
    ].join('\n'));
  } finally {
    store.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
