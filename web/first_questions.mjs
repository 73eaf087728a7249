// The questions that the first frame of a place will ask, so that they are on their way while the
// program loads. A path that the console does not ask costs one answer and breaks nothing; the
// browser test counts them. Parameters stand in alphabetical order, as the program writes them.
const dayMs = 86400000;
const isoDay = (ms) => new Date(ms).toISOString().slice(0, 10);

function metrics(names, days, grain) {
  const to = isoDay(Date.now() + dayMs), from = isoDay(Date.now() - (days - 1) * dayMs);
  const list = names.join('%2C');
  return `/v1/metrics?compare=true&from=${from}&grain=${grain}&metrics=${list}&to=${to}`;
}

const attention = '/v1/submissions?limit=50&scope=attention';
const byPage = {
  overview: () => [
    metrics(['installs', 'active_devices', 'revenue', 'crash_free_sessions', 'rating'], 28, 'day'),
    '/v1/releases', '/v1/reviews?limit=8', '/v1/incidents'],
  submissions: () => ['/v1/submissions?limit=200'],
  submission: (id) => [`/v1/submissions/${id}`],
  reviews: () => ['/v1/reviews?limit=50', '/v1/reviews/facets'],
  analytics: () => [
    metrics(['installs', 'listing_views', 'conversions', 'uninstalls', 'active_devices',
        'revenue'], 28, 'day'),
    metrics(['installs'], 28, 'day')],
};

export function firstQuestions({ pathname, search }) {
  const [, page = '', id] = pathname.split('/');
  const everywhere = ['/v1/apps?limit=200', attention];
  if (search) return everywhere;
  const ask = byPage[page === 'submissions' && id ? 'submission' : page || 'overview'];
  return ask ? [...everywhere, ...ask(id)] : everywhere;
}
