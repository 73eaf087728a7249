// The sign-in page. Without this script the form posts by itself; with it, mistakes show under
// their field and nothing is loaded twice. The password is never kept.
const find = (id) => document.getElementById(id);
const form = document.querySelector('form'), email = find('email'), password = find('password');
const submit = find('submit'), show = find('show'), caps = find('caps');
const words = find('errors').dataset;
const wanted = new URLSearchParams(location.search);

const next = () => {
  const path = wanted.get('next') ?? '/';
  return /^\/(?![/\\])/.test(path) ? path : '/';
};

function complain(field, text) {
  find(`${field.id}-error`).textContent = text;
  if (text) {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  } else {
    field.removeAttribute('aria-invalid');
  }
}

function setBusy(busy) {
  submit.toggleAttribute('aria-busy', busy);
  if (busy) submit.setAttribute('aria-busy', 'true');
  const now = submit.textContent;
  if ((submit.dataset.idle !== undefined) === busy) return;
  submit.textContent = busy ? submit.dataset.busy : submit.dataset.idle;
  if (busy) submit.dataset.idle = now;
  else delete submit.dataset.idle;
}

const textOf = (code) => words[code.replace(/_(.)/g, (_, letter) => letter.toUpperCase())]
    ?? words.failed;

async function signIn(event) {
  event.preventDefault();
  if (submit.hasAttribute('aria-busy')) return;
  complain(email, '');
  complain(password, '');
  if (!password.value) complain(password, words.password);
  if (!/.@./.test(email.value.trim())) complain(email, words.email);
  if (document.querySelector('[aria-invalid]')) return;
  setBusy(true);
  try {
    const answer = await fetch('/v1/session', { method: 'POST', headers: {
        'content-type': 'application/json' },
      body: JSON.stringify({ email: email.value.trim(), password: password.value }),
          signal: AbortSignal.timeout(30000) });
    if (answer.ok) return location.replace(next());
    const problem = await answer.json().catch(() => ({}));
    complain(password, answer.status === 429 ? words.tooMany : textOf(problem.code ?? 'failed'));
  } catch {
    complain(password, words.offline);
  }
  setBusy(false);
}

function switchShown() {
  const hidden = password.type === 'password';
  password.type = hidden ? 'text' : 'password';
  show.setAttribute('aria-pressed', String(hidden));
  [show.textContent, show.dataset.other] = [show.dataset.other, show.textContent];
  password.focus();
}

async function lookAtServices() {
  const services = find('services');
  try {
    const ready = (await fetch('/readyz', { signal: AbortSignal.timeout(10000) })).ok;
    services.dataset.state = ready ? 'good' : 'bad';
    services.textContent = ready ? services.dataset.good : services.dataset.bad;
    const health = await (await fetch('/healthz')).json().catch(() => ({}));
    if (!health.demo) return;
    find('demo').hidden = false;
    find('demo').querySelector('span').textContent = typeof health.demo === 'string'
        ? health.demo : '';
  } catch {
    services.dataset.state = 'bad';
    services.textContent = services.dataset.bad;
  }
}

form.noValidate = true;
form.addEventListener('submit', signIn);
show.hidden = false;
show.addEventListener('click', switchShown);
for (const type of ['keydown', 'keyup'])
  password.addEventListener(type, (event) => { caps.hidden = !event.getModifierState?.('CapsLock');
      });
password.addEventListener('blur', () => { caps.hidden = true; });
if (wanted.has('error')) complain(password, textOf(wanted.get('error')));
addEventListener('pageshow', () => setBusy(false));
lookAtServices();
