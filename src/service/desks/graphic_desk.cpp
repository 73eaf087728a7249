#include "service/desks/graphic_desk.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "package/image/image.h"
#include "package/signing/crypto.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::AddGraphic;
using contract::Graphic;
using contract::GraphicSet;
using ports::ListingPart;

constexpr int tries_of_keeping = 3;
constexpr std::int32_t sweep_at_once = 100;
using Ids = std::vector<contract::GraphicId>;

Ids ids_in(const std::string& facts) {
    return said_in<Ids>(facts).value_or(Ids());
}
std::string facts_of_ids(const Ids& ids) {
    return ids.empty() ? std::string() : facts_of(std::optional(ids));
}

Problem unfit(contract::GraphicType type, contract::ImageRefusal why) {
    const auto kind = why == contract::ImageRefusal::image_too_large ? ProblemKind::too_large
                                                                     : ProblemKind::invalid;
    return Problem::of(kind, contract::name_of(why), contract::sentence_of(why),
                       "It must be " + contract::description_of(contract::rule_of(type)) + ".");
}

Problem too_many_graphics(contract::GraphicType type) {
    return Problem::conflict("too_many_graphics",
                             "At most " + base::decimal(contract::rule_of(type).at_most) +
                                 " of this type: take one out first.");
}

std::string sha256_of(std::string_view bytes) {
    package::Digester digester(package::Hash::sha256);
    digester.add(bytes);
    return package::hex(digester.finish());
}

}  // namespace

class ImageWriter final : public IncomingImage {
public:
    ImageWriter(GraphicDesk& desk, std::unique_ptr<Turns::Turn> turn, const Caller& who,
                AddGraphic::Request ask, std::int64_t bytes)
        : turn_(std::move(turn)), desk_(desk), who_(who), ask_(std::move(ask)), left_(bytes) {}

    Result<void> write(std::string_view bytes) override {
        VT_CHECK(static_cast<std::int64_t>(bytes.size()) <= left_);
        left_ -= static_cast<std::int64_t>(bytes.size());
        image_ += bytes;
        return {};
    }
    std::int64_t bytes_left() const override { return left_; }
    Result<GraphicSet> finish() override { return desk_.add(who_, ask_, image_); }

private:
    std::unique_ptr<Turns::Turn> turn_;
    GraphicDesk& desk_;
    Caller who_;
    AddGraphic::Request ask_;
    std::int64_t left_;
    std::string image_;
};

Result<std::unique_ptr<IncomingImage>> GraphicDesk::begin(const Caller& who,
                                                          const AddGraphic::Request& ask,
                                                          std::int64_t bytes) {
    if (const auto own = own_listed_app(world_, who, ask.app); !own) return refused(own.error());
    if (const auto locale = locale_in(ask.locale); !locale) return refused(locale.error());
    if (bytes > contract::rule_of(ask.type).bytes_max)
        return refused(unfit(ask.type, contract::ImageRefusal::image_too_large));
    auto turn = turns_.take(who.team->id);
    if (!turn) return refused(turn.error());
    return std::make_unique<ImageWriter>(*this, std::move(*turn), who, ask, bytes);
}

// The note comes first: whatever happens after it, the sweep finds what nothing names. It leaves
// young notes alone, so that it does not take away what is about to be named.
Result<Graphic> GraphicDesk::keep_bytes(std::string_view image,
                                        const contract::ImageFacts& facts) {
    Graphic out;
    out.id = {ports::random_id(world_.random, "gfx_")};
    out.kind = facts.kind;
    out.width = facts.width;
    out.height = facts.height;
    out.alpha = facts.alpha;
    out.bytes = facts.bytes;
    out.sha256 = sha256_of(image);
    out.added_at = world_.clock.now();
    auto done = world_.store.listings().note_image(out.sha256, out.added_at);
    // The sweep of uploads drops bytes on their way in that belong to none: then once more.
    for (int turn = 0; done && turn < tries_of_keeping; ++turn) {
        const contract::UploadId upload{ports::random_id(world_.random, "img_")};
        auto file = world_.blobs.open(upload);
        if (!file) return refused(file.error());
        done = (*file)->write_at(0, image);
        if (done) done = (*file)->sync();
        if (done) done = world_.blobs.keep(upload, out.sha256);
        if (done) return out;
        const bool swept = done.error().kind == ProblemKind::not_found;
        if (!swept) (void)world_.blobs.drop(upload);
        if (swept && turn + 1 < tries_of_keeping) done = {};
    }
    return refused(done.error());
}

