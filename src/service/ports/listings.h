// Listings of apps: named parts in versions, what is live of them, and the images they show.
//
// A part is a text in one language, one set of graphics, or the data safety form; what it says is
// the desk's business and here a text of JSON, "" for a part that was taken out. Every write gives
// the app its next revision and the parts it wrote a version of that revision, so that what stood
// at a revision is, of each part, its newest version up to then.
//
// Of each part the newest listing_versions_kept (store_rules.h) versions stay, and those that what
// is live or held still shows. An older revision is gone: it is not known any more.
// An app without a listing has revision 0, at which nothing stands.
#pragma once
#include <span>

#include "base/result.h"
#include "contract/graphics.h"

namespace vitrine::service::ports {

struct ListingHead {
    std::int64_t revision = 0, live = 0;
    bool operator==(const ListingHead&) const = default;
};

struct ListingPart {
    std::string name;           // "text.de-DE", "graphics.de-DE.icon", "data_safety"
    std::string facts;
    std::int64_t revision = 0;  // 0: was never written
    bool operator==(const ListingPart&) const = default;
};

struct StoredGraphic {
    contract::AppId app;
    contract::Graphic graphic;
    bool operator==(const StoredGraphic&) const = default;
};

struct Listings {
    virtual ~Listings() = default;

    virtual base::Result<ListingHead> head(const contract::AppId& app) = 0;
    // Whether what stood at this revision is still there whole.
    virtual base::Result<bool> knows(const contract::AppId& app, std::int64_t revision) = 0;
    // The parts whose names begin so, as they stood at `revision`, by name; also those taken out.
    virtual base::Result<std::vector<ListingPart>> parts(const contract::AppId& app,
                                                         std::string_view beginning,
                                                         std::int64_t revision) = 0;
    virtual base::Result<ListingPart> part(const contract::AppId& app, std::string_view name,
                                           std::int64_t revision) = 0;

    // All under the next revision, which it returns (theirs are ignored); tells the change feed.
    // Two writers are kept apart by a batch that holds what the write rests on, too.
    // Refuses (not_found) an unknown app.
    virtual base::Result<std::int64_t> write(const contract::AppId& app,
                                             std::span<const ListingPart> parts) = 0;
    // What stood at `revision` stays known until the submission lets go of it; one revision each.
    // Refuses (not_found) a revision that is not known.
    virtual base::Result<void> hold(const contract::AppId& app, const contract::SubmissionId& by,
                                    std::int64_t revision) = 0;
    virtual base::Result<void> let_go(const contract::AppId& app,
                                      const contract::SubmissionId& by) = 0;  // unknown is fine
    // From now on this is live, unless something newer is. Refuses (not_found) as hold() does.
    virtual base::Result<void> go_live(const contract::AppId& app, std::int64_t revision) = 0;

    // An image's bytes are noted before they are kept (blobs.h), so that none are left behind: a
    // noted content that nothing names when it is looked at is to be removed. Noting it again makes
    // the note younger. A version of a set of graphics that is forgotten notes its images, too.
    virtual base::Result<void> note_image(std::string_view sha256, base::Instant at) = 0;
    // Whether a graphic or a note names this content.
    virtual base::Result<bool> names_image(std::string_view sha256) = 0;
    // Refuses: unknown app (not_found), "id_taken".
    virtual base::Result<void> add_graphic(const StoredGraphic& graphic) = 0;
    virtual base::Result<std::optional<StoredGraphic>> find_graphic(
        const contract::GraphicId& id) = 0;
    // The app's image with this content, if it has one.
    virtual base::Result<std::optional<StoredGraphic>> find_image(const contract::AppId& app,
                                                                  std::string_view sha256) = 0;
    // Looks at contents noted before `before`, `limit` at most, and drops the note. Forgets their
    // graphics that no version of a set shows, and returns those contents that nothing names now.
    virtual base::Result<std::vector<std::string>> forget_images(base::Instant before,
                                                                 std::int32_t limit) = 0;
};

}  // namespace vitrine::service::ports
