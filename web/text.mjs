// The program's TextDoor on Canvas 2D: the browser knows every script, bidi, and colour emoji.
// Lines break where Intl.Segmenter and a few rules of punctuation allow, measured as whole lines,
// so that shaping and kerning are right.
import { bytes, floats, give, program, read, words } from './memory.mjs';

const faces = ['400 #px Inter', '500 #px Inter', '600 #px Inter', '600 #px InterDisplay,Inter',
  '400 #px JetBrainsMono'];
const fallback = { 4: ',monospace' };
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\ufe0f\u20e3/u;
const scripts = (names) => names.split(' ').map((name) => `\\p{Script=${name}}`).join('');
const rightToLeft = new RegExp(`[${scripts('Arab Hebr Syrc Thaa Nkoo')}]`, 'u');
const spaceless = new RegExp(
  `[${scripts('Han Hira Kana Thai Laoo Khmr Mymr')}\\p{Emoji_Presentation}]`, 'u');
const mayNotStart = /^[\p{Pe}\p{Pf}\p{Po}\p{M}\p{Lm}ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/u;
const mayNotEnd = /[\p{Ps}\p{Pi}]$/u;

const canvas = new OffscreenCanvas(8, 8);
const pen = canvas.getContext('2d', { willReadFrequently: true });
const segmenters = new Map();

function segmenter(granularity, lang) {
  const key = granularity + lang;
  let made = segmenters.get(key);
  if (!made) {
    try {
      made = new Intl.Segmenter(lang || undefined, { granularity });
    } catch {
      made = new Intl.Segmenter(undefined, { granularity });
    }
    segmenters.set(key, made);
  }
  return made;
}

let wantMono = () => {};
// Mono text is rare: its face is fetched when the first such text is laid out.
export const onMono = (act) => { wantMono = act; };

const isRightToLeft = (text) => rightToLeft.test(/\p{L}/u.exec(text)?.[0] ?? '');

function use(face, px, lang, rtl) {
  if (face === 4) wantMono();
  pen.font = faces[face].replace('#', px) + (fallback[face] ?? ',sans-serif');
  pen.lang = lang || 'inherit';
  pen.direction = rtl ? 'rtl' : 'ltr';
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
}

const width = (text) => pen.measureText(text).width;

// Ends of the pieces after which a line may end.
function breaks(text, lang) {
  const out = [];
  let before = '';
  for (const { segment, index } of segmenter('word', lang).segment(text)) {
    if (before && (/[\s\u200b\u2010-\u2014/-]$/u.test(before)
        || ((spaceless.test(before.at(-1)) || spaceless.test(segment)) && !mayNotEnd.test(before)))
        && !mayNotStart.test(segment) && !/^\s/u.test(segment)) out.push(index);
    before = segment;
  }
  out.push(text.length);
  return out;
}

// The largest index whose text still fits, by halving; at least 0.
function most(ends, fits) {
  let low = 0, high = ends.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(ends[middle])) low = middle;
    else high = middle - 1;
  }
  return low;
}

function graphemeEnds(text) {
  return [...segmenter('grapheme', '').segment(text)].map(({ segment, index }) =>
      index + segment.length);
}

function shortened(text, maxWidth) {
  const ends = [0, ...graphemeEnds(text)];
  const kept = ends[most(ends, (end) => width(text.slice(0, end).trimEnd() + '…') <= maxWidth)];
  return text.slice(0, kept).trimEnd() + '…';
}

// One paragraph into lines; stops behind `limit`. True: something is left over. Lines keep the
// white
// space they end with, so that what is copied from them is the source; it is never drawn.
function wrap(text, maxWidth, lang, limit, lines) {
  let start = 0;
  if (!maxWidth || width(text) <= maxWidth) return void lines.push([text, text]);
  let ends = breaks(text, lang);
  while (start < text.length && lines.length < limit) {
    const from = start;
    const fits = (end) => width(text.slice(from, end).trimEnd()) <= maxWidth;
    let end = ends[most(ends, fits)];
    if (!fits(end)) {
      const letters = graphemeEnds(text.slice(from, end)).map((at) => at + from);
      end = letters[most(letters, fits)];
    }
    lines.push([text.slice(from, end), text.slice(from)]);
    start = end;
    ends = ends.filter((one) => one > end);
  }
  return start < text.length;
}

