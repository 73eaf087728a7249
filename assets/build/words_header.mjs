// assets/words/LANGUAGE.json -> words_keys.h, the sorted keys, or words_LANGUAGE.h, their texts in
// the same order. Nested keys join with a dot. Groups named by further arguments are left out: what
// this program never says.
import { basename } from 'node:path';
import { source, writeHeader } from './write_header.mjs';

const [, , , output, ...without] = process.argv;

function flatten(object, prefix = '') {
  return Object.entries(object).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`));
}
// C++ literals: a hexadecimal escape may not swallow the next letter, so UTF-8 stays as it is.
const literal = (text) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;

const said = Object.entries(source).filter(([group]) => !without.includes(group));
const words = flatten(Object.fromEntries(said))
  .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
if (words.some(([, text]) => text.includes('\0'))) throw new Error('a text has a NUL');

const keys = `#include <array>
#include <string_view>

namespace vitrine::console::words {

// Sorted bytewise. For the compiler only: none of this is in the program.
inline constexpr std::array<std::string_view, ${words.length}> keys{{
${words.map(([key]) => `    ${literal(key)},\n`).join('')}}};

}  // namespace vitrine::console::words
`;
const texts = `namespace vitrine::console::words {

// One text after the other, each closed by a NUL; in the order of words::keys.
inline constexpr char en[] =
${words.map(([, text]) => `    ${literal(text)} "\\0"`).join('\n')};

}  // namespace vitrine::console::words
`;
writeHeader('words/en.json', basename(output) === 'words_keys.h' ? keys : texts);
