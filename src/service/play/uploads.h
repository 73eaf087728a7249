// Bytes on their way in, by the three protocols that tools use:
//
//   simple     POST ?uploadType=media: the file is the body; ?uploadType=multipart: multipart.h.
//              Cut off, it begins anew.
//   Location   POST ?uploadType=resumable answers with a Location; PUT there with Content-Range;
//              308 with Range says how far it is, "bytes */N" asks
//   Google's   X-Goog-Upload-Protocol: resumable and X-Goog-Upload-Command: start answers with an
//              X-Goog-Upload-URL; POST there upload, finalize, query or cancel, with an offset
//
// A session is an upload of the upload desk, whose size and digest are known only at its end: it is
// on the disk part by part, outlives cut connections and a killed store, and is the team's own.
#pragma once
#include "service/play/front.h"
#include "service/play/methods.h"

namespace vitrine::service::play {

// The path of the call behind an upload's address: "applications/...", "" when it is none.
std::string_view upload_call_in(std::string_view path);
Work upload_work(const http::Request& head);

// What needs no bytes: begins a session, says how far it is, ends it.
http::Response upload_answer(Bench& bench, const Method& method, const Visit& visit,
                             const Ask& ask);
// What brings bytes. `visit` must outlive what is returned.
Begun upload_begin(const Bench& bench, const Method& method, Visit visit, const Ask& ask);

}  // namespace vitrine::service::play