function layOut(text, face, size, maxWidth, maxLines, lang) {
  const rtl = isRightToLeft(text);
  use(face, size, lang, rtl);
  const limit = maxLines || Infinity, lines = [];
  const paragraphs = text.split(/\r?\n/);
  let cut = false;
  for (const [index, paragraph] of paragraphs.entries()) {
    cut = wrap(paragraph, maxWidth, lang, limit, lines);
    if (lines.length >= limit) {
      cut ||= index + 1 < paragraphs.length;
      break;
    }
    const last = lines.findLast(([line]) => line);
    if (last && index + 1 < paragraphs.length) last[0] += '\n';
  }
  if (cut) {
    const last = lines.at(-1);
    last[0] = width(last[1]) <= maxWidth ? last[1].trimEnd() + '…' : shortened(last[1], maxWidth);
  }
  return { rtl, cut, lines: lines.map(([line]) => line) };
}

export function layout(at, length, face, size, maxWidth, maxLines, langAt, langLength) {
  const { rtl, cut, lines } = layOut(read(at, length), face, size, maxWidth, maxLines,
    read(langAt, langLength));
  const raw = lines.map((line) => new TextEncoder().encode(line));
  const total = raw.reduce((sum, one) => sum + 12 + ((one.length + 3) & ~3), 8);
  const block = program.alloc(total);
  let word = block >> 2;
  words[word++] = lines.length;
  words[word++] = cut ? 1 : 0;
  raw.forEach((one, i) => {
    floats[word++] = width(lines[i].trimEnd());
    words[word++] = rtl ? 1 : 0;
    words[word++] = one.length;
    bytes.set(one, word << 2);
    word += (one.length + 3) >> 2;
  });
  return block;
}

// Draws the line on a cleared canvas of that size and gives its pixels.
function pixels(text, colour, box) {
  pen.clearRect(0, 0, box.width, box.height);
  pen.fillStyle = colour;
  pen.fillText(text, -box.left, box.top);
  return new Uint32Array(pen.getImageData(0, 0, box.width, box.height).data.buffer);
}

const textColour = () =>
    getComputedStyle(document.documentElement).getPropertyValue('--text-primary');

// Coloured letters are told from text by drawing twice: text takes the pen's colour, emoji do not.
function hasOwnColours(text, box, inWhite) {
  if (!emoji.test(text)) return false;
  const inBlack = pixels(text, 'black', box);
  return inWhite.some((value, i) => value >>> 24 > 96
      && Math.abs((value & 255) - (inBlack[i] & 255)) < 96);
}

export function raster(at, length, face, size, scale, rtl, langAt, langLength) {
  const text = read(at, length).trimEnd();
  use(face, size * scale, read(langAt, langLength), rtl);
  const ink = pen.measureText(text);
  const box = { left: Math.floor(-ink.actualBoundingBoxLeft) - 1,
      top: Math.ceil(ink.actualBoundingBoxAscent) + 1 };
  box.width = Math.min(8192, Math.max(1, Math.ceil(ink.actualBoundingBoxRight) + 1 - box.left));
  box.height = Math.min(1024, Math.max(1, Math.ceil(ink.actualBoundingBoxDescent) + 1 + box.top));
  if (box.width > canvas.width || box.height > canvas.height) {
    canvas.width = Math.max(canvas.width, box.width);
    canvas.height = Math.max(canvas.height, box.height);
    use(face, size * scale, read(langAt, langLength), rtl);
  }
  let image = pixels(text, 'white', box);
  const coloured = hasOwnColours(text, box, image);
  if (coloured) image = pixels(text, textColour(), box);
  else for (let i = 0; i < image.length; i++) image[i] |= 0xffffff;
  const block = program.alloc(20 + image.length * 4);
  words.set([box.width, box.height, box.left, box.top, coloured ? 1 : 0], block >> 2);
  words.set(image, (block >> 2) + 5);
  return block;
}

// `container`: count, then length and bytes of each face, in the order of `faces` from `first` on.
export async function addFonts(container, first) {
  const view = new DataView(container);
  const made = [];
  for (let at = 4, i = 0; i < view.getUint32(0, true); i++) {
    const length = view.getUint32(at, true);
    const [weight, , family] = faces[first + i].split(/[ ,]/);
    // A cluster that no font has whole would else be drawn by ours, which has nothing for it.
    made.push(new FontFace(family, container.slice(at + 4, at + 4 + length),
      { weight, unicodeRange: 'U+0-FF,U+2010-2026,U+20AC' }));
    at += 4 + length;
  }
  for (const face of await Promise.all(made.map((one) => one.load()))) document.fonts.add(face);
}
