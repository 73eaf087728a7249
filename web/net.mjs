// The program's transport: each ask is one fetch, answered once. The change stream opens after the
// first good answer and comes back by itself; nothing else is repeated here.
import { give, program, read } from './memory.mjs';
import { plan } from './scheduler.mjs';

const timeoutMs = 30000, coalesceMs = 50, streamPath = '/v1/stream';
const topics = ['submission', 'review', 'release', 'metrics', 'incident'];
const [off, connecting, live] = [0, 1, 2];
const early = new Map();  // Path -> answer of a question asked before the program was there.
let csrfToken = '', stream = null, streamFailures = 0, kickTimer = 0, lastKick = 0;

async function ask(path, init) {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init,
      signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    return { status: 0, body: new Uint8Array() };
  }
}

// What the first page will ask for, asked while the program is still loading.
export function askEarly(path) {
  const answer = ask(path, { headers: { accept: 'application/json' } });
  early.set(path, answer);
  return answer;
}

// At most one frame per 50 ms for what comes from the network.
function arrived() {
  if (kickTimer) return;
  kickTimer = setTimeout(() => {
    kickTimer = 0;
    lastKick = performance.now();
    program.answers_arrived();
    plan();
  }, Math.max(0, lastKick + coalesceMs - performance.now()));
}

export async function send(id, verbAt, verbLength, pathAt, pathLength, bodyAt, bodyLength, matchAt,
    matchLength) {
  const method = read(verbAt, verbLength), path = read(pathAt, pathLength);
  const body = read(bodyAt, bodyLength), match = read(matchAt, matchLength);
  const headers = { accept: 'application/json' };
  if (body) headers['content-type'] = 'application/json';
  if (match) headers['if-match'] = match;
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken;
  const known = method === 'GET' && early.get(path);
  early.delete(path);
  const answer = await (known || ask(path, { method, headers, body: body || undefined }));
  program.answer(id, answer.status, ...give(answer.body));
  if (answer.status === 200 && !stream) openStream();
  arrived();
}

export function useCsrfToken(at, length) {
  csrfToken = read(at, length);
}

function streamIs(state) {
  program.stream(state);
  arrived();
}

// The browser reconnects with Last-Event-ID after a broken line, but gives up when the store
// answers with an error: then we try again, later each time.
function openStream() {
  streamIs(connecting);
  stream = new EventSource(streamPath);
  stream.onopen = () => {
    streamFailures = 0;
    streamIs(live);
  };
  stream.onerror = () => {
    streamIs(connecting);
    if (stream.readyState !== EventSource.CLOSED) return;
    const wait = Math.min(60000, 1000 * 2 ** streamFailures++) * (0.75 + Math.random() / 2);
    setTimeout(openStream, wait);
  };
  for (const topic of topics)
    stream.addEventListener(topic, (event) => {
      const [name, nameLength] = give(topic);
      program.event(name, nameLength, ...give(event.data));
      arrived();
    });
}

export function closeStream() {
  stream?.close();
  streamIs(off);
}

addEventListener('online', () => program && arrived());
