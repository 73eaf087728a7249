// Runs before the first paint: the saved theme and the page whose skeleton shows.
const root = document.documentElement;
try {
  const theme = localStorage.getItem('vitrine.settings.theme');
  if (theme && theme !== 'system') root.dataset.theme = theme.replace('_', '-');
} catch {}
root.dataset.page = location.pathname.split('/')[1] || 'overview';
