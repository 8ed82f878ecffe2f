// Paints the ground of a map with WebGL2 as internal/figure draws it in SVG: tints by
// strength, a texture for each side, bands where it is contested, holes where nobody saw it,
// dots where there is no evidence, and the front. All is worked out for each pixel from two
// bytes a cell. What was painted of the cells is kept aside, and only those that look otherwise
// than before are painted anew: without a graphics card, all of them would take too long.

import { fronts, fuzzy, Ground, type View } from "./ground";

const wide = 256; // cells in a row of a frame's texture
const mostSides = 7;

/** Where a pixel lies, in units of the ground; the same for cells and lines. */
const place = `#version 300 es
precision highp float; precision highp int;
uniform vec2 size, offset; uniform float scale;
vec2 pixel(vec2 unit) { return unit * scale + offset; }
vec4 clip(vec2 p) { return vec4(p.x / size.x * 2. - 1., 1. - p.y / size.y * 2., 0., 1.); }
`;

const cellVertex = place + `
in vec2 at; in float cell, inside;
uniform highp usampler2D before, after;
flat out uvec2 one, two; out float rim;
void main() {
  ivec2 i = ivec2(int(cell) % ${wide}, int(cell) / ${wide});
  one = texelFetch(before, i, 0).rg; two = texelFetch(after, i, 0).rg;
  rim = inside * scale;
  gl_Position = clip(pixel(at));
}`;

// Periods, sizes and angles are those of internal/figure/texture.go; strengths those of palette.go.
const cellFragment = `#version 300 es
precision highp float; precision highp int;
flat in uvec2 one, two; in float rim; // rim: how far the cell's edge is
uniform vec3 fill[${mostSides}], ink[${mostSides}], land, speck; uniform int texture_[${mostSides}];
uniform vec2 size, anchor; uniform float dpr, t;
out vec4 colour;
float bar(float x, float period, float width) { return clamp(width * .5 - abs(mod(x, period) - period * .5) + .5, 0., 1.) * min(width, 1.); }
float dot_(vec2 p, float period, float r) { return clamp(r - length(mod(p, period) - period * .5) + .5, 0., 1.); }
float plus_(vec2 p) {
  vec2 q = abs(mod(p, 9.) - 4.5);
  return clamp(.55 - min(q.x, q.y) + .5, 0., 1.) * clamp(2.7 - max(q.x, q.y) + .5, 0., 1.);
}
float woven(int kind, vec2 p, vec2 turned) {
  if (kind == 1) return bar(turned.x, 7., 1.1);
  if (kind == 2) return dot_(turned, 7., 1.15);
  if (kind == 3) return bar(turned.y, 7., 1.1);
  if (kind == 4) return bar(p.y, 7., 1.1);
  if (kind == 5) return plus_(p);
  return 0.;
}
vec3 tinted(int s, float strength) { return mix(land, fill[s - 1], strength); }
vec3 banded(int a, int b, int c, float x) {
  float n = c > 0 ? 3. : 2., w = c > 0 ? 5. : 7., at = mod(x, n * w);
  int k = int(at / w);
  float edge = clamp(at - float(k) * w + .5, 0., 1.); // from the band before
  int here = k == 0 ? a : k == 1 ? b : c, prior = k == 0 ? (c > 0 ? c : b) : k == 1 ? a : b;
  float next = clamp(at - float(k + 1) * w + .5, 0., 1.);
  int following = k == int(n) - 1 ? a : k == 0 ? b : c;
  vec3 col = mix(tinted(prior, .72), tinted(here, .72), edge);
  return mix(col, tinted(following, .72), next);
}
vec3 drawn(uvec2 code, vec2 p) {
  int s = int(code.r & 7u), second = int((code.r >> 3) & 7u), state = int(code.r >> 6);
  vec2 turned = vec2(p.x + p.y, p.y - p.x) * .70710678;
  if (state == 3) return land;
  if (state == 0) return mix(land, speck, .75 * dot_(turned, 9., 1.));
  vec3 col;
  if (state == 2) col = banded(s, second, int((code.g >> 3) & 7u), turned.x);
  else {
    int grade = int((code.g >> 1) & 3u);
    col = tinted(s, grade == 2 ? .72 : grade == 1 ? .54 : .36);
    col = mix(col, ink[s - 1], .55 * woven(texture_[s - 1], p, turned));
  }
  return (code.g & 1u) == 1u ? mix(col, land, dot_(turned, 8., 2.1)) : col;
}
void main() {
  vec2 p = vec2(gl_FragCoord.x, size.y * dpr - gl_FragCoord.y) / dpr - anchor;
  vec3 col = drawn(one, p);
  if (t > 0. && one != two) col = mix(col, drawn(two, p), t);
  colour = vec4(mix(col, land, .8 * clamp(1. - rim, 0., 1.)), 1.); // a hairline between cells, half in each
}`;

