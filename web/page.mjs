// What the program asks of the page besides pictures and questions: time, place, memory, links.
import { give, program, read, words } from './memory.mjs';
import { tell } from './scheduler.mjs';

const stores = ['settings', 'answers', 'drafts'];

const keyOf = (where, at, length) => `vitrine.${stores[where]}.${read(at, length)}`;

export const seconds = () => performance.now() / 1000;
export const wallMs = () => Date.now();
export const utcOffsetMinutes = () => -new Date().getTimezoneOffset();

// Storage may be forbidden or full: then nothing outlives the page, and nothing else breaks.
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remembered(where, at, length) {
  const value = recall(keyOf(where, at, length));
  if (value === null) return 0;
  const raw = new TextEncoder().encode(value);
  const sized = new Uint8Array(4 + raw.length + 3 & ~3);
  new DataView(sized.buffer).setUint32(0, raw.length, true);
  sized.set(raw, 4);
  return give(sized)[0];
}

export function remember(where, at, length, valueAt, valueLength) {
  const key = keyOf(where, at, length), value = read(valueAt, valueLength);
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {}
  if (key === 'vitrine.settings.theme') showTheme(value);
}

// The mirror's fields and the skeleton follow the console's theme.
function showTheme(theme) {
  const root = document.documentElement;
  if (!theme || theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme.replace('_', '-');
  queueMicrotask(() => tell('text_stale'));
}

export function showPlace(at, length, titleAt, titleLength, push) {
  const path = read(at, length);
  document.title = read(titleAt, titleLength);
  if (path === location.pathname + location.search) return;
  history[push ? 'pushState' : 'replaceState'](null, '', path);
}

export function openLink(at, length) {
  const url = read(at, length);
  if (/^https:\/\//.test(url)) open(url, '_blank', 'noopener');
  else if (/^\/(?!\/)/.test(url)) location.assign(url);
}

// Without a secure context there is no clipboard API: then the browser copies a selection of ours.
export function copyText(at, length) {
  const text = read(at, length);
  if (navigator.clipboard) return void navigator.clipboard.writeText(text).catch(() =>
      copySelected(text));
  copySelected(text);
}

function copySelected(text) {
  const put = (event) => {
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put);
}

export function leaveToSignIn() {
  const here = location.pathname + location.search;
  location.replace('/sign-in' + (here === '/' ? '' : '?next=' + encodeURIComponent(here)));
}

export function followHistory() {
  addEventListener('popstate', () => tell('place', ...give(location.pathname + location.search)));
}
