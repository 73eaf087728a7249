// Graphics of a listing: images that come in whole, are looked at, kept by their content, and shown
// in sets. Who may do what is as in listing_desk.h.
#pragma once
#include "service/desks/listing_shelf.h"
#include "service/desks/turns.h"

namespace vitrine::service::desks {

// One image on its way in. One thread at a time; without finish() nothing of it stays.
class IncomingImage {
public:
    virtual ~IncomingImage() = default;
    virtual base::Result<void> write(std::string_view bytes) = 0;  // at most bytes_left()
    virtual std::int64_t bytes_left() const = 0;
    virtual base::Result<contract::GraphicSet> finish() = 0;
};

// An image as it goes out.
struct Picture {
    contract::ImageKind kind = contract::ImageKind::png;
    std::string sha256, bytes;
};

class GraphicDesk {
public:
    explicit GraphicDesk(World world, TurnLimits images = {8, 4})
        : world_(world),
          turns_(images, "too_many_images", "Too many images are on their way at once.") {}

    base::Result<contract::GraphicPage> list(const Caller& who,
                                             const contract::ListGraphics::Request& ask);
    // The draft of one set, as it stands.
    base::Result<contract::GraphicSet> find(const Caller& who, const contract::AppId& app,
                                            const std::string& locale, contract::GraphicType type);
    // `bytes` says how long the image will be; that much memory it takes while it comes.
    base::Result<std::unique_ptr<IncomingImage>> begin(const Caller& who,
                                                       const contract::AddGraphic::Request& ask,
                                                       std::int64_t bytes);
    base::Result<contract::GraphicSet> add(const Caller& who,
                                           const contract::AddGraphic::Request& ask,
                                           std::string_view image);
    // An image of the app that no set shows yet; it is forgotten after an hour, unless a set shows
    // it or its note is renewed.
    base::Result<contract::Graphic> keep(const Caller& who, const contract::AppId& app,
                                         contract::GraphicType type, std::string_view image);
    base::Result<contract::GraphicSet> arrange(const Caller& who,
                                               const contract::ArrangeGraphics::Request& ask);
    base::Result<Picture> image(const Caller& who, const contract::GetImage::Request& ask);

    // Removes images that no version of any set shows any more. How many.
    base::Result<int> sweep();

private:
    friend class ImageWriter;
    using Ids = std::vector<contract::GraphicId>;

    base::Result<contract::Graphic> keep_bytes(std::string_view image,
                                               const contract::ImageFacts& facts);
    base::Result<contract::GraphicId> graphic_for(const contract::AppId& app,
                                                  const contract::Graphic& graphic);
    base::Result<void> refuse_ids(const contract::ArrangeGraphics::Request& ask);
    base::Result<std::vector<contract::Graphic>> graphics_in(const std::string& facts);
    base::Result<contract::GraphicSet> set_of(const contract::AppId& app,
                                              const ports::ListingPart& draft);

    World world_;
    Turns turns_;
};

}  // namespace vitrine::service::desks
