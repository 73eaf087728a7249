// assets/theme.json -> theme_tokens.h: colours as constexpr ABGR words, type scale, sizes in
// logical pixels.
import { snake, source, writeHeader } from './write_header.mjs';

// The order of the fonts in ui.fonts.
const faces = ['regular', 'medium', 'semibold', 'display', 'mono'];
const themes = Object.entries(source.themes);
const isColour = (value) => typeof value === 'string' && value.startsWith('#');
const number = (value) => (Number.isInteger(value) ? `${value}.0F` : `${value}F`);

function abgr(hex) {
  const [r, g, b, a = 'FF'] = hex.slice(1).match(/../g);
  return `0x${a}${b}${g}${r}U`;
}

// The declaration of one field: a colour, a row of colours, a number, or a struct of those.
function fieldOf(key, value, indent) {
  const name = snake(key);
  if (isColour(value)) return `${indent}Colour ${name};\n`;
  if (typeof value === 'number') return `${indent}float ${name};\n`;
  if (Array.isArray(value)) return `${indent}std::array<Colour, ${value.length}> ${name};\n`;
  if (typeof value !== 'object') return '';
  const type = name.replace(/(^|_)([a-z])/g, (_, __, c) => c.toUpperCase()).replace(/_/g, '');
  return `${indent}struct ${type} {\n${fieldsOf(value, indent + '    ')}${indent}} ${name};\n`;
}
function fieldsOf(object, indent) {
  return Object.entries(object).map(([key, value]) => fieldOf(key, value, indent)).join('');
}
function valueOf(value) {
  if (isColour(value)) return abgr(value);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return `{${value.map(abgr).join(', ')}}`;
  if (typeof value !== 'object') return null;
  return `{${Object.values(value).map(valueOf).filter((v) => v !== null).join(', ')}}`;
}

function faceOf(style) {
  if (style.family) return style.family;
  return Object.entries(source.font.weights).find(([, weight]) => weight === style.weight)[0];
}
const styleOf = (s) => `{${number(s.size)}, ${number(s.line)}, Face::${faceOf(s)}}`;
const typeScale = Object.entries(source.type)
  .map(([key, style]) => `    TypeStyle ${snake(key)}${styleOf(style)};\n`).join('');

// Sizes: one constexpr object per group. Names of type styles stay references to the type scale.
function sizeField(key, value, indent, suffix = '') {
  const name = snake(key) + suffix;
  if (typeof value === 'number') return `${indent}float ${name} = ${number(value)};\n`;
  if (key === 'text') return `${indent}TypeStyle text = TypeScale{}.${snake(value)};\n`;
  if (typeof value !== 'object') return '';
  const body = Object.entries(value).map(([k, v]) => sizeField(k, v, indent + '    ')).join('');
  return body && `${indent}struct {\n${body}${indent}} ${name};\n`;
}
function sizes(group, suffix) {
  const fields = Object.entries(source[group]).map(([k, v]) => sizeField(k, v, '    ', suffix));
  const type = group[0].toUpperCase() + group.slice(1) + 'Sizes';
  return `\nstruct ${type} {\n${fields.join('')}};\ninline constexpr ${type} ${group}{};\n`;
}
const space = Object.values(source.space);

writeHeader('theme.json', `#include <array>
#include <cstdint>

namespace vitrine::console::tokens {

using Colour = std::uint32_t;  // 0xAABBGGRR, as Dear ImGui's ImU32.

struct Theme {
${fieldsOf(themes[0][1], '    ')}};
${themes.map(([key, theme]) => `inline constexpr Theme ${snake(key)}${valueOf(theme)};\n`).join('')}
// Index of a font in ui.fonts.
enum class Face : std::uint8_t { ${faces.join(', ')} };

struct TypeStyle {
    float size;  // Logical pixels.
    float line;  // Line height, logical pixels.
    Face face;
};
struct TypeScale {
${typeScale}};
inline constexpr TypeScale type{};

inline constexpr std::array<float, ${space.length}> space{${space.map(number).join(', ')}};
${['radius', 'border', 'control', 'layout', 'elevation', 'kiosk'].map((g) => sizes(g)).join('')}
// Milliseconds.${sizes('motion', '_ms')}
// Seconds.${sizes('freshness', '_s')}
}  // namespace vitrine::console::tokens
`);
