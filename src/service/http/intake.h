// Where a body goes piece by piece: an upload's part and a batch of lines, which are never held,
// or an image, which is small.
#pragma once
#include "contract/codec.h"
#include "service/desks/graphic_desk.h"
#include "service/desks/incoming_batch.h"
#include "service/desks/upload_desk.h"

namespace vitrine::service::http {

enum class Packing : std::uint8_t { none, gzip };

// One thread at a time. When it goes without finish(), the body was cut.
class Intake {
public:
    virtual ~Intake() = default;
    // The next bytes of the body, at most bytes_left(). After a refusal nothing more may come.
    virtual base::Result<void> write(std::string_view bytes) = 0;
    virtual std::int64_t bytes_left() const = 0;
    virtual base::Result<contract::Json> finish() = 0;  // the answer
    virtual std::string etag() const { return ""; }     // of what came, after finish()
};

std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingPart> part);
std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingImage> image);
// `bytes`: how long the body is.
std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingBatch> batch, Packing packing,
                                  std::int64_t bytes);

}  // namespace vitrine::service::http