const lineVertex = place + `
in vec4 line; in vec4 kinds; // kind of front, side on the left, side on the right, when it is there
const float reach = 5.;
out vec2 at; flat out float length_; flat out vec4 kind;
void main() {
  vec2 a = pixel(line.xy), b = pixel(line.zw), along = b - a;
  length_ = max(length(along), 1e-3); along /= length_;
  int n = gl_VertexID % 6; // two triangles: corners 0 1 2, 2 1 3
  n = n < 3 ? n : n == 3 ? 2 : n == 4 ? 1 : 3;
  vec2 corner = vec2(n & 1, n >> 1);
  at = vec2(mix(-reach, length_ + reach, corner.x), mix(-reach, reach, corner.y));
  kind = kinds;
  gl_Position = clip(a + along * at.x + vec2(-along.y, along.x) * at.y);
}`;

const lineFragment = `#version 300 es
precision highp float; precision highp int;
in vec2 at; flat in float length_; flat in vec4 kind;
uniform vec3 fill[${mostSides}], dark, fuzz, haze; uniform float t; uniform int pass;
out vec4 colour;
float along(float past) { return clamp(at.x + past + .5, 0., 1.) * clamp(length_ + past - at.x + .5, 0., 1.); }
float across(float width) { return clamp(width * .5 - abs(at.y) + .5, 0., 1.); }
float capsule(float r) { return clamp(r - length(vec2(at.x - clamp(at.x, 0., length_), at.y)) + .5, 0., 1.); }
void main() {
  float there = kind.w == 0. ? 1. : kind.w == 1. ? 1. - t : t;
  bool unsure = kind.x == ${fuzzy}.;
  if (pass == 0) { // bands of each side's colour on its own ground
    int s = int(at.y < 0. ? kind.y : kind.z);
    if (s == 0) discard;
    colour = vec4(fill[s - 1], there * (unsure ? .55 * across(7.) : across(9.)) * along(0.));
    return;
  }
  if (!unsure) { colour = vec4(dark, there * capsule(1.1)); return; }
  float through = 1.;
  for (int i = 0; i < 3; i++) through *= 1. - haze[i] * across(fuzz[i]) * along(0.);
  float x = mod(at.x, 6.), d = length(vec2(x > 3.5 ? x - 6. : max(x - 1., 0.), at.y));
  through *= 1. - clamp(.8 - d + .5, 0., 1.) * along(0.);
  colour = vec4(dark, there * (1. - through));
}`;

/** For map: the sum of the numbers so far. */
function summed(): (n: number) => number {
  let sum = 0;
  return (n) => (sum += n);
}

type Program = { of: WebGLProgram; at: (name: string) => WebGLUniformLocation | null };

/** Painter paints one ground on one canvas. */
export class Painter {
  private readonly gl: WebGL2RenderingContext;
  private readonly cells: Program;
  private readonly lines: Program;
  private readonly cellShape: WebGLVertexArrayObject;
  private readonly fronts: WebGLVertexArrayObject;
  private readonly frontList: WebGLBuffer;
  private readonly places: Int32Array; // by cell: the first of its corners among all; one more at the end
  private readonly some: WebGLBuffer; // numbers of corners, of the cells that change
  private readonly kept: WebGLTexture; // the cells as they were painted last
  private readonly aside: WebGLFramebuffer; // to paint there
  private keptOf = ""; // the view that kept is of
  private looks: Uint32Array; // by cell: what it was painted from, 0 if it has to be anew
  private readonly frames: [WebGLTexture, WebGLTexture];
  private readonly shown: [Uint8Array | null, Uint8Array | null] = [null, null];
  private frontCount = 0;