// The app's image of this content, made when it has none.
Result<contract::GraphicId> GraphicDesk::graphic_for(const contract::AppId& app,
                                                     const Graphic& graphic) {
    const auto known = world_.store.listings().find_image(app, graphic.sha256);
    if (!known) return refused(known.error());
    if (*known) return (*known)->graphic.id;
    if (auto done = world_.store.listings().add_graphic({app, graphic}); !done)
        return refused(done.error());
    return graphic.id;
}

Result<GraphicSet> GraphicDesk::add(const Caller& who, const AddGraphic::Request& ask,
                                    std::string_view image) {
    const auto locale = locale_in(ask.locale);
    if (!locale) return refused(locale.error());
    if (const auto own = own_listed_app(world_, who, ask.app); !own) return refused(own.error());
    const auto facts = package::read_image(image);
    if (!facts) return refused(facts.error());
    if (const auto why = contract::refuse_image(ask.type, *facts))
        return refused(unfit(ask.type, *why));
    auto graphic = keep_bytes(image, *facts);
    if (!graphic) return refused(graphic.error());
    graphic->added_by = who.user.name;
    const PartWrite part{ask.app, graphics_part(*locale, ask.type), "*", false,
                         "listing.add_graphic"};
    const auto written =
        write_part(world_, who, part, [&](const std::string& before) -> Result<std::string> {
            Ids ids = ids_in(before);
            const auto id = graphic_for(ask.app, *graphic);
            if (!id) return refused(id.error());
            if (std::ranges::find(ids, *id) != ids.end()) return before;
            ids.push_back(*id);
            if (ids.size() > static_cast<std::size_t>(contract::rule_of(ask.type).at_most))
                return refused(too_many_graphics(ask.type));
            return facts_of_ids(ids);
        });
    if (!written) return refused(written.error());
    return set_of(ask.app, *written);
}

Result<Graphic> GraphicDesk::keep(const Caller& who, const contract::AppId& app,
                                  contract::GraphicType type, std::string_view image) {
    if (const auto own = own_listed_app(world_, who, app); !own) return refused(own.error());
    const auto facts = package::read_image(image);
    if (!facts) return refused(facts.error());
    if (const auto why = contract::refuse_image(type, *facts)) return refused(unfit(type, *why));
    auto graphic = keep_bytes(image, *facts);
    if (!graphic) return refused(graphic.error());
    graphic->added_by = who.user.name;
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto id = graphic_for(app, *graphic);
    if (!id) return refused(id.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    graphic->id = *id;
    return graphic;
}

Result<void> GraphicDesk::refuse_ids(const contract::ArrangeGraphics::Request& ask) {
    if (ask.graphics.size() > static_cast<std::size_t>(contract::rule_of(ask.type).at_most))
        return refused(too_many_graphics(ask.type));
    std::vector<base::FieldProblem> wrong;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < ask.graphics.size(); ++i) {
        const std::string path = "graphics." + base::decimal(static_cast<std::int64_t>(i));
        const auto stored = world_.store.listings().find_graphic(ask.graphics[i]);
        if (!stored) return refused(stored.error());
        if (!*stored || (*stored)->app != ask.app)
            wrong.push_back({path, "unknown", "the app has no such image"});
        else if (contract::refuse_image(ask.type, contract::facts_of((*stored)->graphic)))
            wrong.push_back({path, "not_allowed", "the image does not do for this type"});
        else if (!seen.insert(ask.graphics[i].text).second)
            wrong.push_back({path, "not_allowed", "given more than once"});
    }
    if (!wrong.empty()) return refused(contract::invalid_fields(std::move(wrong)));
    return {};
}

Result<GraphicSet> GraphicDesk::arrange(const Caller& who,
                                        const contract::ArrangeGraphics::Request& ask) {
    if (const auto own = own_listed_app(world_, who, ask.app); !own) return refused(own.error());
    const auto locale = locale_in(ask.locale);
    if (!locale) return refused(locale.error());
    const PartWrite part{ask.app, graphics_part(*locale, ask.type), ask.if_match,
                         ask.dry_run.value_or(false), "listing.arrange_graphics"};
    const auto written =
        write_part(world_, who, part, [&](const std::string&) -> Result<std::string> {
            if (auto known = refuse_ids(ask); !known) return refused(known.error());
            return facts_of_ids(ask.graphics);
        });
    if (!written) return refused(written.error());
    return set_of(ask.app, *written);
}

