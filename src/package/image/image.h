// What the head of a PNG or JPEG says, without decoding a pixel: kind, size, transparency.
//
// PNG: W3C Portable Network Graphics (Third Edition), section 5: signature, then chunks of length,
// name, bytes and CRC-32, from IHDR to IEND. JPEG: ITU-T T.81, annex B: segments from SOI to EOI,
// sizes in the frame header (SOFn).
//
// The file is walked to its end, so that one that is cut short, goes on behind its end, or hides
// something between its parts is refused. Time is linear in the bytes, memory constant.
#pragma once
#include <string_view>

#include "base/result.h"
#include "contract/graphics.h"

namespace vitrine::package {

// Refuses (invalid): "not_an_image" (neither PNG nor JPEG), "image_damaged" (cut short, sizes or
// checksums wrong, bytes behind the end), "image_animated" (APNG), "wrong_image_kind" (JPEG with
// four colours or coded in a way that browsers do not show).
base::Result<contract::ImageFacts> read_image(std::string_view bytes);

}  // namespace vitrine::package
