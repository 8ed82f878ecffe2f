// The ground of a map: its cells, which stay where they are when the day moves. A frame says
// who holds them on a day, in two bytes a cell. Both come from the server; how frames are
// laid out is said in internal/figure/code.go.

/** Sent is the ground as it comes (internal/web/frames.go says what its lists mean). */
type Sent = {
  at: [number, number];
  unit: number;
  days: [string, string];
  sides: { name: string; texture: number }[];
  ids: string[];
  names: string[];
  points: number[];
  cells: number[];
  across: number[];
};

/** Edge is the line between two cells: a lies left of it on the way from its first point to its second. */
export type Edge = { a: number; b: number; x0: number; y0: number; x1: number; y1: number };

/** View is what is looked at: how many pixels wide the world is, and the middle in parts of it. */
export type View = { world: number; x: number; y: number };

export class Ground {
  readonly ids: string[];
  readonly names: string[];
  readonly sides: Sent["sides"];
  readonly rings: Float32Array[] = []; // by cell: x, y, x, y … in units from the origin
  readonly edges: Edge[] = [];
  readonly unit: number;
  private readonly at: [number, number];

  constructor(sent: Sent) {
    ({ ids: this.ids, names: this.names, sides: this.sides, at: this.at, unit: this.unit } = sent);
    const points = new Float32Array(sent.points.length);
    for (let i = 0, x = 0, y = 0; i < points.length; i += 2) {
      points[i] = x += sent.points[i]!;
      points[i + 1] = y += sent.points[i + 1]!;
    }
    for (let i = 0, leg = 0, read = 0; i < this.ids.length; i++) {
      const corners = sent.cells[read++]!;
      const ring = new Float32Array(2 * corners);
      for (let k = 0, n = 0; k < corners; k++) {
        n += sent.cells[read++]!;
        ring.set(points.subarray(2 * n, 2 * n + 2), 2 * k);
      }
      this.rings.push(ring);
      for (let k = 0; k < corners; k++, leg++) this.join(i, i + sent.across[leg]!, ring, k);
    }
  }

  private join(a: number, b: number, ring: Float32Array, k: number): void {
    if (b <= a) return; // each edge once; none across the box
    const next = (2 * k + 2) % ring.length;
    this.edges.push({ a, b, x0: ring[2 * k]!, y0: ring[2 * k + 1]!, x1: ring[next]!, y1: ring[next + 1]! });
  }

  /** How units become pixels in a window: pixel = unit · scale + offset. */
  placed(v: View, width: number, height: number): { scale: number; x: number; y: number } {
    const at = (origin: number, middle: number, size: number) => (origin * this.unit - middle) * v.world + size / 2;
    return { scale: this.unit * v.world, x: at(this.at[0], v.x, width), y: at(this.at[1], v.y, height) };
  }

  /** The cell at a pixel, -1 if there is none. Cells are convex; their corners run against the clock. */
  cellAt(px: number, py: number, v: View, width: number, height: number): number {
    const to = this.placed(v, width, height);
    const x = (px - to.x) / to.scale;
    const y = (py - to.y) / to.scale;
    return this.rings.findIndex((ring) => {
      for (let k = 0; k < ring.length; k += 2) {
        const n = (k + 2) % ring.length;
        if ((ring[n]! - ring[k]!) * (y - ring[k + 1]!) - (ring[n + 1]! - ring[k + 1]!) * (x - ring[k]!) > 0) return false;
      }
      return ring.length > 0;
    });
  }

  /** Whether a part of a cell is in the window, by the box around it. */
  inView(cell: number, v: View, width: number, height: number): boolean {
    const to = this.placed(v, width, height);
    const ring = this.rings[cell]!;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < ring.length; k += 2) {
      west = Math.min(west, ring[k]!);
      east = Math.max(east, ring[k]!);
      north = Math.min(north, ring[k + 1]!);
      south = Math.max(south, ring[k + 1]!);
    }
    return west * to.scale + to.x < width && east * to.scale + to.x > 0 && north * to.scale + to.y < height && south * to.scale + to.y > 0;
  }
}

