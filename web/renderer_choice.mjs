// Which renderer draws the page: 'gpu' (WebGL2) or 'cpu' (our own, in WebAssembly). In this order:
//   ?renderer=cpu|gpu in the address, then the setting of that name     what a person asked for
//   no WebGL2                                                           cpu
//   the driver names itself a software one                              cpu: over ten times faster
//   a probe frame takes more than 25 ms (median)                        cpu
// and while running: a second loss of the context within a minute       cpu
import { CONTEXT_OPTIONS, makePipeline, pointAtVertices } from './gpu.mjs';

export const SETTING = 'vitrine.renderer';
const SOFTWARE = /SwiftShader|llvmpipe|softpipe|Basic Render/i;
const PROBE_SIZE = { width: 1024, height: 768 };
const PROBE_LAYERS = 6;  // about how often a page of ours draws over a pixel
const PROBE_FRAMES = 5;
const SLOW_MS = 25;
const LOSSES_WITHIN_MS = 60_000;

const isKind = (word) => word === 'cpu' || word === 'gpu';

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;  // storage is forbidden here
  }
}

function driverOf(gl) {
  const more = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

// Milliseconds for a frame of blended, textured layers, waited for by reading a pixel back.
function probeFrame(gl) {
  const { toClip, coverage } = makePipeline(gl);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 1, 1, 0, gl.RED, gl.UNSIGNED_BYTE, new Uint8Array([128]));
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.uniform4f(toClip, 2, 2, -1, -1);
  gl.uniform1i(coverage, 1);
  const corners = new Float32Array([0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 2, 0, 2, 0]);
  for (const colour of [4, 9, 14]) new Uint32Array(corners.buffer)[colour] = 0x80ffffff;
  gl.bufferData(gl.ARRAY_BUFFER, corners, gl.STATIC_DRAW);
  pointAtVertices(gl, 0);
  const pixel = new Uint8Array(4), times = [];
  for (let frame = 0; frame <= PROBE_FRAMES; ++frame) {
    const start = performance.now();
    for (let layer = 0; layer < PROBE_LAYERS; ++layer) gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    if (frame > 0) times.push(performance.now() - start);  // the first one compiles
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

// { kind, why }; `why` is for logs and the probe. The canvas of the page is not touched: a canvas
// keeps its first kind of context for life.
export function chooseRenderer({ search = location.search, setting = remembered(SETTING) } = {}) {
  const asked = new URLSearchParams(search).get('renderer');
  if (isKind(asked)) return { kind: asked, why: 'address' };
  if (isKind(setting)) return { kind: setting, why: 'setting' };
  const spare = Object.assign(document.createElement('canvas'), PROBE_SIZE);
  const gl = spare.getContext('webgl2', CONTEXT_OPTIONS);
  if (!gl) return { kind: 'cpu', why: 'no WebGL2' };
  try {
    const driver = driverOf(gl);
    if (SOFTWARE.test(driver)) return { kind: 'cpu', why: driver };
    const ms = probeFrame(gl);
    return { kind: ms > SLOW_MS ? 'cpu' : 'gpu', why: `${ms.toFixed(1)} ms a frame, ${driver}` };
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();  // browsers allow few contexts
  }
}

// Call the result at each loss of the context; true: give up the GPU.
export function makeLossWatch(now = () => performance.now()) {
  let last = -Infinity;
  return () => {
    const soon = now() - last < LOSSES_WITHIN_MS;
    last = now();
    return soon;
  };
}

// A canvas like the old one, in its place, free for another kind of context. Listeners stay
// behind: put them on an element around it.
export function replaceCanvas(old) {
  const fresh = old.cloneNode(false);
  old.replaceWith(fresh);
  return fresh;
}