  /** Throws if the browser has no WebGL2. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly ground: Ground,
  ) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, stencil: false });
    if (!gl) throw new Error("no WebGL2");
    this.gl = gl;
    this.cells = this.program(cellVertex, cellFragment, ["at", "cell", "inside"]);
    this.lines = this.program(lineVertex, lineFragment, ["line", "kinds"]);
    this.frames = [this.texture(), this.texture()];
    this.kept = this.texture();
    this.aside = gl.createFramebuffer();
    this.looks = new Uint32Array(ground.ids.length);
    this.places = Int32Array.of(0, ...ground.rings.map((r) => (3 * r.length) / 2)).map(summed());
    this.cellShape = this.triangles();
    this.some = gl.createBuffer();
    this.frontList = this.buffer(new Float32Array());
    this.fronts = this.lineShape(this.frontList);
    this.colours();
  }

  private program(vertex: string, fragment: string, attributes: string[]): Program {
    const gl = this.gl;
    const p = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
      const s = gl.createShader(kind)!;
      gl.shaderSource(s, source);
      gl.compileShader(s);
      gl.attachShader(p, s);
    }
    attributes.forEach((name, i) => gl.bindAttribLocation(p, i, name));
    gl.linkProgram(p);
    if (!gl.getProgramParameter(p, gl.LINK_STATUS)) {
      const logs = gl.getAttachedShaders(p)!.map((s) => gl.getShaderInfoLog(s));
      throw new Error([gl.getProgramInfoLog(p), ...logs].join(" "));
    }
    const known = new Map<string, WebGLUniformLocation | null>();
    const at = (name: string) => {
      if (!known.has(name)) known.set(name, gl.getUniformLocation(p, name));
      return known.get(name)!;
    };
    return { of: p, at };
  }

  private buffer(content: Float32Array): WebGLBuffer {
    const b = this.gl.createBuffer();
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, b);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, content, this.gl.STATIC_DRAW);
    return b;
  }

  private texture(): WebGLTexture {
    const gl = this.gl;
    const t = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, t);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return t;
  }

  /**
   * The cells as triangles between each leg and a point inside: at each corner x, y, the
   * cell's number, and how far the leg is.
   */
  private triangles(): WebGLVertexArrayObject {
    const gl = this.gl;
    const out: number[] = [];
    this.ground.rings.forEach((r, cell) => {
      const corners = r.length / 2;
      let [cx, cy] = [0, 0];
      for (let k = 0; k < r.length; k += 2) {
        cx += r[k]! / corners;
        cy += r[k + 1]! / corners;
      }
      for (let k = 0; k < r.length; k += 2) {
        const [ax, ay] = [r[k]!, r[k + 1]!];
        const [bx, by] = [r[(k + 2) % r.length]!, r[(k + 3) % r.length]!];
        const far = Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / (Math.hypot(bx - ax, by - ay) || 1);
        out.push(cx, cy, cell, far, ax, ay, cell, 0, bx, by, cell, 0);
      }
    });
    const shape = gl.createVertexArray();
    gl.bindVertexArray(shape);
    this.buffer(new Float32Array(out));
    for (const [i, size, offset] of [[0, 2, 0], [1, 1, 8], [2, 1, 12]] as const) {
      gl.enableVertexAttribArray(i);
      gl.vertexAttribPointer(i, size, gl.FLOAT, false, 16, offset);
    }
    return shape;
  }

  /** Lines, each of them six corners alike: instances are slow without a graphics card. */
  private lineShape(list: WebGLBuffer): WebGLVertexArrayObject {
    const gl = this.gl;
    const shape = gl.createVertexArray();
    gl.bindVertexArray(shape);
    gl.bindBuffer(gl.ARRAY_BUFFER, list);
    for (const i of [0, 1]) {
      gl.enableVertexAttribArray(i);
      gl.vertexAttribPointer(i, 4, gl.FLOAT, false, 32, 16 * i);
    }
    return shape;
  }

  /** Takes the colours of the page's theme; to be called again when it changes. */
  colours(): void {
    const gl = this.gl;
    const style = getComputedStyle(document.documentElement);
    const word = (name: string) => style.getPropertyValue("--" + name).trim();
    const rgb = (name: string) => [1, 3, 5].map((i) => parseInt((word(name) || word("ink3")).slice(i, i + 2), 16) / 255);
    const sides = Array.from({ length: mostSides }, (_, i) => "side" + (i + 1));
    const three = [1, 2, 3];
    for (const p of [this.cells, this.lines]) {
      gl.useProgram(p.of);
      gl.uniform3fv(p.at("fill"), sides.flatMap(rgb));
    }
    gl.uniform3fv(this.lines.at("dark"), rgb("ink"));
    gl.uniform3fv(this.lines.at("fuzz"), three.map((i) => Number(word("fuzz" + i))));
    gl.uniform3fv(this.lines.at("haze"), three.map((i) => Number(word("fuzz" + i + "-o"))));
    gl.useProgram(this.cells.of);
    gl.uniform3fv(this.cells.at("land"), rgb("land"));
    gl.uniform3fv(this.cells.at("ink"), sides.flatMap((s) => rgb(s + "-ink")));
    gl.uniform3fv(this.cells.at("speck"), rgb("line2"));
    gl.uniform1iv(this.cells.at("texture_"), sides.map((_, i) => this.ground.sides[i]?.texture ?? 5));
    gl.uniform1i(this.cells.at("before"), 0);
    gl.uniform1i(this.cells.at("after"), 1);
    const land = rgb("land");
    gl.clearColor(land[0]!, land[1]!, land[2]!, 1);
    this.keptOf = "";
  }

