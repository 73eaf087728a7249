// The page's own elements over the canvas: what screen readers, find, selection, links, text input
// and password managers work on. The program sends what changed (shell/browser/mirror.h); user
// text only ever becomes text or a listed attribute.
import { floats, give, program, read, words } from './memory.mjs';
import { plan } from './scheduler.mjs';

const tags = ['div', 'span', 'a', 'button', 'input', 'textarea', 'h1', 'h2', 'h3', 'h4', 'h5',
    'h6', 'nav', 'section'];
const attributes = ['role', 'aria-label', 'href', 'lang', 'aria-disabled', 'aria-checked',
    'aria-selected',
  'aria-pressed', 'aria-expanded', 'aria-current', 'aria-rowindex', 'aria-rowcount',
      'aria-posinset', 'aria-setsize',
  'aria-modal', 'aria-description', 'placeholder', 'value', 'type', 'aria-live', 'tabindex',
      'class', 'inert',
  'aria-valuetext'];
export const [press, focus, blur, setValue, submit] = [0, 1, 2, 3, 4];
const gone = 0xffffffff, valueLimit = 65536;

const root = document.getElementById('app-sem');
const elements = new Map([[0, root]]);
let fresh = [];  // Texts that are not yet as wide as the ones drawn.
let composing = false;

const idOf = (element) => element?.vitrineId ?? 0;
export const isField = (element) => element instanceof HTMLInputElement
    || element instanceof HTMLTextAreaElement;

// Its box is exactly around what is drawn: lines of text and headings.
const isInk = (element) => element instanceof HTMLSpanElement
    || element instanceof HTMLHeadingElement;

function act(element, kind, value = '') {
  program.act(idOf(element), kind, ...give(value));
  plan();
}

function make(id, tag) {
  const element = document.createElement(tags[tag]);
  element.vitrineId = id;
  if (tag === 3) element.type = 'button';
  if (tag === 4 || tag === 5) Object.assign(element, { dir: 'auto', autocomplete: 'off',
      maxLength: valueLimit });
  elements.set(id, element);
}

function drop(id) {
  elements.get(id)?.remove();
  elements.delete(id);
}

function put(id, parent, after) {
  const element = elements.get(id), above = elements.get(parent);
  const next = after ? elements.get(after).nextSibling : above.cover
      ? above.cover.nextSibling : above.firstChild;
  if (next !== element) above.insertBefore(element, next);
}

// A value that the program corrected; never while an input method is composing.
function setFieldValue(element, value) {
  if (element.value === value || value === element.sentValue
      && element === document.activeElement) return;
  if (!(composing && element === document.activeElement)) element.value = value;
}

function setAttribute(element, name, at, length) {
  const attribute = attributes[name];
  if (length === gone && attribute === 'href') element.cover = void element.cover?.remove();
  if (length === gone) return element.removeAttribute(attribute);
  const value = read(at, length);
  if (attribute === 'value') return setFieldValue(element, value);
  if (attribute === 'href') return setLink(element, value);
  element.setAttribute(attribute, value);
}

// Only places of ours and https. A row that leads somewhere gets a link that covers it, so that it
// too can be opened in another tab.
function setLink(element, href) {
  if (!/^(\/(?!\/)|https:\/\/)/.test(href)) return;
  if (element instanceof HTMLAnchorElement) return void (element.href = href);
  if (!element.cover) {
    element.cover = document.createElement('a');
    element.cover.className = 'cover';
    element.cover.tabIndex = -1;
    element.cover.ariaHidden = 'true';
    element.prepend(element.cover);
  }
  element.cover.href = href;
}

function place(element, at) {
  const [left, top, width, height] = floats.subarray(at, at + 4);
  Object.assign(element.style, { left: left + 'px', top: top + 'px', width: width + 'px',
      height: height + 'px' });
  element.box = [width, height];
  element.style.lineHeight = height + 'px';
  if (isInk(element)) fresh.push(element);
}

function clip(element, at) {
  const edges = [...floats.subarray(at, at + 4)];
  element.style.clipPath = edges.some(Boolean)
      ? `inset(${edges.map((px) => px + 'px').join(' ')})` : '';
}

function setText(element, at, length) {
  element.textContent = read(at, length);
  if (element.cover) element.prepend(element.cover);
  if (isInk(element)) fresh.push(element);
}

