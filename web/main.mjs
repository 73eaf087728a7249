// The page's one script: asks for everything at once, starts the program, and connects the two.
import { bind, give, program, refresh } from './memory.mjs';
import * as mirror from './dom_mirror.mjs';
import { listen, watchSize } from './input.mjs';
import { askEarly, send, useCsrfToken } from './net.mjs';
import * as page from './page.mjs';
import { onFirstFrame, plan, tell } from './scheduler.mjs';
import * as text from './text.mjs';
import { showTrouble, watchForTrouble } from './trouble.mjs';
import { makePresenter } from './cpu_present.mjs';
import { firstQuestions } from './first_questions.mjs';
import { makeGpu } from './gpu.mjs';
import { chooseRenderer, makeLossWatch, replaceCanvas } from './renderer_choice.mjs';
import './probe.mjs';

const part = (id) => document.getElementById(id).href;
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
const facts = () => Number(dark.matches) + 2 * Number(still.matches) + 4 * Number(isMac);
const canvas = () => document.getElementById('canvas');
const memory = () => program.memory;

const imports = {
  env: { emscripten_notify_memory_growth: refresh },
  vt: {
    send, use_csrf_token: useCsrfToken,
    layout: text.layout, raster: text.raster,
    seconds: page.seconds, wall_ms: page.wallMs, utc_offset_minutes: page.utcOffsetMinutes,
    remembered: page.remembered, remember: page.remember,
    show_place: page.showPlace, open_link: page.openLink, copy_text: page.copyText,
    leave_to_sign_in: page.leaveToSignIn,
    mirror: mirror.mirror,
  },
};

// A canvas keeps its first kind of context for life, so the choice is made before, and a change of
// mind (the GPU was lost twice) takes a new canvas.
function connectCanvas() {
  const isLostAgain = makeLossWatch();
  const onLost = () => {
    if (!isLostAgain()) return;
    presenter = makePresenter(replaceCanvas(canvas()), memory);
    vitrine.probe.renderer = { kind: 'cpu', why: 'the GPU was lost' };
    watchSize(resize);
    tell('use_cpu');
  };
  let choice = chooseRenderer(), presenter = null;
  const gpu = choice.kind === 'gpu' && makeGpu(canvas(), memory, { onLost, onRestored: () =>
      tell('context_restored') });
  if (!gpu) choice = { ...choice, kind: 'cpu' };
  if (!gpu) presenter = makePresenter(canvas(), memory);
  const nothing = () => {};
  Object.assign(imports.vt, { gpu_texture: nothing, gpu_draw: nothing, ...gpu?.imports,
    present: (...values) => presenter.present(...values) });
  vitrine.probe.renderer = choice;
  return choice.kind === 'gpu' ? 8 : 0;
}

const resize = (...sizes) => tell('resize', ...sizes);

async function loadFonts(address, first) {
  const response = await fetch(address, { priority: 'low' });
  if (!response.ok) throw new Error(`fonts: ${response.status}`);
  const container = await response.arrayBuffer();
  await text.addFonts(container, first);
  return new Uint8Array(container);
}

const giveFonts = (container) => tell('fonts', ...give(container));

// The program takes faces in their order, so mono waits for the others. One that did not come is
// asked for again by the next mono text.
function loadMonoOnDemand(others) {
  text.onMono(async () => {
    text.onMono(() => {});
    try {
      await others;
      giveFonts(await loadFonts(document.getElementById('fonts').dataset.mono, 4));
    } catch (error) {
      console.warn(error);
      loadMonoOnDemand(others);
    }
  });
}

function start(instance, gpuFact) {
  bind(instance);
  program._initialize();
  program.start(facts() + gpuFact, ...give(location.pathname + location.search));
  watchSize(resize);
  listen();
  page.followHistory();
  for (const query of [dark, still]) query.addEventListener('change', () => {
    program.text_stale();
    tell('facts', facts());
  });
  onFirstFrame(() => document.documentElement.classList.add('running'));
}

async function main() {
  watchForTrouble();
  const compiled = WebAssembly.compileStreaming(fetch(part('wasm')));
  const fonts = loadFonts(part('fonts'), 0);
  for (const path of firstQuestions(location)) askEarly(path);
  askEarly('/v1/me').then(({ status }) => status === 401 && page.leaveToSignIn());
  try {
    const gpuFact = connectCanvas();
    start(await WebAssembly.instantiate(await compiled, imports), gpuFact);
  } catch (error) {
    return showTrouble('program-not-loaded', error);
  }
  const given = fonts.then(giveFonts);
  given.catch((error) => console.warn(error));
  loadMonoOnDemand(given);
  plan();
}

main();
