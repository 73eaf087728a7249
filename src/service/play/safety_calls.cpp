// The data safety form: what Google's file answers becomes the listing's draft.
#include "service/play/calls.h"
#include "service/play/safety_form.h"

namespace vitrine::service::play {

using base::refused;

Answer data_safety(Bench& bench, const Visit& visit) {
    const auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    const auto csv = text_of(visit.body, "safetyLabels");
    if (!csv) return refused(csv.error());
    if (!*csv) return refused(bad_request("safetyLabels", "the form as a CSV file was expected"));
    auto form = safety_form_in(**csv);
    if (!form) return refused(form.error());
    contract::PutDataSafety::Request put;
    put.app = app->id;
    put.uses = std::move(form->uses);
    put.encrypted = form->encrypted;
    put.deletable = form->deletable;
    put.if_match = "*";
    const auto done = bench.desks.listings.put_safety(visit.who, put);
    if (!done) return refused(done.error());
    return Json::object();
}

}  // namespace vitrine::service::play
