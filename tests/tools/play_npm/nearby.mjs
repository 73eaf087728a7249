// Loaded into a test's own process in front of everything (node --import): the name in NEARBY_HOST
// is this machine, and its port 443 is NEARBY_PORT. Certificates are checked as ever.
import dns from 'node:dns';
import tls from 'node:tls';

const host = process.env.NEARBY_HOST;
const port = Number(process.env.NEARBY_PORT);
const { lookup } = dns;
const { connect } = tls;

dns.lookup = (name, options, done) => {
  const [how, told] = typeof options === 'function' ? [{}, options] : [options, done];
  if (name !== host) return lookup(name, how, told);
  const address = { address: '127.0.0.1', family: 4 };
  return how.all ? told(null, [address]) : told(null, address.address, address.family);
};

tls.connect = (options, ...rest) => connect(
  options?.host === host ? { ...options, port, lookup: dns.lookup } : options, ...rest);
