// The GPU renderer's half in JavaScript: WebGL2 drawing straight from the module's memory. What it
// is given, and when, is written in shell/render/gpu/gpu_web.h; the layout below is that file's.
// Blending, filtering and scissor are those of Dear ImGui's own OpenGL backend.

const VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec2 uv;
layout(location = 2) in vec4 colour;
uniform vec4 to_clip;
out vec2 at;
out vec4 tint;
void main() {
    at = uv;
    tint = colour;
    gl_Position = vec4(place * to_clip.xy + to_clip.zw, 0, 1);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
in vec4 tint;
uniform sampler2D page;
uniform bool coverage;
out vec4 pixel;
void main() {
    vec4 texel = texture(page, at);
    pixel = tint * (coverage ? vec4(1, 1, 1, texel.r) : texel);
}`;
const VERTEX_BYTES = 20;
const LIST_WORDS = 6;
const COMMAND_WORDS = 8;

export const CONTEXT_OPTIONS = {
  alpha: false, antialias: false, depth: false, stencil: false, powerPreference: 'low-power',
};

function program(gl) {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return made;
}

// All that lives in the context, made once, and again after it was lost.
export function makePipeline(gl) {
  const made = program(gl);
  gl.useProgram(made);
  gl.bindVertexArray(gl.createVertexArray());
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  for (let location = 0; location < 3; ++location) gl.enableVertexAttribArray(location);
  gl.enable(gl.BLEND);
  gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const place = (name) => gl.getUniformLocation(made, name);
  return { toClip: place('to_clip'), coverage: place('coverage') };
}

export function pointAtVertices(gl, first) {
  const from = first * VERTEX_BYTES;
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, VERTEX_BYTES, from);
  gl.vertexAttribPointer(1, 2, gl.FLOAT, false, VERTEX_BYTES, from + 8);
  gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, VERTEX_BYTES, from + 16);
}

class Gpu {
  constructor(gl, memory) {
    this.gl = gl;
    this.memory = memory;
    this.begin();
  }

  begin() {
    this.pages = new Map();  // id -> { texture, width, height, bytes }
    this.uniforms = makePipeline(this.gl);
  }

  bytes() {
    const { buffer } = this.memory();
    if (this.view?.buffer !== buffer) this.view = new Uint8Array(buffer);
    return this.view;
  }

  texture(id, width, height, bytes, pixels, x, y, partWidth, partHeight) {
    const { gl } = this;
    if (gl.isContextLost()) return;
    let page = this.pages.get(id);
    if (page && (page.width !== width || page.height !== height || page.bytes !== bytes)) {
      gl.deleteTexture(page.texture);
      this.pages.delete(id);
      page = undefined;
    }
    if (width === 0) return;
    if (!page) this.pages.set(id, page = this.newPage(width, height, bytes));
    gl.bindTexture(gl.TEXTURE_2D, page.texture);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, width);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, partWidth, partHeight, bytes === 1 ? gl.RED : gl.RGBA,
      gl.UNSIGNED_BYTE, this.bytes(), pixels + (y * width + x) * bytes);
  }

  newPage(width, height, bytes) {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, bytes === 1 ? gl.R8 : gl.RGBA8, width, height);
    const set = (name, value) => gl.texParameteri(gl.TEXTURE_2D, name, value);
    set(gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    set(gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    set(gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    set(gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return { texture, width, height, bytes };
  }

  draw(frame) {
    const { gl } = this;
    if (gl.isContextLost()) return;
    const { buffer } = this.bytes();
    const [originX, originY, scaleX, scaleY] = new Float32Array(buffer, frame, 4);
    const [width, height, background, listCount, lists] = new Uint32Array(buffer, frame + 16, 5);
    if (gl.canvas.width !== width || gl.canvas.height !== height) {
      Object.assign(gl.canvas, { width, height });
    }
    gl.viewport(0, 0, width, height);
    gl.disable(gl.SCISSOR_TEST);
    const level = (shift) => (background >> shift & 255) / 255;
    gl.clearColor(level(0), level(8), level(16), 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.SCISSOR_TEST);
    const clipX = 2 * scaleX / width, clipY = -2 * scaleY / height;
    gl.uniform4f(this.uniforms.toClip, clipX, clipY, -1 - originX * clipX, 1 - originY * clipY);
    const words = new Uint32Array(buffer, lists, listCount * LIST_WORDS);
    for (let at = 0; at < words.length; at += LIST_WORDS) {
      this.drawList(words.subarray(at, at + LIST_WORDS));
    }
  }

  drawList([vertices, vertexCount, indices, indexCount, commands, commandCount]) {
    const { gl } = this;
    const take = (target, from, size) =>
      gl.bufferData(target, this.bytes(), gl.STREAM_DRAW, from, size);
    take(gl.ARRAY_BUFFER, vertices, vertexCount * VERTEX_BYTES);
    take(gl.ELEMENT_ARRAY_BUFFER, indices, indexCount * 4);
    const words = new Uint32Array(this.view.buffer, commands, commandCount * COMMAND_WORDS);
    let pointedAt = -1;
    for (let at = 0; at < words.length; at += COMMAND_WORDS) {
      const command = words.subarray(at, at + COMMAND_WORDS);
      const [x, y, width, height, id, count, first, firstVertex] = command;
      const page = this.pages.get(id);
      if (!page) continue;
      if (pointedAt !== firstVertex) pointAtVertices(gl, pointedAt = firstVertex);
      gl.bindTexture(gl.TEXTURE_2D, page.texture);
      gl.uniform1i(this.uniforms.coverage, page.bytes === 1 ? 1 : 0);
      gl.scissor(x, y, width, height);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, first * 4);
    }
  }
}

// `memory()` gives the module's WebAssembly.Memory. Null: this canvas gives no WebGL2.
// The result's `imports` belong into the module's imports as `vt`. `onLost` is called when the
// context is lost (drawing is then skipped); `onRestored` when it works again: forget the textures
// and draw.
export function makeGpu(canvas, memory, { onLost, onRestored } = {}) {
  const gl = canvas.getContext('webgl2', CONTEXT_OPTIONS);
  if (!gl) return null;
  const gpu = new Gpu(gl, memory);
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();  // otherwise it is never restored
    onLost?.();
  });
  canvas.addEventListener('webglcontextrestored', () => {
    gpu.begin();
    onRestored?.();
  });
  return {
    gl,
    imports: {
      gpu_texture: (...numbers) => gpu.texture(...numbers),
      gpu_draw: (frame) => gpu.draw(frame),
    },
  };
}
