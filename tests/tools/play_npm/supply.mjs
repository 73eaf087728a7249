// The calls that fastlane's `supply` makes, in its order and by its upload protocol (X-Goog-Upload
// as Ruby's client speaks it), written from their description: fastlane itself is not here to run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { png } from './picture.mjs';
import { languages, mapping, shown } from './publishing.mjs';

// json_key of the type external_account: the token comes from its own token_url.
async function tokenOf(folder) {
  const key = JSON.parse(readFileSync(join(folder, 'external-account.json')));
  const subject = readFileSync(join(folder, key.credential_source.file), 'utf8').trim();
  const told = await fetch(key.token_url, { method: 'POST', body: new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', audience: key.audience,
    scope: 'https://www.googleapis.com/auth/androidpublisher',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: key.subject_token_type, subject_token: subject }) });
  return (await told.json()).access_token;
}

class Supply {
  constructor(root, packageName, token) {
    this.root = root;
    this.token = token;
    this.app = `/androidpublisher/v3/applications/${packageName}`;
  }
  async ask(method, path, body, headers = {}) {
    const told = await fetch(path.startsWith('http') ? path : this.root + path, { method,
      headers: { authorization: `Bearer ${this.token}`,
        ...(body && !headers['x-goog-upload-command'] && { 'content-type': 'application/json' }),
        ...headers },
      body: body && (Buffer.isBuffer(body) ? body : JSON.stringify(body)) });
    const text = await told.text();
    if (!told.ok) throw new Error(`${method} ${path}: ${told.status} ${text}`);
    return { json: text ? JSON.parse(text) : {}, headers: told.headers };
  }
  async upload(path, bytes, type) {
    const begun = await this.ask('POST', `/upload${path}`, undefined, {
      'x-goog-upload-protocol': 'resumable', 'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(bytes.length),
      'x-goog-upload-header-content-type': type });
    const done = await this.ask('POST', begun.headers.get('x-goog-upload-url'), bytes, {
      'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' });
    if (done.headers.get('x-goog-upload-status') !== 'final') throw new Error('it is not final');
    return done.json;
  }
}

async function listing(supply, edit) {
  await supply.ask('GET', `${edit}/listings`);
  for (const language of ['en-US', 'fr-FR']) {
    await supply.ask('PUT', `${edit}/listings/${language}`, { language, title: 'Snapshots',
      shortDescription: 'Sees what is there', fullDescription: 'For programs that look.' });
  }
  for (const type of new Set(shown.map(([name]) => name)))
    await supply.ask('DELETE', `${edit}/listings/en-US/${type}`);
  for (const [index, [type, width, height]] of shown.entries()) {
    await supply.upload(`${edit}/listings/en-US/${type}`, png(width, height, `supply ${index}`),
      'image/png');
  }
}

export async function supply(root, packageName, apk, folder) {
  const at = new Supply(root, packageName, await tokenOf(folder));
  const edit = `${at.app}/edits/${(await at.ask('POST', `${at.app}/edits`)).json.id}`;
  await listing(at, edit);
  const { versionCode } = await at.upload(`${edit}/apks`, readFileSync(apk),
    'application/vnd.android.package-archive');
  await at.upload(`${edit}/apks/${versionCode}/deobfuscationFiles/proguard`,
    Buffer.from(mapping), 'application/octet-stream');
  const track = (await at.ask('GET', `${edit}/tracks/production`)).json;
  track.releases = [{ versionCodes: [String(versionCode)], status: 'inProgress',
    userFraction: 0.1, releaseNotes: languages.map((language) => ({ language, text: 'First' })) }];
  await at.ask('PUT', `${edit}/tracks/production`, track);
  await at.ask('POST', `${edit}:validate`);
  await at.ask('POST', `${edit}:commit`);
  const apks = (await at.ask('GET', `${at.app}/generatedApks/${versionCode}`)).json.generatedApks;
  const id = apks[0].generatedUniversalApk.downloadId;
  const whole = await fetch(`${root}${at.app}/generatedApks/${versionCode}/downloads/${id}` +
      ':download?alt=media', { headers: { authorization: `Bearer ${at.token}` } });
  return { versionCode, same: Buffer.from(await whole.arrayBuffer()).equals(readFileSync(apk)) };
}
