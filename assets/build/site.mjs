// Packs what a browser downloads: node site.mjs WEB_FOLDER WASM FONTS ESBUILD OUTPUT
//
// Pages (web/*.html) name their parts by placeholders; each part gets a name with a hash of its
// content, so it may be cached for ever:
//   {{vitrine.wasm}}  {{ui.fonts}}     given on the command line; ui.fonts without its last face,
//   {{mono.fonts}}                     which is a part of its own
//   {{later:PART}}                     a part that the page's scripts fetch when it is needed, if
//                                      ever: not one of those that the page itself needs
//   {{NAME.js}}  {{NAME.css}}          web/NAME.mjs, web/NAME.css, bundled
//   {{inline:NAME.css}}                the style sheet's text itself, for <style>
//   {{say:KEY}}                        a text from assets/words/en.json
// `@import "theme.css"` in a style sheet gives the theme's colours. web/sw.mjs becomes /sw.js, and
// web/static/* is copied under its own name. Everything also lies there as .br and .gz.
// sizes.json: every file, its bytes raw and as brotli, whether the first page (index) needs it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
  from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { themeCss } from './theme_css.mjs';

const [, , web, wasm, fonts, esbuild, site] = process.argv;
const assets = join(dirname(fileURLToPath(import.meta.url)), '..');
const words = flatten(JSON.parse(readFileSync(join(assets, 'words/en.json'), 'utf8')));
const work = join(dirname(site), 'site-parts');
const built = new Map();  // Placeholder -> path in the site.
const later = new Set();  // Paths that no page needs from the start.

function flatten(object, prefix = '') {
  return Object.assign({}, ...Object.entries(object).map(([key, value]) =>
    typeof value === 'string' ? { [prefix + key]: value } : flatten(value, `${prefix}${key}.`)));
}

function bundle(entry, output) {
  const browsers = '--target=es2022,chrome111,firefox111,safari16.4';
  const theme = `--alias:theme.css=${join(work, 'theme.css')}`;
  execFileSync(esbuild, [entry, '--bundle', '--minify', '--format=esm', browsers, theme,
    '--legal-comments=none', '--log-level=warning', `--outfile=${output}`],
  { stdio: ['ignore', 'inherit', 'inherit'] });
}

function hashed(name, file) {
  const bytes = readFileSync(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const path = `assets/${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(site, path), bytes);
  return path;
}

// A container of fonts (assets/build/ui_fonts.py) as two: all faces but the last, and the last.
function splitFonts() {
  const all = readFileSync(fonts);
  let last = 4;
  for (let left = all.readUInt32LE(0); left > 1; left -= 1) last += 4 + all.readUInt32LE(last);
  const count = (faces) => Buffer.from(Uint32Array.of(faces).buffer);
  writeFileSync(join(work, 'ui.fonts'),
    Buffer.concat([count(all.readUInt32LE(0) - 1), all.subarray(4, last)]));
  writeFileSync(join(work, 'mono.fonts'), Buffer.concat([count(1), all.subarray(last)]));
}

function part(name) {
  if (name.startsWith('say:')) return words[name.slice(4)] ?? stop(`no word for ${name}`);
  if (name.startsWith('inline:')) return inlined(name.slice(7));
  if (name.startsWith('later:')) {
    const path = part(name.slice(6));
    later.add(path.slice(1));
    return path;
  }
  if (built.has(name)) return '/' + built.get(name);
  const given = { 'vitrine.wasm': wasm, 'ui.fonts': join(work, 'ui.fonts'),
    'mono.fonts': join(work, 'mono.fonts') }[name];
  const entry = join(web, name.replace(/\.js$/, '.mjs'));
  if (!given && !existsSync(entry)) stop(`a page asks for {{${name}}}: no ${entry}`);
  if (!given) bundle(entry, join(work, name));
  built.set(name, hashed(name, given ?? join(work, name)));
  return '/' + built.get(name);
}

function inlined(name) {
  bundle(join(web, name), join(work, name));
  return readFileSync(join(work, name), 'utf8').trim();
}

function stop(why) {
  console.error(`site.mjs: ${why}`);
  process.exit(1);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => statSync(join(folder, name)).isFile()).sort();
}

const fill = (text) => text.replace(/\{\{([\w.:-]+)\}\}/g, (_, name) => part(name));
const tidy = (html) => html.replace(/<!--[\s\S]*?-->/g, '').replace(/^\s+/gm, '');

// The encoder guesses; which guess fits differs from file to file, by up to 0.4 % of the wasm.
function smallestBrotli(bytes) {
  const tries = [[constants.BROTLI_MODE_GENERIC, 0, 0], [constants.BROTLI_MODE_GENERIC, 0, 4],
    [constants.BROTLI_MODE_GENERIC, 1, 30], [constants.BROTLI_MODE_GENERIC, 0, 12],
    [constants.BROTLI_MODE_FONT, 0, 0], [constants.BROTLI_MODE_FONT, 0, 4]];
  return tries.map(([mode, postfix, direct]) => brotliCompressSync(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_MODE]: mode,
    [constants.BROTLI_PARAM_NPOSTFIX]: postfix, [constants.BROTLI_PARAM_NDIRECT]: direct } }))
    .reduce((best, one) => one.length < best.length ? one : best);
}

function packed(file) {
  const bytes = readFileSync(file);
  const brotli = smallestBrotli(bytes);
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  return { raw: bytes.length, brotli: brotli.length };
}

rmSync(site, { recursive: true, force: true });
mkdirSync(join(site, 'assets'), { recursive: true });
mkdirSync(work, { recursive: true });
splitFonts();
const pages = filesBelow(web).map((name) => readFileSync(join(web, name), 'latin1')).join('\n');
writeFileSync(join(work, 'theme.css'), themeCss(join(assets, 'theme.json'), pages));
if (existsSync(join(web, 'static'))) cpSync(join(web, 'static'), site, { recursive: true });
if (existsSync(join(web, 'sw.mjs'))) bundle(join(web, 'sw.mjs'), join(site, 'sw.js'));

let first = new Set();
for (const page of readdirSync(web).filter((name) => name.endsWith('.html')).sort()) {
  const text = tidy(fill(readFileSync(join(web, page), 'utf8')));
  writeFileSync(join(site, page), text);
  const parts = [...built.values()].filter((path) => text.includes(path) && !later.has(path));
  if (page === 'index.html') first = new Set([page, ...parts]);
}

const files = filesBelow(site)
  .map((name) => ({ file: name, ...packed(join(site, name)), first_page: first.has(name) }));
writeFileSync(join(site, '..', 'sizes.json'), JSON.stringify({ files }, null, 2) + '\n');
