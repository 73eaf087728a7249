// TLS in front of a store, under a name of the test's own and a certificate it makes itself.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { run } from './store.mjs';

async function certificate(folder, host) {
  const key = join(folder, 'front.key'), cert = join(folder, 'front.pem');
  const made = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
    '-keyout', key, '-out', cert, '-subj', `/CN=${host}`, '-addext',
    `subjectAltName=DNS:${host}`]);
  if (made.code !== 0) throw new Error(made.printed);
  return { key, cert };
}

// The environment in which a client finds the store behind this host, over TLS.
export async function frontOf(url, host, folder) {
  const { key, cert } = await certificate(folder, host);
  const hosts = new Set();
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (ask, tell) => {
    hosts.add(ask.headers.host);
    const to = request(url + ask.url, { method: ask.method, headers: ask.headers }, (told) => {
      tell.writeHead(told.statusCode, told.headers);
      told.pipe(tell);
    });
    to.on('error', () => tell.destroy());
    ask.pipe(to);
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert, NEARBY_HOST: host,
    NEARBY_PORT: String(server.address().port) };
  return { env, hosts, close: () => server.close() };
}
