// When the next frame is drawn: one animation frame or one timer at a time, none while nothing is
// due, none in a hidden tab. The mirror follows 100 ms after frames settle.
import { program } from './memory.mjs';

const settleMs = 100, mirrorLatestMs = 500;
let frameAsked = 0, timer = 0, mirrorTimer = 0, mirrorDue = 0;
let drawn = () => {};

export function onFirstFrame(callback) {
  drawn = callback;
}

export function plan() {
  if (document.hidden || !program) return;
  clearTimeout(timer);
  const wait = program.next_frame_at() * 1000 - performance.now();
  if (wait < 2) frameAsked ||= requestAnimationFrame(step);
  else if (wait < 864e5) timer = setTimeout(plan, wait);
}

// Runs an export that may change what is on screen, then looks when to draw.
export function tell(name, ...values) {
  program[name](...values);
  plan();
}

// ImGuiMouseCursor, from -1 (none) on.
const cursors = ['none', '', 'text', 'move', 'ns-resize', 'ew-resize', 'nesw-resize',
    'nwse-resize', 'pointer', 'wait',
  'progress', 'not-allowed'];
let cursor = 1;

function step() {
  frameAsked = 0;
  const outcome = program.frame();
  if (cursor !== outcome >> 1) {
    cursor = outcome >> 1;
    document.getElementById('app').style.cursor = cursors[cursor] ?? '';
  }
  if (outcome & 1) showMirror();
  else mirrorSoon();
  drawn();
  drawn = () => {};
  plan();
}

function mirrorSoon() {
  const now = performance.now();
  mirrorDue ||= now + mirrorLatestMs;
  clearTimeout(mirrorTimer);
  mirrorTimer = setTimeout(showMirror, Math.max(0, Math.min(settleMs, mirrorDue - now)));
}

export function showMirror() {
  clearTimeout(mirrorTimer);
  mirrorDue = 0;
  program.mirror();
}

// A copy to the clipboard must happen inside the person's own event.
export function drawNow() {
  if (frameAsked) cancelAnimationFrame(frameAsked);
  step();
}

document.addEventListener('visibilitychange', () => {
  if (frameAsked) cancelAnimationFrame(frameAsked);
  frameAsked = 0;
  if (!document.hidden && program) tell('wake');
});
