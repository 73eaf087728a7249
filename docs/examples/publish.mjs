// Publishes a package from CI with Google's client for Node, unmodified: npm install
// @googleapis/androidpublisher.
//
//   node publish.mjs PACKAGE_NAME FILE [TRACK] [SHARE]
//
// VITRINE_STORE says where (https://store.example), GOOGLE_APPLICATION_CREDENTIALS as whom: the
// external-account.json of a service account, with its subject token beside it in the folder this
// runs in. Release notes lie in notes/LOCALE.txt. May be run again.
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import publishing from '@googleapis/androidpublisher';

const [packageName, file, track = 'production', share = '0.05'] = process.argv.slice(2);
const rootUrl = `${process.env.VITRINE_STORE.replace(/\/+$/, '')}/`;
const { edits } = publishing.androidpublisher({ version: 'v3', rootUrl,
  auth: new publishing.auth.GoogleAuth({
    scopes: ['https://www.googleapis.com/auth/androidpublisher'] }) });

const notes = (existsSync('notes') ? readdirSync('notes') : [])
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({ language: name.slice(0, -4),
    text: readFileSync(`notes/${name}`, 'utf8').trim() }));
const fraction = Number(share);

const edit = { packageName, editId: (await edits.insert({ packageName })).data.id };
try {
  // Uploads go to Google unless the store is named with the call, too.
  const files = file.endsWith('.aab') ? edits.bundles : edits.apks;
  const { versionCode } = (await files.upload({ ...edit, media: {
    mimeType: 'application/octet-stream', body: createReadStream(file) } }, { rootUrl })).data;
  await edits.tracks.update({ ...edit, track, requestBody: { releases: [{
    versionCodes: [String(versionCode)], releaseNotes: notes,
    ...(fraction < 1 ? { status: 'inProgress', userFraction: fraction }
      : { status: 'completed' }) }] } });
  await edits.commit(edit);
  console.log(`${packageName} ${versionCode} is on its way to ${track}`);
} catch (error) {
  // What the checks found, or what somebody else changed meanwhile, is named there.
  console.error(error.response?.data?.error?.message ?? error.message);
  await edits.delete(edit).catch(() => {});
  process.exitCode = 1;
}
