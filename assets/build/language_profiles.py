# Letter profiles of languages in Latin script, from a folder of reviews of known language:
#     python3 assets/build/language_profiles.py ../shared/data/reviews assets/languages/latin.txt
# Run by hand when there is more to learn from; the outcome is kept, the reviews are not ours to
# keep. Reviews whose id's CRC-32 is divisible by 5 are left out: tests/import measures on them.
#
# The outcome is one C++ raw string. Its first line names the languages; then, side by side, the
# commonest trigrams: three letters ("_" is the edge of a word) and a sign a language, whose place
# in the alphabet below is -4 times the trigram's logarithmic share, cut to 0..63.
import collections, csv, gzip, math, pathlib, sys, zlib

LANGUAGES = ["de", "en", "es", "fr", "id", "it", "nl"]
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
TEXTS, TRIGRAMS, A_LINE = 2500, 1600, 8


def trigrams(text):
    word = "_"
    for letter in text.lower() + " ":
        if letter.isalpha() and ord(letter) < 0x250:
            word += letter
            continue
        if len(word) > 1:
            word += "_"
            for at in range(len(word) - 2):
                yield word[at:at + 3]
        word = "_"


def texts_of(folder):
    for path in sorted(pathlib.Path(folder).glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["lang"] in LANGUAGES and zlib.crc32(row["review_id"].encode()) % 5:
                    yield row["lang"], path.name, row["text"]


def main(folder, out):
    csv.field_size_limit(1 << 24)
    counts = {language: collections.Counter() for language in LANGUAGES}
    taken = collections.Counter()
    for language, name, text in texts_of(folder):
        taken[language, name] += 1
        if taken[language, name] <= TEXTS:
            counts[language].update(trigrams(text[:400]))
    shares = collections.Counter()
    for language, of in counts.items():
        total = sum(of.values())
        for trigram, count in of.items():
            shares[trigram] += count / total
    rows = []
    for trigram, _ in shares.most_common(TRIGRAMS):
        signs = ""
        for language in LANGUAGES:
            share = (counts[language][trigram] + 0.5) / (sum(counts[language].values()) + TRIGRAMS)
            signs += SIGNS[min(63, max(0, round(-4 * math.log(share))))]
        rows.append(trigram + signs)
    rows.sort()
    with open(out, "w", encoding="utf-8") as file:
        file.write('R"(' + " ".join(LANGUAGES) + "\n")
        for at in range(0, len(rows), A_LINE):
            file.write(" ".join(rows[at:at + A_LINE]) + "\n")
        file.write(')"\n')


main(sys.argv[1], sys.argv[2])
