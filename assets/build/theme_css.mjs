// assets/theme.json -> CSS variables of the colours that the pages use (--bg-canvas,
// --stage-in-review-text). The default theme is on :root, the others on [data-theme='light'] and so
// on; without one the system's wish decides.
import { readFileSync } from 'node:fs';

const kebab = (name) => name.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());

function colours(value, path) {
  if (typeof value === 'string' && value.startsWith('#')) return [[`--${path.join('-')}`, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => colours(inner, [...path, kebab(key)]));
}

// themeCss(FILE, PAGES): PAGES is the text of all pages, scripts and styles; what they do not name
// is left out.
export function themeCss(file, pages) {
  const { themes, defaultTheme } = JSON.parse(readFileSync(file, 'utf8'));
  const used = new Set(pages.match(/--[a-z][\w-]*/g));
  const block = (selector, key) => `${selector}{${colours(themes[key], [])
    .filter(([name]) => used.has(name)).map(([name, value]) => `${name}:${value}`).join(';')}}\n`;
  const named = Object.keys(themes).map((key) => block(`[data-theme='${kebab(key)}']`, key));
  const light = `@media (prefers-color-scheme:light){${block(':root', 'light')}}\n`;
  return block(':root', defaultTheme) + light + named.join('');
}
