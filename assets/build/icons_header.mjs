// assets/icons.json -> icon_shapes.h: every icon as polylines on a 16 px grid, in sixteenths of a
// pixel. In the JSON a path is parts joined by '|'; a part that begins with 'f:' is filled, the
// others are stroked.
// Only icons that the sources in the folders of the further arguments name (Icon::x) get their shape:
// the others keep their place in the enum and cost nothing.
import { polylines } from './svg_path.mjs';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { source, writeHeader } from './write_header.mjs';

const names = Object.keys(source.icons);
const used = new Set(process.argv.slice(4).flatMap((folder) =>
  readdirSync(folder, { recursive: true }).filter((file) => /\.(h|cpp)$/.test(file))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/\bIcon::\w+/g) ?? [])));
const points = [], lines = [], icons = [];

const sixteenths = ([x, y]) => [x, y].map((v) => Math.min(255, Math.max(0, Math.round(v * 16))));

function addLine({ points: raw, closed }, filled) {
  const kept = raw.map(sixteenths).filter((p, i, all) => i === 0 || `${p}` !== `${all[i - 1]}`);
  if (closed && kept.length > 1 && `${kept[0]}` === `${kept.at(-1)}`) kept.pop();
  const kind = filled ? 'filled' : closed ? 'closed' : 'open';
  lines.push(`{${points.length}, ${kept.length}, Line::${kind}}`);
  points.push(...kept);
}

for (const name of names) {
  const first = lines.length;
  for (const part of used.has(`Icon::${name}`) ? source.icons[name].split('|') : []) {
    const filled = part.startsWith('f:');
    for (const line of polylines(filled ? part.slice(2) : part)) addLine(line, filled);
  }
  icons.push(`{${first}, ${lines.length - first}}`);
}

const rows = (list) => list.map((item, i) => (i % 12 ? ' ' : '\n    ') + item + ',').join('');
const pairs = points.map(([x, y]) => `{${x}, ${y}}`);

writeHeader('icons.json', `#include <array>
#include <cstdint>

namespace vitrine::console::icons {

enum class Icon : std::uint8_t {${rows(names)}
};

// Sixteenths of a pixel on the 16 px grid; multiply by size / 256.
struct Point {
    std::uint8_t x, y;
};
// One polyline: points[first .. first + count). A line of one point is a dot, as wide as the stroke
// (1.5 px).
struct Polyline {
    std::uint16_t first;
    std::uint8_t count;
    enum class Line : std::uint8_t { open, closed, filled } line;
};
// lines[first .. first + count)
struct Shape {
    std::uint16_t first;
    std::uint8_t count;
};
using Line = Polyline::Line;

inline constexpr std::array<Point, ${points.length}> points{{${rows(pairs)}
}};
inline constexpr std::array<Polyline, ${lines.length}> lines{{${rows(lines)}
}};
inline constexpr std::array<Shape, ${icons.length}> shapes{{${rows(icons)}
}};

constexpr const Shape& shape_of(Icon icon) { return shapes[static_cast<std::size_t>(icon)]; }

}  // namespace vitrine::console::icons
`);
