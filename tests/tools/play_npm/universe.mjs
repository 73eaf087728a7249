// Google's client where nothing but the environment says which store it is: run by run.mjs in a
// process of its own, with GOOGLE_CLOUD_UNIVERSE_DOMAIN and GOOGLE_APPLICATION_CREDENTIALS.
//   node universe.mjs PACKAGE_NAME APK publish | through VERSION     prints JSON
import { createRequire } from 'node:module';
import { modules } from './store.mjs';
import { publish, through } from './publishing.mjs';

const require = createRequire(`${modules}/`);
const { androidpublisher, auth } = require('@googleapis/androidpublisher');
const publisher = androidpublisher({ version: 'v3', auth: new auth.GoogleAuth({
  scopes: ['https://www.googleapis.com/auth/androidpublisher'] }) });
const [packageName, apk, what, version] = process.argv.slice(2);

const works = {
  publish: () => publish(publisher, packageName, apk),
  through: () => through(publisher, packageName, version),
};
console.log(JSON.stringify(await works[what]()));
