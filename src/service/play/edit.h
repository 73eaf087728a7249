// An edit: a branch of the app that a tool prepares and commits as a whole.
//
// It holds what the tool wrote, by part, and the listing's revision when it began; the store's
// listing keeps what stood there (ports::Listings::hold). What the tool did not write it reads as
// it stood then, so that at the end (commit.h) every difference is the tool's own wish. Nothing
// that others do ends it: it is over when it is committed or deleted, or seven days after it was
// last touched.
//
//   facts  {"details": {...}, "text": {LOCALE: {title, summary, description} | null},
//           "video": {LOCALE: text}, "images": {"LOCALE/TYPE": [graphic id...]},
//           "packages": [{id, kind, code, sha1, sha256}], "tracks": {TRACK: Track},
//           "testers": {TRACK: [group...]}, "base_tracks": {TRACK: Track}}
#pragma once
#include <functional>

#include "contract/graphics.h"
#include "service/play/bench.h"

namespace vitrine::service::play {

inline constexpr std::int64_t edit_lasts_ms = 7 * base::day_ms;
inline constexpr std::int32_t edits_open_max = 100;  // of an app
inline constexpr std::size_t edit_bytes_max = 4 << 20;

struct Edit {
    ports::StoredEdit stored;
    Json facts = Json::object();
    contract::App app;
};

base::Result<Edit> edit_of(Bench& bench, const Visit& visit);
// Changes the facts, and again on what somebody else made of them meanwhile.
Answer change_edit(Bench& bench, const Visit& visit,
                   const std::function<Answer(Edit&)>& change);
// As committed or deleted; what it held on to is let go.
base::Result<void> end_edit(Bench& bench, const Edit& edit, ports::EditState state);
// Ends what is over, and keeps the images of the others.
base::Result<void> sweep_edits(desks::World& world);

Answer edits_insert(Bench& bench, const Visit& visit);
Answer edits_get(Bench& bench, const Visit& visit);
Answer edits_delete(Bench& bench, const Visit& visit);

// Parts of the listing as they stood when the edit began.
base::Result<std::optional<contract::ListingText>> text_before(Bench& bench, const Edit& edit,
                                                               const std::string& locale);
base::Result<std::vector<contract::GraphicId>> images_before(Bench& bench, const Edit& edit,
                                                             const std::string& set);
base::Result<Json> details_before(Bench& bench, const Edit& edit);
base::Result<std::string> video_before(Bench& bench, const Edit& edit,
                                       const std::string& locale);

// The same as the edit has them now.
base::Result<std::optional<contract::ListingText>> text_in_edit(Bench& bench, const Edit& edit,
                                                                const std::string& locale);
base::Result<std::vector<contract::GraphicId>> images_in_edit(Bench& bench, const Edit& edit,
                                                              const std::string& set);

// "de-DE/phone", the key of a set of images in an edit, and the name of the listing's part.
std::string set_key(const std::string& locale, contract::GraphicType type);
std::string set_part(const std::string& key);
inline constexpr std::string_view contact_part = "contact", video_beginning = "video.";

}  // namespace vitrine::service::play
