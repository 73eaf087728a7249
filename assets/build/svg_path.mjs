// SVG path data to polylines: M L H V C S A Z, absolute and relative; curves within `tolerance` of
// the true line.

const tolerance = 0.05;
const count = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, A: 7, Z: 0 };

function* commands(path) {
  for (const [, letter, rest] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const upper = letter.toUpperCase();
    if (!(upper in count)) throw new Error(`path command ${letter} is not known`);
    const numbers = numbersOf(rest, upper === 'A');
    if (upper === 'Z') yield [letter, []];
    for (let i = 0; i < numbers.length; i += count[upper]) {
      const next = upper === 'M' && i > 0 ? (letter === 'm' ? 'l' : 'L') : letter;
      yield [next, numbers.slice(i, i + count[upper])];
    }
  }
}

// The two flags of an arc are single digits that may stand without a separator.
function numbersOf(text, arc) {
  const found = [];
  const number = /[\s,]*([-+]?(?:\d+\.?\d*|\.\d+))/y;
  const flag = /[\s,]*([01])/y;
  for (let at = 0; ;) {
    const rule = arc && (found.length % 7 === 3 || found.length % 7 === 4) ? flag : number;
    rule.lastIndex = at;
    const match = rule.exec(text);
    if (!match) return found;
    found.push(Number(match[1]));
    at = rule.lastIndex;
  }
}

function cubic(line, [x0, y0], [x1, y1, x2, y2, x3, y3]) {
  const bend = Math.max(Math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2),
    Math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3));
  const steps = Math.max(1, Math.ceil(Math.sqrt((0.75 * bend) / tolerance)));
  for (let i = 1; i <= steps; i += 1) {
    const t = i / steps, u = 1 - t;
    const mix = (a, b, c, d) => u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d;
    line.push([mix(x0, x1, x2, x3), mix(y0, y1, y2, y3)]);
  }
}

// Circular arcs only (rx = ry), by the centre parametrisation of SVG 1.1, F.6.5.
function arc(line, [x0, y0], [rx, , , large, sweep, x1, y1]) {
  const half = Math.hypot(x1 - x0, y1 - y0) / 2;
  if (half === 0) return;
  const radius = Math.max(rx, half);
  const off = Math.sqrt(radius * radius - half * half) * (large === sweep ? -1 : 1) / (2 * half);
  const cx = (x0 + x1) / 2 - off * (y1 - y0), cy = (y0 + y1) / 2 + off * (x1 - x0);
  const from = Math.atan2(y0 - cy, x0 - cx);
  let turn = Math.atan2(y1 - cy, x1 - cx) - from;
  if (sweep && turn < 0) turn += 2 * Math.PI;
  if (!sweep && turn > 0) turn -= 2 * Math.PI;
  const stride = 2 * Math.acos(1 - Math.min(1, tolerance / radius));
  const steps = Math.max(1, Math.ceil(Math.abs(turn) / stride));
  for (let i = 1; i < steps; i += 1) {
    const angle = from + (turn * i) / steps;
    line.push([cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)]);
  }
  line.push([x1, y1]);
}

// polylines(path): [{points: [[x, y]...], closed}]
export function polylines(path) {
  const lines = [];
  let at = [0, 0], start = [0, 0], handle = null;
  const open = () => {
    if (lines.length === 0 || lines.at(-1).closed) lines.push({ points: [at], closed: false });
    return lines.at(-1).points;
  };
  for (const [letter, n] of commands(path)) {
    const upper = letter.toUpperCase();
    const [ox, oy] = letter === upper ? [0, 0] : at;
    const absolute = upper === 'A' ? [...n.slice(0, 5), n[5] + ox, n[6] + oy]
      : n.map((v, i) => v + (i % 2 ? oy : ox));
    const end = upper === 'H' ? [n[0] + ox, at[1]] : upper === 'V' ? [at[0], n[0] + oy]
      : absolute.slice(-2);
    if (upper === 'Z') {
      lines.at(-1).closed = true;
      at = start;
      continue;
    }
    if (upper === 'M') lines.push({ points: [(start = end)], closed: false });
    else if (upper === 'C') cubic(open(), at, absolute);
    else if (upper === 'S') {
      const mirrored = handle ? [2 * at[0] - handle[0], 2 * at[1] - handle[1]] : at;
      cubic(open(), at, [...mirrored, ...absolute]);
    } else if (upper === 'A') arc(open(), at, absolute);
    else open().push(end);
    handle = upper === 'C' ? absolute.slice(2, 4) : upper === 'S' ? absolute.slice(0, 2) : null;
    at = end;
  }
  return lines;
}
