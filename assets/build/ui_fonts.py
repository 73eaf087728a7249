"""Makes ui.fonts from the installed fonts: python3 ui_fonts.py RECIPE_FOLDER OUTPUT

Each font keeps only the code points of its sets, has tabular digits built in, and no hints and no
layout tables. Its ascent minus descent is made exactly one em around the same middle: so a size in
Dear ImGui (which means ascent to descent) is a CSS size in pixels, and a browser that lays out the
same font puts the baseline at the same place.

ui.fonts: u32 count; then for each font u32 length and its bytes. Little endian, no padding.
"""
import io
import logging
import pathlib
import struct
import sys

try:
    from fontTools import subset
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.scaleUpem import scale_upem
except ImportError:
    sys.exit("ui_fonts.py: fontTools is missing; ./dev setup installs it")

FONTS = pathlib.Path("/usr/share/fonts")
logging.getLogger("fontTools").setLevel(logging.ERROR)


def code_points(path):
    for word in path.read_text().split():
        first, _, last = word.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def freeze_tabular_digits(font):
    """Maps 0..9 to their forms of the feature 'tnum', where the font has it."""
    records = font["GSUB"].table.FeatureList.FeatureRecord
    features = [record.Feature for record in records if record.FeatureTag == "tnum"]
    forms = {}
    for index in {i for feature in features for i in feature.LookupListIndex}:
        for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
            forms.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for table in font["cmap"].tables:
        for digit in range(ord("0"), ord("9") + 1):
            if digit in table.cmap:
                table.cmap[digit] = forms.get(table.cmap[digit], table.cmap[digit])


def make_digits_equally_wide(font):
    """Inter Display's tabular forms differ in width: centres each digit in the widest one's."""
    if "CFF " not in font:
        return
    glyphs, cmap, metrics = font.getGlyphSet(), font.getBestCmap(), font["hmtx"].metrics
    strings = font["CFF "].cff.topDictIndex[0].CharStrings
    names = [cmap[digit] for digit in range(ord("0"), ord("9") + 1)]
    width = max(metrics[name][0] for name in names)
    for name in names:
        advance, bearing = metrics[name]
        if advance == width:
            continue
        shift = (width - advance) // 2
        pen = T2CharStringPen(width, glyphs)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        strings[name] = pen.getCharString(strings[name].private, strings[name].globalSubrs)
        metrics[name] = (width, bearing + shift)


def keep_only(font, points):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [1, 2]
    options.glyph_names = False
    options.desubroutinize = True  # Smaller after brotli than with subroutines.
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "DSIG", "gasp"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=points)
    worker.subset(font)


def one_em_high(font):
    em, hhea, os2 = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    middle = (hhea.ascent + hhea.descent) / 2
    hhea.ascent = os2.sTypoAscender = os2.usWinAscent = round(middle + em / 2)
    hhea.descent = os2.sTypoDescender = hhea.ascent - em
    os2.usWinDescent = -hhea.descent
    hhea.lineGap = os2.sTypoLineGap = 0


def make(source, em, points):
    if not (FONTS / source).exists():
        sys.exit(f"ui_fonts.py: {FONTS / source} is missing; ./dev setup installs it")
    font = TTFont(FONTS / source, recalcTimestamp=False)
    freeze_tabular_digits(font)
    keep_only(font, points)
    if font["head"].unitsPerEm != em:
        scale_upem(font, em)
    make_digits_equally_wide(font)
    one_em_high(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(recipe, output):
    fonts = []
    for line in (recipe / "fonts.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            source, em, *sets = line.split()
            points = {p for name in sets for p in code_points(recipe / f"{name}.txt")}
            fonts.append(make(source, int(em), points))
    output.parent.mkdir(parents=True, exist_ok=True)
    parts = [struct.pack("<I", len(font)) + font for font in fonts]
    output.write_bytes(struct.pack("<I", len(fonts)) + b"".join(parts))


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