export function mirror(at, count) {
  at >>= 2;
  for (const end = at + count; at < end;) {
    const id = words[at + 1], element = elements.get(id);
    switch (words[at]) {
      case 1: make(id, words[at + 2]); at += 3; break;
      case 2: drop(id); at += 2; break;
      case 3: put(id, words[at + 2], words[at + 3]); at += 4; break;
      case 4: place(element, at + 2); at += 6; break;
      case 5: setText(element, words[at + 2], words[at + 3]); at += 4; break;
      case 6: setAttribute(element, words[at + 2], words[at + 3], words[at + 4]); at += 5; break;
      case 7: moveFocus(id); at += 2; break;
      case 8: clip(element, at + 2); at += 6; break;
      default: return;
    }
  }
  fit();
}

function moveFocus(id) {
  const element = elements.get(id);
  if (id) element?.focus({ preventScroll: true });
  else if (root.contains(document.activeElement)) document.activeElement.blur();
}

// Line heights of the type scale and their sizes, to lay text out as the canvas did.
const sizes = { 14: 11, 16: 12, 18: 12, 20: 13, 22: 14, 24: 16, 28: 20, 30: 24, 40: 32 };

// Makes texts exactly as wide as what is drawn below them, so that a selection covers it. First
// all is written, then all is measured, then all is written: one layout of the page.
function fit() {
  const list = fresh.filter((element) => element.isConnected && element.box && element.firstChild);
  fresh = [];
  for (const { style, box } of list) {
    style.fontSize = (sizes[Math.round(box[1])] ?? Math.min(14, box[1] * 0.7)) + 'px';
    style.transform = '';
  }
  const range = document.createRange();
  const widths = list.map(({ firstChild }) => {
    range.setStart(firstChild, 0);
    range.setEnd(firstChild, firstChild.data.trimEnd().length);
    return range.getBoundingClientRect().width;
  });
  list.forEach(({ style, box }, i) => {
    if (widths[i] > 0 && box[0] > 0) style.transform = `scaleX(${box[0] / widths[i]})`;
  });
}

// What is copied is the source: lines of one paragraph are joined, as they follow each other.
function onCopy(event) {
  const selection = getSelection();
  if (selection.isCollapsed || isField(document.activeElement)) return;
  const range = selection.getRangeAt(0);
  let text = '', before = null;
  for (const line of root.querySelectorAll('span,h1,h2,h3,h4,h5,h6')) {
    if (!line.firstChild || !selection.containsNode(line, true)) continue;
    const { data } = line.firstChild;
    const from = range.startContainer === line.firstChild ? range.startOffset : 0;
    const to = range.endContainer === line.firstChild ? range.endOffset : data.length;
    const follows = before?.parentNode === line.parentNode
      && Math.abs(before.offsetTop + before.offsetHeight - line.offsetTop) < 1;
    text += (before && !follows ? '\n' : '') + data.slice(from, to);
    before = line;
  }
  if (!text) return;
  event.clipboardData.setData('text/plain', text.trimEnd());
  event.preventDefault();
}

const ownLink = (target) => target.closest?.('a[href^="/"]');
export const leavesToBrowser = (event) =>
  Boolean(ownLink(event.target)) && (event.button === 1 || event.ctrlKey || event.metaKey
      || event.shiftKey);

function onClick(event) {
  const link = ownLink(event.target);
  if (link && leavesToBrowser(event)) return;
  if (link) event.preventDefault();
  // A real pointer presses what is drawn; this is the keyboard or a screen reader.
  const pressed = event.target.closest('a:not(.cover),button,[tabindex="0"]');
  if (event.detail === 0 && pressed) act(pressed, press);
}

function onInput({ target }) {
  if (!isField(target)) return;
  target.sentValue = target.value.slice(0, valueLimit);
  if (!composing) act(target, setValue, target.sentValue);
}

function onFocus({ target }) {
  if (target === root) return;
  if (isField(target)) target.classList.add('editing');
  act(target, focus, target.matches(':focus-visible') ? '' : 'pointer');
}

// The canvas draws the value again in the frame that this asks for; until then the field shows it.
function onBlur({ target }) {
  act(target, blur);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (target !== document.activeElement) target.classList.remove('editing');
  }));
}

function onKey(event) {
  const { target, key } = event;
  if (event.isComposing) return;
  if (isField(target)) {
    const multiline = target instanceof HTMLTextAreaElement;
    if (key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      act(target, submit, target.value);
    }
  } else if ((key === 'Enter' || key === ' ') && target.tabIndex === 0
      && !target.matches('a,button')) {
    event.preventDefault();
    act(target, press);
  }
}

root.addEventListener('click', onClick);
root.addEventListener('auxclick', onClick);
root.addEventListener('input', onInput);
root.addEventListener('focusin', onFocus);
root.addEventListener('focusout', onBlur);
root.addEventListener('keydown', onKey);
document.addEventListener('copy', onCopy);
root.addEventListener('compositionstart', () => { composing = true; });
root.addEventListener('compositionend', (event) => {
  composing = false;
  onInput(event);
});