Result<std::vector<Graphic>> GraphicDesk::graphics_in(const std::string& facts) {
    std::vector<Graphic> out;
    for (const contract::GraphicId& id : ids_in(facts)) {
        auto stored = world_.store.listings().find_graphic(id);
        if (!stored) return refused(stored.error());
        if (*stored) out.push_back(std::move((*stored)->graphic));
    }
    return out;
}

Result<GraphicSet> GraphicDesk::set_of(const contract::AppId& app, const ListingPart& draft) {
    const auto name = set_name_in(draft.name);
    if (!name) return refused(Problem::not_found("graphics"));
    const auto head = world_.store.listings().head(app);
    if (!head) return refused(head.error());
    const auto living = world_.store.listings().part(app, draft.name, head->live);
    if (!living) return refused(living.error());
    auto live = graphics_in(living->facts), drafted = graphics_in(draft.facts);
    if (!live) return refused(live.error());
    if (!drafted) return refused(drafted.error());
    using Facts = std::optional<std::string>;
    const auto there = [](const std::string& facts) {
        return facts.empty() ? Facts() : Facts(facts);
    };
    return GraphicSet{name->locale, name->type, std::move(*live), std::move(*drafted),
                      contract::change_between(there(living->facts), there(draft.facts)),
                      draft.revision};
}

Result<GraphicSet> GraphicDesk::find(const Caller& who, const contract::AppId& app,
                                     const std::string& locale, contract::GraphicType type) {
    if (const auto known = listed_app(world_, who, app); !known) return refused(known.error());
    const auto plain = locale_in(locale);
    if (!plain) return refused(plain.error());
    const auto draft =
        world_.store.listings().part(app, graphics_part(*plain, type), now_revision);
    if (!draft) return refused(draft.error());
    return set_of(app, *draft);
}

Result<contract::GraphicPage> GraphicDesk::list(const Caller& who,
                                                const contract::ListGraphics::Request& ask) {
    if (const auto app = listed_app(world_, who, ask.app); !app) return refused(app.error());
    std::string beginning(graphics_beginning);
    if (ask.locale) {
        const auto locale = locale_in(*ask.locale);
        if (!locale) return refused(locale.error());
        beginning += *locale + ".";
    }
    const auto revision = revision_asked(world_, ask.app, ask.revision);
    if (!revision) return refused(revision.error());
    const auto parts = world_.store.listings().parts(ask.app, beginning, now_revision);
    if (!parts) return refused(parts.error());
    contract::GraphicPage out;
    for (const ListingPart& newest : *parts) {
        const auto then = world_.store.listings().part(ask.app, newest.name, *revision);
        if (!then) return refused(then.error());
        auto set = set_of(ask.app, *then);
        if (!set) return refused(set.error());
        if (!set->live.empty() || !set->draft.empty()) out.items.push_back(std::move(*set));
    }
    std::ranges::sort(out.items, {}, [](const GraphicSet& one) {
        return std::pair(one.locale, one.type);
    });
    return out;
}

Result<Picture> GraphicDesk::image(const Caller& who, const contract::GetImage::Request& ask) {
    if (const auto app = listed_app(world_, who, ask.app); !app) return refused(app.error());
    const auto stored = world_.store.listings().find_graphic(ask.graphic);
    if (!stored) return refused(stored.error());
    if (!*stored || (*stored)->app != ask.app) return refused(Problem::not_found("image"));
    const auto source = world_.blobs.read((*stored)->graphic.sha256);
    if (!source) return refused(source.error());
    if (!*source || (*source)->size() > static_cast<std::uint64_t>(contract::graphic_bytes_max))
        return refused(Problem::not_found("image"));
    Picture out{(*stored)->graphic.kind, (*stored)->graphic.sha256, {}};
    out.bytes.resize(static_cast<std::size_t>((*source)->size()));
    if ((*source)->read_at(0, std::span(out.bytes.data(), out.bytes.size()))) return out;
    return refused(Problem::unavailable("blobs_failed", "The file cannot be read.",
                                        "Look at the disk, then try again."));
}

Result<int> GraphicDesk::sweep() {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const base::Instant before{world_.clock.now().ms - base::hour_ms};
    const auto gone = world_.store.listings().forget_images(before, sweep_at_once);
    if (!gone) return refused(gone.error());
    for (const std::string& sha256 : *gone) {
        const auto file = world_.store.edits().names_file(sha256);  // a version's, by chance
        if (!file) return refused(file.error());
        if (*file) continue;
        if (auto done = world_.blobs.remove(sha256); !done) return refused(done.error());
    }
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return static_cast<int>(gone->size());
}

}  // namespace vitrine::service::desks
