// The calls that answer from the edit or the store at hand; methods.cpp says which path asks for
// which. Those with a file of their own: edit.h, tracks.h, commit.h, uploads.h.
#pragma once
#include "service/play/bench.h"

namespace vitrine::service::play {

Answer details_get(Bench& bench, const Visit& visit);
Answer details_put(Bench& bench, const Visit& visit);
Answer details_patch(Bench& bench, const Visit& visit);

Answer listings_list(Bench& bench, const Visit& visit);
Answer listings_get(Bench& bench, const Visit& visit);
Answer listings_put(Bench& bench, const Visit& visit);
Answer listings_patch(Bench& bench, const Visit& visit);
Answer listings_delete(Bench& bench, const Visit& visit);
Answer listings_delete_all(Bench& bench, const Visit& visit);

Answer images_list(Bench& bench, const Visit& visit);
Answer images_delete(Bench& bench, const Visit& visit);
Answer images_delete_all(Bench& bench, const Visit& visit);
// Adds an image behind the others of its set; {image: {id, url, sha1, sha256}}.
Answer add_image(Bench& bench, const Visit& visit, std::string_view bytes);
// The type of {imageType}; refuses (invalid) what is none.
base::Result<contract::GraphicType> image_type_of(const Visit& visit);

Answer apks_list(Bench& bench, const Visit& visit);
Answer bundles_list(Bench& bench, const Visit& visit);
// Adds a package that was uploaded; Play's Apk or Bundle.
Answer add_package(Bench& bench, const Visit& visit, const contract::PackageDetail& package);

Answer testers_get(Bench& bench, const Visit& visit);
Answer testers_put(Bench& bench, const Visit& visit);
Answer testers_patch(Bench& bench, const Visit& visit);
Answer country_availability_get(Bench& bench, const Visit& visit);

Answer reviews_list(Bench& bench, const Visit& visit);
Answer reviews_get(Bench& bench, const Visit& visit);
Answer reviews_reply(Bench& bench, const Visit& visit);

// The APK that was uploaded under a version code, if there is one: none is made of a bundle.
Answer generated_apks_list(Bench& bench, const Visit& visit);
http::Response generated_apks_download(Bench& bench, const Visit& visit);

Answer data_safety(Bench& bench, const Visit& visit);

Answer users_list(Bench& bench, const Visit& visit);
Answer users_create(Bench& bench, const Visit& visit);
Answer users_patch(Bench& bench, const Visit& visit);
Answer users_delete(Bench& bench, const Visit& visit);
Answer grants_create(Bench& bench, const Visit& visit);
Answer grants_patch(Bench& bench, const Visit& visit);
Answer grants_delete(Bench& bench, const Visit& visit);

}  // namespace vitrine::service::play
