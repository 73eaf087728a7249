// Pointer, wheel, keys and size into the program. The browser keeps its own keys, its zoom, its
// context menu and every click on a link that should open elsewhere.
import { give, program } from './memory.mjs';
import { isField, leavesToBrowser } from './dom_mirror.mjs';
import { tell } from './scheduler.mjs';

// The order of ImGuiKey from ImGuiKey_NamedKey_BEGIN on, by KeyboardEvent.code.
const codes = [
  'Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End',
  'Insert', 'Delete', 'Backspace', 'Space', 'Enter', 'Escape', 'ControlLeft', 'ShiftLeft',
  'AltLeft', 'MetaLeft', 'ControlRight', 'ShiftRight', 'AltRight', 'MetaRight', 'ContextMenu'];
const [digit0, letterA, f1] = [24, 34, 60];
const signs = ["'", ',', '-', '.', '/', ';', '=', '[', '\\', ']', '`'];
const sign0 = f1 + 24;
const farOutside = -1e6, linePx = 40, slopPx = 8;

const app = document.getElementById('app');
let touchId = null, touchFrom = null;

function keyOf({ key, code }) {
  const named = codes.indexOf(code === 'NumpadEnter' ? 'Enter' : code);
  if (named >= 0) return named;
  if (/^[a-z]$/i.test(key)) return letterA + key.toLowerCase().charCodeAt(0) - 97;
  if (/^[0-9]$/.test(key)) return digit0 + Number(key);
  if (/^F([1-9]|1[0-2])$/.test(key)) return f1 + Number(key.slice(1)) - 1;
  const sign = signs.indexOf(key);
  return sign < 0 ? -1 : sign0 + sign;
}

const modsOf = (event) => event.ctrlKey + 2 * event.shiftKey + 4 * event.altKey + 8 * event.metaKey;

// What the console's own commands claim outside of text fields; all else stays the browser's.
function isClaimed(event) {
  const chord = event.ctrlKey || event.metaKey;
  return chord ? event.key.toLowerCase() === 'k' : !event.altKey && (event.key === '/'
      || event.key === "'");
}

function onKey(event, down) {
  const { target, key } = event;
  if (event.isComposing || key === 'Tab' || key === 'Process') return;
  const chord = event.ctrlKey || event.metaKey, inField = isField(target);
  if (down && isClaimed(event) && (chord || !inField)) event.preventDefault();
  if (inField && down && key !== 'Escape' && !(chord && isClaimed(event))) return;
  // The browser itself presses a link or button that has the focus.
  if ((key === 'Enter' || key === ' ')
      && target.closest('#app-sem a,#app-sem button,#app-sem [tabindex]')) return;
  tell('key', keyOf(event), down, modsOf(event));
  if (down && !chord && !inField && [...key].length === 1) tell('text', ...give(key));
}

function position(event, touch) {
  const box = app.getBoundingClientRect();
  program.pointer(event.clientX - box.left, event.clientY - box.top, touch);
}

function onPointer(event) {
  const touch = event.pointerType === 'touch';
  if (touch && !isFirstFinger(event)) return;
  if (event.type === 'pointerleave' || event.type === 'pointercancel') return release(event, touch);
  if (event.type !== 'pointermove' && leavesToBrowser(event)) return;
  position(event, touch);
  const button = [0, 2, 1][event.button];
  if (event.type === 'pointerdown') program.button(button, 1, touch);
  if (event.type === 'pointerup' && selects(event)) program.pointer(farOutside, farOutside, touch);
  if (event.type === 'pointerup') program.button(button, 0, touch);
  if (touch && event.type === 'pointerup') release(event, touch);
  tell('wake');
}

// One finger acts. Once it moves it is a scroll: captured, so that it goes on when the element
// below
// it goes away; a tap is not, so that it reaches links and fields.
function isFirstFinger(event) {
  if (event.type === 'pointerdown' && touchId === null) {
    touchId = event.pointerId;
    touchFrom = [event.clientX, event.clientY];
  }
  if (event.pointerId !== touchId) return false;
  const moved = Math.hypot(event.clientX - touchFrom[0], event.clientY - touchFrom[1]);
  if (event.type === 'pointermove' && moved > slopPx) app.setPointerCapture(touchId);
  return true;
}

// Dragging over body text selects it; what is below is then not pressed.
const selects = (event) => event.target.closest('.body') && !getSelection().isCollapsed;

// The pointer left, or the browser took the gesture: nothing is pressed by it any more.
function release(event, touch) {
  if (touch) touchId = null;
  program.pointer(farOutside, farOutside, touch);
  if (event.type === 'pointercancel') program.button(0, 0, touch);
  tell('wake');
}

// A drag that began on the canvas goes on outside of it; one on text selects.
function capture(event) {
  if (event.target.id === 'canvas'
      && event.pointerType !== 'touch') app.setPointerCapture(event.pointerId);
}

function onWheel(event) {
  if (event.ctrlKey) return;  // The browser's zoom.
  event.preventDefault();
  const px = event.deltaMode === 1 ? linePx : event.deltaMode === 2 ? app.clientHeight : 1;
  const sideways = event.shiftKey && !event.deltaX;
  tell('wheel', (sideways ? event.deltaY : event.deltaX) * px, (sideways ? 0 : event.deltaY) * px);
}

// `apply(width, height, width_px, height_px)`. The browser knows how a fractional size falls on
// device
// pixels; where it answers for another ratio than the page's (emulated ones do), we round
// ourselves.
export function watchSize(apply) {
  const canvas = document.getElementById('canvas');
  const pixels = (css, exact) => {
    const rounded = Math.round(css * devicePixelRatio);
    return Math.abs(exact - rounded) <= 1 ? exact : rounded;
  };
  const observer = new ResizeObserver(([{ contentRect: { width, height },
      devicePixelContentBoxSize: [box] = [] }]) =>
    apply(width, height, pixels(width, box?.inlineSize), pixels(height, box?.blockSize)));
  const observe = () => {
    try {
      observer.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(canvas);
    }
  };
  // Another monitor may have another ratio at the same size; not every browser says so at once.
  let ratio = devicePixelRatio;
  const look = () => {
    if (ratio === devicePixelRatio) return;
    ratio = devicePixelRatio;
    observer.unobserve(canvas);
    observe();
    arm();
  };
  const arm = () => matchMedia(`(resolution: ${ratio}dppx)`).addEventListener('change', look, {
      once: true });
  observe();
  arm();
  addEventListener('pointermove', look, { passive: true });
}

export function listen() {
  for (const type of ['pointermove', 'pointerdown', 'pointerup', 'pointerleave', 'pointercancel'])
    app.addEventListener(type, onPointer);
  app.addEventListener('pointerdown', capture);
  app.addEventListener('wheel', onWheel, { passive: false });
  addEventListener('keydown', (event) => onKey(event, true));
  addEventListener('keyup', (event) => onKey(event, false));
  addEventListener('blur', () => tell('focused', false));
  addEventListener('focus', () => tell('focused', true));
}
