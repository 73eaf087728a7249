#include "service/http/routes.h"

#include "base/text.h"
#include "contract/api.h"
#include "service/http/current_value.h"
#include "service/http/download.h"
#include "service/http/status.h"
#include "service/machine/secrets.h"

namespace vitrine::service::http {
namespace {

using namespace contract;
using base::Result;
using desks::Caller;
using desks::Desks;

// ---- which desk answers which endpoint -----------------------------------------------------

Result<Me> answer(SignIn, Desks&, const Caller&, const SignIn::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::sign_in does it
}
Result<Me> answer(SignInWithCode, Desks&, const Caller&, const SignInWithCode::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::sign_in_with_code does it
}
auto answer(SignOut, Desks& d, const Caller& who, const Nothing&) {
    return d.sessions.sign_out(who);
}
auto answer(ListSessions, Desks& d, const Caller& who, const Nothing&) {
    return d.sessions.sessions(who);
}
Result<Me> answer(GetMe, Desks& d, const Caller& who, const Nothing&) {
    return d.sessions.me(who);
}
auto answer(EndOtherSessions, Desks& d, const Caller& who, const Nothing&) {
    return d.accounts.end_others(who);
}
auto answer(EndSession, Desks& d, const Caller& who, const EndSession::Request& ask) {
    return d.accounts.end_session(who, ask);
}
auto answer(ChangePassword, Desks& d, const Caller& who, const ChangePassword::Request& ask) {
    return d.accounts.change_password(who, ask);
}
auto answer(GetSecondFactor, Desks& d, const Caller& who, const Nothing&) {
    return d.accounts.second_factor(who);
}
auto answer(EnrolSecondFactor, Desks& d, const Caller& who, const WithPassword& ask) {
    return d.accounts.enrol(who, ask);
}
auto answer(ConfirmSecondFactor, Desks& d, const Caller& who,
            const ConfirmSecondFactor::Request& ask) {
    return d.accounts.confirm(who, ask);
}
auto answer(RenewRecoveryCodes, Desks& d, const Caller& who, const WithPassword& ask) {
    return d.accounts.renew_recovery_codes(who, ask);
}
auto answer(DisableSecondFactor, Desks& d, const Caller& who, const WithPassword& ask) {
    return d.accounts.disable(who, ask);
}
auto answer(ListMembers, Desks& d, const Caller& who, const OnePage& ask) {
    return d.team.members(who, ask);
}
auto answer(ChangeMember, Desks& d, const Caller& who, const ChangeMember::Request& ask) {
    return d.team.change(who, ask);
}
auto answer(RemoveMember, Desks& d, const Caller& who, const RemoveMember::Request& ask) {
    return d.team.remove(who, ask);
}
auto answer(ListInvitations, Desks& d, const Caller& who, const OnePage& ask) {
    return d.team.invitations(who, ask);
}
auto answer(Invite, Desks& d, const Caller& who, const Invite::Request& ask) {
    return d.team.invite(who, ask);
}
auto answer(RevokeInvitation, Desks& d, const Caller& who, const RevokeInvitation::Request& ask) {
    return d.team.revoke(who, ask);
}
auto answer(AcceptInvitation, Desks& d, const Caller& who, const AcceptInvitation::Request& ask) {
    return d.team.accept(who, ask);
}
auto answer(ListKeys, Desks& d, const Caller& who, const OnePage& ask) {
    return d.keys.list(who, ask);
}
auto answer(IssueKey, Desks& d, const Caller& who, const IssueKey::Request& ask) {
    return d.keys.issue(who, ask);
}
auto answer(RevokeKey, Desks& d, const Caller& who, const RevokeKey::Request& ask) {
    return d.keys.revoke(who, ask);
}
auto answer(IssueServiceAccount, Desks& d, const Caller& who,
            const IssueServiceAccount::Request& ask) {
    return d.keys.issue(who, ask);
}
auto answer(ListAudit, Desks& d, const Caller& who, const ListAudit::Request& ask) {
    return d.audit.list(who, ask);
}
auto answer(ListApps, Desks& d, const Caller& who, const ListApps::Request& ask) {
    return d.apps.list(who, ask);
}
auto answer(GetApp, Desks& d, const Caller& who, const GetApp::Request& ask) {
    return d.apps.find(who, ask.app);
}
auto answer(CreateApp, Desks& d, const Caller& who, const CreateApp::Request& ask) {
    return d.apps.create(who, ask);
}
auto answer(ListRollouts, Desks& d, const Caller& who, const ListRollouts::Request& ask) {
    return d.releases.rollouts(who, ask);
}
auto answer(ChangeRollout, Desks& d, const Caller& who, const ChangeRollout::Request& ask) {
    return d.releases.change(who, ask);
}
auto answer(ListReleases, Desks& d, const Caller& who, const ListReleases::Request& ask) {
    return d.releases.list(who, ask);
}
auto answer(GetRelease, Desks& d, const Caller& who, const GetRelease::Request& ask) {
    return d.releases.find(who, ask.release);
}
auto answer(GetRolloutRule, Desks& d, const Caller& who, const GetRolloutRule::Request& ask) {
    return d.releases.rule(who, ask.app);
}
auto answer(PutRolloutRule, Desks& d, const Caller& who, const PutRolloutRule::Request& ask) {
    return d.releases.change_rule(who, ask);
}
auto answer(ListSubmissions, Desks& d, const Caller& who, const ListSubmissions::Request& ask) {
    return d.submissions.list(who, ask);
}
auto answer(GetSubmission, Desks& d, const Caller& who, const OneSubmission& ask) {
    return d.submissions.find(who, ask.submission);
}
auto answer(CreateSubmission, Desks& d, const Caller& who, const CreateSubmission::Request& ask) {
    return d.submissions.create(who, ask);
}
auto answer(MoveSubmission, Desks& d, const Caller& who, const MoveSubmission::Request& ask) {
    return d.submissions.move(who, ask);
}
auto answer(PostMessage, Desks& d, const Caller& who, const PostMessage::Request& ask) {
    return d.submissions.post(who, ask);
}
auto answer(DecideSubmission, Desks& d, const Caller& who, const DecideSubmission::Request& ask) {
    return d.submissions.decide(who, ask);
}
auto answer(CreateBasket, Desks& d, const Caller& who, const CreateBasket::Request& ask) {
    return d.submissions.create_basket(who, ask);
}
auto answer(GetBasket, Desks& d, const Caller& who, const OneSubmission& ask) {
    return d.submissions.basket(who, ask.submission);
}
auto answer(EditBasket, Desks& d, const Caller& who, const EditBasket::Request& ask) {
    return d.submissions.edit(who, ask);
}
auto answer(GetReviewState, Desks& d, const Caller& who, const OneSubmission& ask) {
    return d.submissions.review(who, ask.submission);
}
auto answer(GetReviewRules, Desks& d, const Caller& who, const Nothing&) {
    return d.rules.find(who);
}
auto answer(ChangeReviewRules, Desks& d, const Caller& who,
            const ChangeReviewRules::Request& ask) {
    return d.rules.change(who, ask);
}
auto answer(ListReviews, Desks& d, const Caller& who, const ListReviews::Request& ask) {
    return d.reviews.list(who, ask);
}
auto answer(CountReviews, Desks& d, const Caller& who, const CountReviews::Request& ask) {
    return d.reviews.facets(who, ask);
}
auto answer(GetReview, Desks& d, const Caller& who, const GetReview::Request& ask) {
    return d.reviews.find(who, ask.review);
}
auto answer(ReplyToReview, Desks& d, const Caller& who, const ReplyToReview::Request& ask) {
    return d.reviews.reply(who, ask);
}
auto answer(RemoveReply, Desks& d, const Caller& who, const RemoveReply::Request& ask) {
    return d.reviews.remove_reply(who, ask);
}
auto answer(BulkReply, Desks& d, const Caller& who, const BulkReply::Request& ask) {
    return d.reviews.bulk_reply(who, ask);
}
auto answer(TagReview, Desks& d, const Caller& who, const TagReview::Request& ask) {
    return d.reviews.set_tags(who, ask);
}
auto answer(ListTags, Desks& d, const Caller& who, const Nothing&) {
    return d.reviews.tags(who);
}
auto answer(ExplainTopics, Desks& d, const Caller& who, const GetReview::Request& ask) {
    return d.reviews.why_topics(who, ask.review);
}
auto answer(ReportReview, Desks& d, const Caller& who, const ReportReview::Request& ask) {
    return d.reports.report(who, ask);
}
auto answer(GetReport, Desks& d, const Caller& who, const OneReport& ask) {
    return d.reports.find(who, ask.review);
}
auto answer(WithdrawReport, Desks& d, const Caller& who, const OneReport& ask) {
    return d.reports.withdraw(who, ask.review);
}
auto answer(ListReports, Desks& d, const Caller& who, const ListReports::Request& ask) {
    return d.reports.list(who, ask);
}
auto answer(ResolveReport, Desks& d, const Caller& who, const ResolveReport::Request& ask) {
    return d.reports.resolve(who, ask);
}
auto answer(ReadMetrics, Desks& d, const Caller& who, const ReadMetrics::Request& ask) {
    return d.metrics.read(who, ask);
}
auto answer(ReadBreakdown, Desks& d, const Caller& who, const ReadBreakdown::Request& ask) {
    return d.metrics.breakdown(who, ask);
}
auto answer(ReadRetention, Desks& d, const Caller& who, const ReadRetention::Request& ask) {
    return d.metrics.retention(who, ask);
}
auto answer(ReadFunnel, Desks& d, const Caller& who, const ReadFunnel::Request& ask) {
    return d.metrics.funnel(who, ask);
}
Result<BatchCounts> answer(IngestEvents, Desks&, const Caller&, const IngestEvents::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::serve_part does it
}
Result<ReviewCounts> answer(IngestReviews, Desks&, const Caller&, const IngestReviews::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::serve_part does it
}
auto answer(ListAnnotations, Desks& d, const Caller& who, const ListAnnotations::Request& ask) {
    return d.metrics.annotations(who, ask);
}
auto answer(ListIncidents, Desks& d, const Caller&, const Nothing&) {
    return d.incidents.list();
}
auto answer(ReserveUpload, Desks& d, const Caller& who, const ReserveUpload::Request& ask) {
    return d.uploads.reserve(who, ask);
}
auto answer(GetUpload, Desks& d, const Caller& who, const OneUpload& ask) {
    return d.uploads.find(who, ask.upload);
}
Result<Upload> answer(PutPart, Desks&, const Caller&, const PutPart::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::serve_part does it
}
auto answer(CommitUpload, Desks& d, const Caller& who, const OneUpload& ask) {
    return d.uploads.commit(who, ask.upload);
}
auto answer(CancelUpload, Desks& d, const Caller& who, const OneUpload& ask) {
    return d.uploads.cancel(who, ask.upload);
}
auto answer(GetPackage, Desks& d, const Caller& who, const GetPackage::Request& ask) {
    return d.packages.find(who, ask.package);
}
auto answer(ListPackages, Desks& d, const Caller& who, const ListPackages::Request& ask) {
    return d.packages.list(who, ask);
}

auto answer(ListHooks, Desks& d, const Caller& who, const OnePage& ask) {
    return d.hooks.list(who, ask);
}
auto answer(CreateHook, Desks& d, const Caller& who, const CreateHook::Request& ask) {
    return d.hooks.create(who, ask);
}
auto answer(GetHook, Desks& d, const Caller& who, const OneHook& ask) {
    return d.hooks.find(who, ask.hook);
}
auto answer(ChangeHook, Desks& d, const Caller& who, const ChangeHook::Request& ask) {
    return d.hooks.change(who, ask);
}
auto answer(RemoveHook, Desks& d, const Caller& who, const RemoveHook::Request& ask) {
    return d.hooks.remove(who, ask);
}
auto answer(RenewHookSecret, Desks& d, const Caller& who, const OneHook& ask) {
    return d.hooks.renew_secret(who, ask.hook);
}
auto answer(PingHook, Desks& d, const Caller& who, const OneHook& ask) {
    return d.hooks.ping(who, ask.hook);
}
auto answer(ListDeliveries, Desks& d, const Caller& who, const ListDeliveries::Request& ask) {
    return d.hooks.deliveries(who, ask);
}
auto answer(GetDelivery, Desks& d, const Caller& who, const OneDelivery& ask) {
    return d.hooks.delivery(who, ask);
}
auto answer(ReplayDelivery, Desks& d, const Caller& who, const OneDelivery& ask) {
    return d.hooks.replay(who, ask);
}
auto answer(ListListings, Desks& d, const Caller& who, const ListListings::Request& ask) {
    return d.listings.list(who, ask);
}
auto answer(GetListing, Desks& d, const Caller& who, const GetListing::Request& ask) {
    return d.listings.find(who, ask.app, ask.locale);
}
auto answer(PutListing, Desks& d, const Caller& who, const PutListing::Request& ask) {
    return d.listings.put(who, ask);
}
auto answer(EditListing, Desks& d, const Caller& who, const EditListing::Request& ask) {
    return d.listings.edit(who, ask);
}
auto answer(RemoveListing, Desks& d, const Caller& who, const RemoveListing::Request& ask) {
    return d.listings.remove(who, ask);
}
auto answer(RestoreListings, Desks& d, const Caller& who, const RestoreListings::Request& ask) {
    return d.listings.restore(who, ask);
}
auto answer(ListGraphics, Desks& d, const Caller& who, const ListGraphics::Request& ask) {
    return d.graphics.list(who, ask);
}
Result<GraphicSet> answer(AddGraphic, Desks&, const Caller&, const AddGraphic::Request&) {
    return base::refused(base::Problem::not_found("route"));  // App::serve_part does it
}
auto answer(ArrangeGraphics, Desks& d, const Caller& who, const ArrangeGraphics::Request& ask) {
    return d.graphics.arrange(who, ask);
}
auto answer(GetDataSafety, Desks& d, const Caller& who, const GetDataSafety::Request& ask) {
    return d.listings.safety(who, ask);
}
auto answer(PutDataSafety, Desks& d, const Caller& who, const PutDataSafety::Request& ask) {
    return d.listings.put_safety(who, ask);
}
auto answer(GetPrice, Desks& d, const Caller& who, const GetPrice::Request& ask) {
    return d.apps.price(who, ask.app);
}
auto answer(PutPrice, Desks& d, const Caller& who, const PutPrice::Request& ask) {
    return d.apps.change_price(who, ask);
}
auto answer(ListKits, Desks& d, const Caller&, const ListKits::Request&) {
    return d.kits.offers();
}
auto answer(ListAppKits, Desks& d, const Caller& who, const ListAppKits::Request& ask) {
    return d.kits.list(who, ask.app);
}
auto answer(PutAppKit, Desks& d, const Caller& who, const PutAppKit::Request& ask) {
    return d.kits.put(who, ask);
}
auto answer(RemoveAppKit, Desks& d, const Caller& who, const RemoveAppKit::Request& ask) {
    return d.kits.remove(who, ask);
}
auto answer(ReadKitUsage, Desks& d, const Caller& who, const ReadKitUsage::Request& ask) {
    return d.kits.usage(who, ask);
}
auto answer(IngestKitUsage, Desks& d, const Caller& who, const IngestKitUsage::Request& ask) {
    return d.kits.ingest(who, ask);
}
auto answer(ListKiosks, Desks& d, const Caller& who, const OnePage& ask) {
    return d.kiosks.list(who, ask);
}
auto answer(PairKiosk, Desks& d, const Caller& who, const PairKiosk::Request& ask) {
    return d.kiosks.pair(who, ask);
}
auto answer(ClaimKiosk, Desks& d, const Caller&, const ClaimKiosk::Request& ask) {
    return d.kiosks.claim(ask);
}
auto answer(RevokeKiosk, Desks& d, const Caller& who, const RevokeKiosk::Request& ask) {
    return d.kiosks.revoke(who, ask);
}
auto answer(GetDeviceSignIn, Desks& d, const Caller& who, const OneDeviceSignIn& ask) {
    return d.devices.look(who, ask.code);
}
auto answer(ApproveDeviceSignIn, Desks& d, const Caller& who,
            const ApproveDeviceSignIn::Request& ask) {
    return d.devices.approve(who, ask);
}
auto answer(DenyDeviceSignIn, Desks& d, const Caller& who, const OneDeviceSignIn& ask) {
    return d.devices.deny(who, ask.code);
}
auto answer(Search, Desks& d, const Caller& who, const Search::Request& ask) {
    return d.search.find(who, ask.q);
}

// ---- the thin sheet ------------------------------------------------------------------------

template <class Endpoint>
concept GivesFile = requires { Endpoint::gives_file; };

template <class Endpoint>
concept GivesImage = requires { Endpoint::gives_image; };

// An image never changes under its id; what a browser would make of other bytes is told by nosniff.
Response image_reply(desks::Picture picture) {
    Response out;
    out.set("Content-Type", media_type_of(picture.kind));
    out.set("Content-Disposition",
            "inline; filename=\"" + picture.sha256.substr(0, 16) + "." +
                std::string(name_of(picture.kind)) + "\"");
    out.set("Cache-Control", "private, max-age=31536000, immutable");
    out.set("Vary", "Cookie, Authorization");
    out.set("ETag", "\"" + picture.sha256 + "\"");
    out.body = std::move(picture.bytes);
    return out;
}

// Whether an answer follows from the store's rows and the caller alone: not from the time, nor from
// figures in metrics.db, nor from anybody outside. Only those are kept (kept.h).
template <class Endpoint>
constexpr bool reads_rows =
    std::is_same_v<Endpoint, GetApp> || std::is_same_v<Endpoint, ListApps> ||
    std::is_same_v<Endpoint, GetReview> || std::is_same_v<Endpoint, ListReviews> ||
    std::is_same_v<Endpoint, CountReviews> || std::is_same_v<Endpoint, ListTags>;

template <class Endpoint>
bool is_steady(Desks& d, const typename Endpoint::Reply& reply) {
    if constexpr (std::is_same_v<Endpoint, GetReview>) return d.reviews.is_settled(reply);
    else return reads_rows<Endpoint>;
}

template <class Endpoint>
Served serve_value(Desks& d, const Caller& who, const typename Endpoint::Request& ask) {
    const Result<typename Endpoint::Reply> reply = answer(Endpoint{}, d, who, ask);
    if (!reply) {
        Refused out{reply.error(), Json::object()};
        if (out.problem.kind == base::ProblemKind::stale) out.beside = beside_problem(d, who, ask);
        return std::unexpected(std::move(out));
    }
    Response out = json_reply(encode(*reply));
    if (const auto revision = revision_of(*reply))
        out.set("ETag", "\"" + base::decimal(*revision) + "\"");
    else if (reads_rows<Endpoint>)
        out.set("ETag", "W/\"" + machine::hash_hex(out.body).substr(0, 32) + "\"");
    out.steady = is_steady<Endpoint>(d, *reply);
    if constexpr (requires { without_secret(*reply); })
        out.kept_body = base::dump_json(encode(without_secret(*reply)));
    return out;
}

template <class Endpoint>
Served serve(Desks& d, const Caller& who, const Incoming& raw) {
    const auto ask = from_incoming<Endpoint>(raw);
    if (!ask) return std::unexpected(Refused{ask.error(), Json::object()});
    if constexpr (GivesFile<Endpoint>) {
        // Its beginning is made here, so that what is refused is refused before a head is sent.
        auto file = d.exports.begin(who, *ask);
        if (!file) return std::unexpected(Refused{file.error(), Json::object()});
        return file_reply(std::move(*file));
    } else if constexpr (GivesImage<Endpoint>) {
        auto picture = d.graphics.image(who, *ask);
        if (!picture) return std::unexpected(Refused{picture.error(), Json::object()});
        return image_reply(std::move(*picture));
    } else {
        return serve_value<Endpoint>(d, who, *ask);
    }
}

template <class Endpoint>
Route route_of() {
    Special special = Special::none;
    if (std::is_same_v<Endpoint, SignIn>) special = Special::sign_in;
    if (std::is_same_v<Endpoint, SignInWithCode>) special = Special::sign_in_with_code;
    if (std::is_same_v<Endpoint, SignOut>) special = Special::sign_out;
    if (std::is_same_v<Endpoint, CommitUpload>) special = Special::slow;
    if constexpr (requires { typename Endpoint::Line; }) special = Special::lines;
    else if constexpr (requires { Endpoint::takes_image; }) special = Special::image;
    else if constexpr (requires { Endpoint::takes_bytes; }) special = Special::part;
    if constexpr (GivesFile<Endpoint>) special = Special::file;
    constexpr bool has_if_match =
        requires(typename Endpoint::Request request) { request.if_match; };
    constexpr bool guarded = requires(typename Endpoint::Request ask) { ask.password; } ||
                             requires(typename Endpoint::Request ask) { ask.code; } ||
                             requires(typename Endpoint::Request ask) { ask.token; };
    return {&Endpoint::call, special, has_if_match, guarded, serve<Endpoint>};
}

}  // namespace

std::span<const Route> routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> out;
        StoreApi::each([&]<class Endpoint>() { out.push_back(route_of<Endpoint>()); });
        return out;
    }();
    return all;
}

}  // namespace vitrine::service::http
