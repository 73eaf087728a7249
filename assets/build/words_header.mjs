// assets/words/LANGUAGE.json -> words_LANGUAGE.h: a sorted table of key and text. Nested keys join
// with a dot.
import { source, writeHeader } from './write_header.mjs';

function flatten(object, prefix = '') {
  return Object.entries(object).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`));
}
// C++ literals: a hexadecimal escape may not swallow the next letter, so UTF-8 stays as it is.
const literal = (text) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;

const words = flatten(source).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

writeHeader('words/en.json', `#include <array>
#include <string_view>

namespace vitrine::console::words {

struct Word {
    std::string_view key;
    std::string_view text;
};

// Sorted by key, bytewise.
inline constexpr std::array<Word, ${words.length}> en{{
${words.map(([key, text]) => `    {${literal(key)}, ${literal(text)}},\n`).join('')}}};

}  // namespace vitrine::console::words
`);
