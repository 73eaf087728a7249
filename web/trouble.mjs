// The panel for what should not happen: the program does not load, or stops. What was drawn and
// what was typed stay; the panel says the code and offers to load the page again.
const panel = document.getElementById('trouble');
let shown = false;

export function showTrouble(code, error) {
  if (shown) return;
  shown = true;
  console.error(error);
  document.getElementById('trouble-code').textContent = code + (error?.message
      ? `: ${error.message}` : '');
  document.getElementById('waiting').hidden = true;
  panel.hidden = false;
  panel.querySelector('button').focus();
}

export function watchForTrouble() {
  panel.querySelector('button').addEventListener('click', () => location.reload());
  const look = (error) => {
    if (error instanceof WebAssembly.RuntimeError) showTrouble('program-stopped', error);
  };
  addEventListener('error', (event) => look(event.error));
  addEventListener('unhandledrejection', (event) => look(event.reason));
}
