// The sign-in page. Without this script the form posts by itself; with it, mistakes show under
// their field and nothing is loaded twice. The password is never kept.
const find = (id) => document.getElementById(id);
const form = find('password-form'), email = find('email'), password = find('password');
const codeForm = find('code'), digits = find('digits');
const show = find('show'), caps = find('caps');
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

function setBusy(submit, busy) {
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

const post = (path, body) => fetch(path, { method: 'POST', headers: {
    'content-type': 'application/json' }, body: JSON.stringify(body),
    signal: AbortSignal.timeout(30000) });

// One step of signing in: the answer is a session, a further step, or a complaint at `field`.
async function send(submit, field, path, body) {
  if (submit.hasAttribute('aria-busy')) return;
  setBusy(submit, true);
  try {
    const answer = await post(path, body);
    if (answer.ok) return location.replace(next());
    const { code = 'failed' } = await answer.json().catch(() => ({}));
    if (code === 'code_needed') showStep(true);
    else if (code === 'step_over') showStep(false);
    else complain(field, answer.status === 429 ? words.tooMany : textOf(code));
    if (code === 'step_over') complain(password, words.stepOver);
  } catch {
    complain(field, words.offline);
  }
  setBusy(submit, false);
}

// Which form shows follows from the address alone, as without this script.
function showStep(code) {
  location.hash = code ? 'code' : '';
  digits.value = '';
  complain(digits, '');
  (code ? digits : password).focus();
}

function signIn(event) {
  event.preventDefault();
  complain(email, '');
  complain(password, '');
  if (!password.value) complain(password, words.password);
  if (!/.@./.test(email.value.trim())) complain(email, words.email);
  if (form.querySelector('[aria-invalid]')) return;
  send(find('submit'), password, '/v1/session',
      { email: email.value.trim(), password: password.value });
}

function sendCode(event) {
  event.preventDefault();
  complain(digits, '');
  if (!digits.value.trim()) return complain(digits, words.code);
  send(find('submit-code'), digits, '/v1/session/code', { code: digits.value.trim() });
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
codeForm.noValidate = true;
codeForm.addEventListener('submit', sendCode);
show.hidden = false;
show.addEventListener('click', switchShown);
for (const type of ['keydown', 'keyup'])
  password.addEventListener(type, (event) => { caps.hidden = !event.getModifierState?.('CapsLock');
      });
password.addEventListener('blur', () => { caps.hidden = true; });
if (wanted.has('error'))
  complain(location.hash === '#code' ? digits : password, textOf(wanted.get('error')));
addEventListener('pageshow', () => {
  setBusy(find('submit'), false);
  setBusy(find('submit-code'), false);
});
lookAtServices();
