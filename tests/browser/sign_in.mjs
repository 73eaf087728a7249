// The plain sign-in page.
import { check, newPerson, same, settled, test } from './driver.mjs';

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
  await page.context().close();
}
