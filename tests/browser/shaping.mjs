// Shaping: letters that join, and marks that sit on their letters, are drawn as the browser's own
// text engine shapes the whole word, and not letter by letter.
import { check, goTo, settled, test, until } from './driver.mjs';

// A word of the demo's reviews in each script.
const words = [['Arabic', 'التطبيق'], ['Thai', 'ดีมาก'], ['Devanagari', 'बहुत']];

const rectOf = (page, script) => page.evaluate((name) => {
  const inScript = new RegExp(`\\p{Script=${name}}`, 'u');
  const line = [...document.querySelectorAll('#app-sem .body')].find((one) =>
      inScript.test(one.textContent));
  if (!line) return null;
  const { left, top, width, height } = line.getBoundingClientRect();
  const found = line.textContent.split(/[\s.,!?؟،।]+/u).filter((word) => inScript.test(word))
    .sort((a, b) => b.length - a.length)[0];
  return { left, top, width, height, word: found };
}, script);

// In the page: how well the word, drawn whole and drawn letter by letter, is found in a picture of
// the canvas: the best normalised correlation over places and sizes, from -1 to 1.
async function likeness({ png, word }) {
  const pen = (width, height) => new OffscreenCanvas(width, height)
    .getContext('2d', { willReadFrequently: true });
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const inkOf = ({ data, width, height }) => {
    const ink = new Float32Array(width * height);
    for (let i = 0; i < ink.length; i++) ink[i] = Math.abs(data[4 * i + 1] - data[1]);
    return { ink, width, height };
  };
  const view = pen(image.width, image.height);
  view.drawImage(image, 0, 0);
  const seen = inkOf(view.getImageData(0, 0, image.width, image.height));

  const draw = (size, whole) => {
    const one = pen(400, 60);
    one.fillStyle = '#000';
    one.fillRect(0, 0, 400, 60);
    one.fillStyle = '#fff';
    one.font = `400 ${size}px Inter,sans-serif`;
    let x = 40;
    for (const part of whole ? [word] : word) {
      one.fillText(part, x, 40);
      x += one.measureText(part).width;
    }
    const all = inkOf(one.getImageData(0, 0, 400, 60));
    const rows = [], columns = [];
    all.ink.forEach((value, i) => {
      if (value < 40) return;
      rows.push(Math.floor(i / 400));
      columns.push(i % 400);
    });
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    const [left, right] = [Math.min(...columns), Math.max(...columns)];
    return inkOf(one.getImageData(left - 1, top - 1, right - left + 3, bottom - top + 3));
  };
  const correlation = (part, x0, y0) => {
    let a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    const count = part.width * part.height;
    for (let y = 0; y < part.height; y++)
      for (let x = 0; x < part.width; x++) {
        const p = part.ink[y * part.width + x], q = seen.ink[(y0 + y) * seen.width + x0 + x];
        a += p, b += q, aa += p * p, bb += q * q, ab += p * q;
      }
    const spread = (aa - a * a / count) * (bb - b * b / count);
    return spread > 0 ? (ab - a * b / count) / Math.sqrt(spread) : 0;
  };
  const best = (whole) => {
    let most = -1;
    for (let size = 12; size <= 16; size += 0.5) {
      const part = draw(size, whole);
      for (let y = 0; y + part.height <= seen.height; y++)
        for (let x = 0; x + part.width <= seen.width; x++)
          most = Math.max(most, correlation(part, x, y));
    }
    return most;
  };
  return { whole: best(true), apart: best(false) };
}

export async function shapingTests({ shop, page }) {
  for (const [script, word] of words)
    await test(`${script} is drawn shaped: words whole, marks on their letters`, async () => {
      await goTo(page, shop, '/reviews?q=' + encodeURIComponent(word));
      const line = await until(`a review in ${script}`, () => rectOf(page, script));
      await page.mouse.move(5, 5);
      await settled(page);
      const clip = { x: Math.floor(line.left) - 4, y: Math.floor(line.top) - 6,
        width: Math.ceil(line.width) + 8, height: Math.ceil(line.height) + 12 };
      const png = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
      const { whole, apart } = await page.evaluate(likeness, { png, word: line.word });
      check(whole > 0.9 && whole > apart + 0.02,
          `${line.word}: ${whole.toFixed(2)} whole, ${apart.toFixed(2)} letter by letter`);
    });
}
