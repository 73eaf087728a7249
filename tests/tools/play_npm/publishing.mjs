// What a developer does with Google's client: a first version with all that it needs, in stages.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { png } from './picture.mjs';

export const languages = ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'pt-BR', 'ja-JP', 'ko-KR',
  'zh-CN', 'ar', 'hi-IN', 'ru-RU'];
export const shown = [['icon', 512, 512], ['featureGraphic', 1024, 500],
  ...[1, 2, 3, 4, 5, 6].map(() => ['phoneScreenshots', 1080, 1920])];
export const mapping = 'org.example.Main -> a.a:\n';

const image = (width, height, mark) => ({ mimeType: 'image/png',
  body: Readable.from([png(width, height, mark)]) });

// Everything that a first version needs, in one edit. `options` go along with each upload.
export async function publish(publisher, packageName, apk, options = {}) {
  const { edits } = publisher;
  const at = { packageName, editId: (await edits.insert({ packageName })).data.id };
  for (const language of ['en-US', 'de-DE']) {
    await edits.listings.update({ ...at, language, requestBody: { language,
      title: 'Test keyboard', shortDescription: `Types for you (${language})`,
      fullDescription: 'A keyboard that a program types with.' } });
  }
  for (const [index, [imageType, width, height]] of shown.entries()) {
    await edits.images.upload({ ...at, language: 'en-US', imageType,
      media: image(width, height, `image ${index}`) }, options);
  }
  const images = await edits.images.list({ ...at, language: 'en-US',
    imageType: 'phoneScreenshots' });
  const uploaded = await edits.apks.upload({ ...at, media: {
    mimeType: 'application/vnd.android.package-archive', body: createReadStream(apk) } }, options);
  const { versionCode } = uploaded.data;
  await edits.deobfuscationfiles.upload({ ...at, apkVersionCode: versionCode,
    deobfuscationFileType: 'proguard', media: { mimeType: 'application/octet-stream',
      body: Readable.from([mapping]) } }, options);
  await edits.tracks.update({ ...at, track: 'production', requestBody: { releases: [{
    versionCodes: [String(versionCode)], status: 'inProgress', userFraction: 0.05,
    releaseNotes: languages.map((language) => ({ language, text: `New, in ${language}` })) }] } });
  await edits.validate(at);
  await edits.commit(at);
  return { versionCode, screenshots: images.data.images.length };
}

// One edit that says only this of the production track, and what the next one reads there.
export async function say(publisher, packageName, versionCode, status, userFraction) {
  const { edits } = publisher;
  const at = { packageName, editId: (await edits.insert({ packageName })).data.id };
  await edits.tracks.update({ ...at, track: 'production', requestBody: { releases: [{
    versionCodes: [String(versionCode)], status, userFraction }] } });
  await edits.commit(at);
  const next = { packageName, editId: (await edits.insert({ packageName })).data.id };
  const track = await edits.tracks.get({ ...next, track: 'production' });
  await edits.delete(next);
  return track.data.releases[0];
}

// Google's data safety file of an app that keeps these types for what it does, and nothing else.
export function safetyLabels(types) {
  const rows = [['PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA', ''],
    ['PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT', '']];
  for (const [category, type] of types) {
    const about = `PSL_DATA_USAGE_RESPONSES:${type}`;
    rows.push([`PSL_DATA_TYPES_${category}`, type],
      [`${about}:PSL_DATA_USAGE_COLLECTION_AND_SHARING`, 'PSL_DATA_USAGE_ONLY_COLLECTED'],
      [`${about}:DATA_USAGE_USER_CONTROL`, 'PSL_DATA_USAGE_USER_CONTROL_REQUIRED'],
      [`${about}:DATA_USAGE_COLLECTION_PURPOSE`, 'PSL_APP_FUNCTIONALITY']);
  }
  return ['Question ID (machine readable),Response ID (machine readable),Response value',
    ...rows.map((row) => [...row, 'true'].join())].join('\r\n');
}

// Halted, resumed and completed; what each read afterwards.
export async function through(publisher, packageName, versionCode) {
  const halted = await say(publisher, packageName, versionCode, 'halted', 0.05);
  const resumed = await say(publisher, packageName, versionCode, 'inProgress', 0.2);
  const whole = await say(publisher, packageName, versionCode, 'completed');
  return [halted, resumed, whole].map((one) => `${one.status} ${one.userFraction ?? ''}`.trim());
}
export const wholeWay = 'halted 0.05, inProgress 0.2, completed';

// Every review by pages, and the last of them answered.
export async function readAndReply(publisher, packageName) {
  const seen = new Set();
  let token = null, last = null;
  do {
    const page = await publisher.reviews.list({ packageName, maxResults: 200,
      token: token ?? undefined });
    for (const one of page.data.reviews ?? []) seen.add(one.reviewId);
    last = page.data.reviews?.at(-1) ?? last;
    token = page.data.tokenPagination?.nextPageToken;
  } while (token);
  const reviewId = last.reviewId;
  const replied = await publisher.reviews.reply({ packageName, reviewId,
    requestBody: { replyText: 'Thank you!' } });
  const again = await publisher.reviews.get({ packageName, reviewId });
  return { seen: seen.size, reviewId, said: replied.data.result.replyText,
    read: again.data.comments[1].developerComment.text };
}