  /**
   * Paints a day, or what lies between two: t from 0, all before, to 1, all after. Patterns
   * are anchored at a pixel.
   */
  paint(before: Uint8Array, after: Uint8Array, t: number, v: View, anchor: { x: number; y: number }, withFronts: boolean): void {
    const gl = this.gl;
    const w = this.canvas.clientWidth;
    const h = this.canvas.clientHeight;
    const dpr = window.devicePixelRatio;
    this.fit(Math.round(w * dpr), Math.round(h * dpr));
    this.load(before, after);
    const to = this.ground.placed(v, w, h);
    for (const p of [this.lines, this.cells]) {
      gl.useProgram(p.of);
      gl.uniform2f(p.at("size"), w, h);
      gl.uniform2f(p.at("offset"), to.x, to.y);
      gl.uniform1f(p.at("scale"), to.scale);
      gl.uniform1f(p.at("t"), t);
    }
    gl.uniform2f(this.cells.at("anchor"), anchor.x, anchor.y);
    gl.uniform1f(this.cells.at("dpr"), dpr);
    gl.disable(gl.BLEND);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.aside);
    this.begin([v.world, v.x, v.y, anchor.x, anchor.y, this.canvas.width, this.canvas.height].join());
    this.renew(before, after, t);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.aside);
    gl.blitFramebuffer(0, 0, this.canvas.width, this.canvas.height, 0, 0, this.canvas.width, this.canvas.height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    if (withFronts) this.strokes();
  }

  /** Makes room for a view, if it is another than before: bare land. */
  private begin(of: string): void {
    if (of === this.keptOf) return;
    this.keptOf = of;
    this.looks.fill(0);
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, this.kept);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, this.canvas.width, this.canvas.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.kept, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** Paints the cells that look otherwise than they did. */
  private renew(before: Uint8Array, after: Uint8Array, t: number): void {
    const corners: number[] = [];
    for (let cell = 0; cell < this.looks.length; cell++) {
      const [one, two] = [before[2 * cell]! | (before[2 * cell + 1]! << 8), after[2 * cell]! | (after[2 * cell + 1]! << 8)];
      const glides = t > 0 && one !== two;
      const look = glides ? 0 : one | 0x10000;
      if (!glides && look === this.looks[cell]) continue;
      this.looks[cell] = look;
      for (let k = this.places[cell]!; k < this.places[cell + 1]!; k++) corners.push(k);
    }
    const gl = this.gl;
    gl.useProgram(this.cells.of);
    gl.bindVertexArray(this.cellShape);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.some);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(corners), gl.STREAM_DRAW);
    gl.drawElements(gl.TRIANGLES, corners.length, gl.UNSIGNED_INT, 0);
  }

  /** The fronts: first the bands beside them, then the lines. */
  private strokes(): void {
    const gl = this.gl;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(this.lines.of);
    gl.bindVertexArray(this.fronts);
    for (const pass of [0, 1]) {
      gl.uniform1i(this.lines.at("pass"), pass);
      gl.drawArrays(gl.TRIANGLES, 0, this.frontCount);
    }
  }

  private fit(w: number, h: number): void {
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== h) this.canvas.height = h;
    this.gl.viewport(0, 0, w, h);
  }

  /** Brings the frames to the graphics card, if they are others than before. */
  private load(before: Uint8Array, after: Uint8Array): void {
    if (this.shown[0] === before && this.shown[1] === after) return;
    const gl = this.gl;
    const rows = Math.ceil(before.length / 2 / wide);
    [before, after].forEach((frame, i) => {
      gl.activeTexture(gl.TEXTURE0 + i);
      gl.bindTexture(gl.TEXTURE_2D, this.frames[i]!);
      if (this.shown[i] === frame) return;
      const full = new Uint8Array(2 * wide * rows);
      full.set(frame);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8UI, wide, rows, 0, gl.RG_INTEGER, gl.UNSIGNED_BYTE, full);
      this.shown[i] = frame;
    });
    this.findFronts(before, after);
  }

  /** The edges that are front before or after; those that stay the same are there throughout. */
  private findFronts(before: Uint8Array, after: Uint8Array): void {
    const out: number[] = [];
    const was = fronts(before, this.ground.edges);
    const is = before === after ? was : fronts(after, this.ground.edges);
    this.ground.edges.forEach((e, i) => {
      const add = (f: number, when: number) => {
        for (let k = 0; f && k < 6; k++) out.push(e.x0, e.y0, e.x1, e.y1, f & 15, (f >> 4) & 15, f >> 8, when);
      };
      add(was[i]!, was[i] === is[i] ? 0 : 1);
      if (was[i] !== is[i]) add(is[i]!, 2);
    });
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.frontList);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, new Float32Array(out), this.gl.DYNAMIC_DRAW);
    this.frontCount = out.length / 8;
  }
}