/** loadGround fetches the ground of a name; it throws if the server has none. */
export async function loadGround(name: string, recorded: string): Promise<Ground> {
  const answer = await fetch("/map/ground?v=" + name + (recorded ? "&recorded=" + recorded : ""));
  if (!answer.ok) throw new Error(String(answer.status));
  return new Ground((await answer.json()) as Sent);
}

const held = 1;
const contested = 2;

/** Who holds a cell, as a number that is the same for the same holders; 0 if that isn't known. */
function holder(frame: Uint8Array, cell: number): number {
  const one = frame[2 * cell]!;
  const state = one >> 6;
  if (state === held) return one & 7;
  if (state !== contested) return 0;
  const third = (frame[2 * cell + 1]! >> 3) & 7;
  return 0x100 | (1 << (one & 7)) | (1 << ((one >> 3) & 7)) | (third ? 1 << third : 0);
}

/** Held, seen, and very likely at least. */
const sure = (frame: Uint8Array, cell: number) => frame[2 * cell]! >> 6 === held && !(frame[2 * cell + 1]! & 1) && (frame[2 * cell + 1]! & 6) > 0;

/** The side that holds a cell alone, 0 if none does. */
const side = (frame: Uint8Array, cell: number) => (frame[2 * cell]! >> 6 === held ? frame[2 * cell]! & 7 : 0);

export const firm = 1;
export const fuzzy = 2;

/**
 * The fronts of a day, by the rule of internal/figure/edges.go: by edge 0 where there is none,
 * else its kind, the side on its left and the side on its right (see Edge), as parts of a number.
 */
export function fronts(frame: Uint8Array, edges: Edge[]): Uint16Array {
  const holders = Uint16Array.from({ length: frame.length / 2 }, (_, cell) => holder(frame, cell));
  return Uint16Array.from(edges, ({ a, b }) => {
    const [one, two] = [holders[a]!, holders[b]!];
    if (!one || !two || one === two) return 0;
    return (sure(frame, a) && sure(frame, b) ? firm : fuzzy) | (side(frame, a) << 4) | (side(frame, b) << 8);
  });
}

/** Days that are fetched at once. */
const together = 32;

/** Frames keeps frames by what is asked beside the day: known by, layer and whatever else. */
export class Frames {
  private readonly kept = new Map<string, Promise<Uint8Array[]>>();
  private readonly here = new Map<string, Uint8Array[]>();
  private readonly bare = new Set<string>(); // questions that have no frames

  constructor(
    private readonly ground: string,
    private readonly cells: number,
    private readonly last: number,
    private readonly iso: (day: number) => string,
  ) {}

  /** Whether a question may have frames: false once the server has said that it has none. */
  may = (question: string) => !this.bare.has(question);

  /** A day's frame if it is at hand. */
  now(question: string, day: number): Uint8Array | undefined {
    return this.here.get(question + "#" + Math.floor(day / together))?.[day % together];
  }

  /** A day's frame, undefined if there is none. */
  async get(question: string, day: number): Promise<Uint8Array | undefined> {
    if (day < 0 || day > this.last || !this.may(question)) return undefined;
    const key = question + "#" + Math.floor(day / together);
    let days = this.kept.get(key);
    if (!days) {
      days = this.load(question, Math.floor(day / together) * together);
      this.kept.set(key, days);
      days.then((d) => this.here.set(key, d)).catch(() => this.kept.delete(key));
      this.drop();
    }
    return (await days.catch(() => undefined))?.[day % together];
  }

  private async load(question: string, from: number): Promise<Uint8Array[]> {
    const to = Math.min(this.last, from + together - 1);
    const answer = await fetch(`/map/frames?from=${this.iso(from)}&to=${this.iso(to)}&ground=${this.ground}${question && "&" + question}`);
    if (answer.status === 204 || answer.status === 404 || answer.status === 409) {
      this.bare.add(question);
      return [];
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const all = new Uint8Array(await answer.arrayBuffer());
    const size = 2 * this.cells;
    return Array.from({ length: Math.floor(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size));
  }

  /** The oldest go when there are many: 40 answers of 5,000 places are 13 MB. */
  private drop(): void {
    for (const old of this.kept.keys()) {
      if (this.kept.size <= 40) break;
      this.kept.delete(old);
      this.here.delete(old);
    }
  }
}
