// Pixels: sizes at every device pixel ratio, both renderers, and what happens when the GPU is lost.
import { check, goTo, gpuFlags, newPerson, openBrowser, same, settled, signIn, test,
    until } from './driver.mjs';

const canvasSize = (page) => page.evaluate(() => {
  const canvas = document.getElementById('canvas');
  return [canvas.width, canvas.height];
});

// The canvas as the person sees it, as raw pixels.
async function pixels(page) {
  const png = await page.locator('#canvas').screenshot({ animations: 'disabled', caret: 'hide' });
  return page.evaluate(async (base64) => {
    const blob = await (await fetch('data:image/png;base64,' + base64).catch(() => null))?.blob()
      ?? new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' });
    const image = await createImageBitmap(blob);
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i], data[i + 1],
        data[i + 2]);
    return btoa(text);
  }, png.toString('base64')).then((text) => Buffer.from(text, 'base64'));
}

function differing(a, b) {
  check(a.length === b.length, `${a.length} and ${b.length} bytes`);
  let count = 0;
  for (let i = 0; i < a.length; i += 3)
    if (Math.max(Math.abs(a[i] - b[i]), Math.abs(a[i + 1] - b[i + 1]),
        Math.abs(a[i + 2] - b[i + 2])) > 2) count++;
  return count / (a.length / 3);
}

function coloursIn(picture) {
  const seen = new Set();
  for (let i = 0; i < picture.length; i += 3) seen.add(picture.readUIntBE(i, 3));
  return seen.size;
}

async function sizeTests(browser, shop) {
  for (const ratio of [1, 1.25, 2])
    await test(`at ${ratio} device pixels a CSS pixel the canvas has exactly as many pixels`,
        async () => {
      const page = await newPerson(browser, { deviceScaleFactor: ratio, viewport: { width: 1001,
          height: 701 } });
      await signIn(page, shop);
      const [width, height] = await canvasSize(page);
      check(Math.abs(width - 1001 * ratio) <= 0.5 && Math.abs(height - 701 * ratio) <= 0.5,
          `${width} x ${height}`);
      await page.context().close();
    });
  await test('moving to a monitor with another ratio redraws with exact pixels', async () => {
    const page = await newPerson(browser, { viewport: { width: 800, height: 600 } });
    await signIn(page, shop);
    const cdp = await page.context().newCDPSession(page);
    for (const ratio of [1.25, 2, 1]) {
      await cdp.send('Emulation.setDeviceMetricsOverride', { width: 800, height: 600,
          deviceScaleFactor: ratio, mobile: false });
      await page.mouse.move(400 + ratio * 10, 300);
      await until(`a canvas for the ratio ${ratio}`, async () =>
          (await canvasSize(page)).join() === [800 * ratio, 600 * ratio].join());
    }
    await page.context().close();
  });
}

const setRenderer = (page, kind) =>
  page.evaluate((value) => localStorage.setItem('vitrine.renderer', value), kind);

// A canvas keeps its first kind of context for life, so it tells who really draws.
const whoDraws = (page) => page.evaluate(() => {
  const canvas = document.getElementById('canvas');
  return { ...vitrine.probe.renderer, context: ['2d', 'webgl2'].find((kind) =>
      canvas.getContext(kind)) };
});

async function addressTest(page, shop) {
  await test('?renderer=cpu and ?renderer=gpu in the address choose the renderer', async () => {
    for (const [kind, setting, context] of [['cpu', 'gpu', '2d'], ['gpu', 'cpu', 'webgl2']]) {
      await setRenderer(page, setting);
      await goTo(page, shop, `/submissions?renderer=${kind}`);
      same(await whoDraws(page), { kind, why: 'address', context }, 'the renderer');
      check(coloursIn(await pixels(page)) > 50, `the picture by the ${kind} is flat`);
    }
  });
}

async function rendererTests(shop) {
  const browser = await openBrowser(gpuFlags);
  const page = await newPerson(browser);
  await signIn(page, shop);
  await addressTest(page, shop);
  for (const place of ['/submissions', '/reviews'])
    await test(`both renderers draw ${place} alike`, async () => {
      const pictures = [];
      for (const kind of ['cpu', 'gpu']) {
        await setRenderer(page, kind);
        await goTo(page, shop, place);
        same(await page.evaluate(() => vitrine.probe.renderer.kind), kind, 'the renderer');
        pictures.push(await pixels(page));
      }
      check(coloursIn(pictures[0]) > 50, 'the picture is flat');
      const share = differing(...pictures);
      check(share <= 0.01,
          `${(share * 100).toFixed(2)} % of the pixels differ by more than 2 levels`);
    });
  await test('a lost context comes back the same, and a second loss goes to the CPU', async () => {
    await goTo(page, shop, '/submissions');
    const before = await pixels(page);
    await page.evaluate(() => {
      const gl = document.getElementById('canvas').getContext('webgl2');
      window.loser = gl.getExtension('WEBGL_lose_context');
      window.loser.loseContext();
    });
    await page.waitForTimeout(200);
    await page.evaluate(() => window.loser.restoreContext());
    await page.waitForTimeout(300);
    await settled(page);
    check(differing(before, await pixels(page)) < 0.01,
        'the picture after the loss is another one');
    await page.evaluate(() => window.loser.loseContext());
    await until('the CPU takes over', () => page.evaluate(() =>
        vitrine.probe.renderer.kind === 'cpu'));
    await settled(page);
    check(differing(before, await pixels(page)) < 0.01, 'the picture of the CPU is another one');
  });
  await browser.close();
}

export async function pictureTests({ shop, browser }) {
  await sizeTests(browser, shop);
  await rendererTests(shop);
}
