// The plain sign-in page.
import { createHmac } from 'node:crypto';
import { check, newPerson, same, settled, test } from './driver.mjs';

const colleague = 'tomasz@northlight.example';  // of the demonstration, with the same password

// What an authenticator program shows: RFC 6238.
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)
      .toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, '0');
}

// Gives the colleague a second factor; the secret and the recovery codes.
async function enrol(shop) {
  const ask = async (path, body, more = {}) => fetch(shop.url + path, { method: 'POST',
    headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify(body) });
  const signed = await ask('/v1/session', { email: colleague, password: shop.password });
  const more = { cookie: signed.headers.get('set-cookie').split(';')[0],
    'x-csrf-token': (await signed.json()).csrf_token };
  const { secret } = await (await ask('/v1/me/second-factor', { password: shop.password },
      more)).json();
  const confirmed = await ask('/v1/me/second-factor/confirm',
      { code: codeOf(secret, Date.now() - 30000) }, more);
  same(confirmed.status, 200, 'the status');
  return { secret, ...await confirmed.json() };
}

async function givePassword(page, shop) {
  await page.getByLabel('Work email').fill(colleague);
  await page.getByLabel('Password').fill(shop.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code from your authenticator').waitFor();
  same(await page.getByLabel('Work email').isVisible(), false, 'the first form');
}

export async function signInTests({ shop, browser }) {
  const page = await newPerson(browser);
  await test('sign-in: a wrong password says so under its field and keeps the email', async () => {
    await page.goto(shop.url + '/sign-in');
    await page.getByLabel('Work email').fill(shop.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#password-error:not(:empty)').waitFor();
    same(await page.getByLabel('Work email').inputValue(), shop.email, 'the email');
  });
  await test('sign-in: password managers find both fields', async () => {
    same([await page.getByLabel('Work email').getAttribute('autocomplete'),
        await page.getByLabel('Password').getAttribute('autocomplete')],
      ['username', 'current-password'], 'autocomplete');
    same(await page.locator('canvas').count(), 0, 'canvases');
  });
  await test('sign-in: a page asked for before comes back after signing in', async () => {
    await page.goto(shop.url + '/analytics');
    check(page.url().includes('/sign-in?next='), `went to ${page.url()}`);
    await page.getByLabel('Work email').fill(shop.email);
    await page.getByLabel('Password').fill(shop.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(shop.url + '/analytics');
    await settled(page);
  });
  await test('sign-in: works without JavaScript', async () => {
    const plain = await newPerson(browser, { javaScriptEnabled: false });
    await plain.goto(shop.url + '/sign-in');
    await plain.getByLabel('Work email').fill(shop.email);
    await plain.getByLabel('Password').fill(shop.password);
    await plain.getByRole('button', { name: 'Sign in' }).click();
    await plain.waitForURL(shop.url + '/');
    await plain.locator('#no-script').waitFor();
    await plain.context().close();
  });
  const factor = await enrol(shop);
  await test('sign-in: the second step takes a code, and a wrong one says so', async () => {
    const other = await newPerson(browser);
    await other.goto(shop.url + '/sign-in?next=%2Freviews');
    await givePassword(other, shop);
    const code = other.getByLabel('Code from your authenticator');
    same(await code.getAttribute('autocomplete'), 'one-time-code', 'autocomplete');
    await code.fill('000000');
    await other.keyboard.press('Enter');
    await other.locator('#digits-error:not(:empty)').waitFor();
    await code.fill(codeOf(factor.secret));
    await other.keyboard.press('Enter');
    await other.waitForURL(shop.url + '/reviews');
    await other.context().close();
  });
  await test('sign-in: the second step works without JavaScript', async () => {
    const plain = await newPerson(browser, { javaScriptEnabled: false });
    await plain.goto(shop.url + '/sign-in?next=%2Freviews');
    await givePassword(plain, shop);
    await plain.getByLabel('Code from your authenticator').fill(factor.codes[0]);
    await plain.getByRole('button', { name: 'Sign in' }).click();
    await plain.waitForURL(shop.url + '/reviews#');
    await plain.context().close();
  });
  await page.context().close();
}
