// AppGallery Connect's publishing and reviews API, spoken by this store: a translation onto the
// desks, which keep the truth and the rules. docs/appgallery.md lists every method and what of it
// is served; the routes here are that table's other half.
//
//     POST /api/oauth2/v1/token {client_credentials, id and secret of an API key} -> access token
//     GET  /api/publish/v2/app-info?appId=100000001   Authorization: Bearer, client_id
//
// - An API key is a client: its id is `client_id`, its secret `client_secret`. Access tokens, the
//   signatures of uploads and of reports are passes (tokens.cpp): random, kept hashed, void with
//   the key.
// - `appId` is a number that an app gets when it is first asked for, and keeps.
// - Edits are written at once: text and graphics into the listing's draft, packages and notes into
//   the basket of the app's open draft, which is made when there is none. Each names only what the
//   client said, inside one batch, so that nothing of the console's is overwritten besides.
// - Reading a package and publishing what was approved are tasks (tasks.cpp): kept, so that a
//   killed store goes on with them, and done by tick().
#pragma once
#include <functional>
#include <mutex>
#include <span>

#include "service/agc/envelope.h"
#include "service/desks/desks.h"
#include "service/http/intake.h"
#include "service/http/message.h"

namespace vitrine::service::agc {

// One call on its way.
struct Ask {
    const http::Request& request;
    const base::Query& path;    // values of the pattern's braces
    const base::Query& query;
    std::string origin;         // "https://store.example"
    desks::Caller who{};
    contract::KeyId key{};
    contract::Json body{};      // null without one
};

struct Reply {
    contract::Json body = contract::Json::object();
    std::string file{}, file_name{};  // instead of JSON, when it has a name
};
using Answer = base::Result<Reply>;

class Gallery;
enum class Door : std::uint8_t {
    anyone,  // the token endpoint: a client's secret is in the body
    token,   // an access token
    pass,    // what the call itself carries
};
enum class Takes : std::uint8_t { nothing, json, bytes, form };

struct Route {
    std::string_view method, path;
    Family family;
    Door door;
    Takes takes;
    contract::Right right;  // that the key must have, of a call with a token
    bool slow;              // reads whole files
    Answer (Gallery::*serve)(const Ask&);  // none: takes bytes
    bool ours;              // no method of AGC's: an address that another answer gave
};
std::span<const Route> routes();
struct Found {
    const Route* route = nullptr;  // null: the address is known, the method is not
    base::Query values;
    std::string methods;           // at this address
};
std::optional<Found> find_route(std::string_view method, std::string_view path);
inline bool is_ours(std::string_view path) { return path.starts_with("/api/"); }

class Gallery {
public:
    Gallery(desks::World world, desks::Desks& desks) : world_(world), desks_(desks) {}

    // Who an access token and the client's id stand for. Refuses (unauthenticated).
    struct Known {
        desks::Caller who;
        contract::KeyId key;
    };
    base::Result<Known> caller_of(std::string_view token, std::string_view client_id);
    // A body that comes piece by piece, of a call through a pass.
    base::Result<std::unique_ptr<http::Intake>> begin(const Route& route, const Ask& ask,
                                                      std::int64_t bytes);
    // The service's own work: reads packages that wait, publishes what was approved.
    void tick();

    Answer token(const Ask& ask);
    Answer app_ids(const Ask& ask);
    Answer app_info(const Ask& ask);
    Answer put_app_info(const Ask& ask);
    Answer put_language(const Ask& ask);
    Answer remove_language(const Ask& ask);
    Answer put_gms(const Ask& ask);
    Answer upload_url(const Ask& ask);
    Answer upload_url_for_put(const Ask& ask);
    Answer begin_parts(const Ask& ask);
    Answer part_urls(const Ask& ask);
    Answer join_parts(const Ask& ask);
    Answer put_files(const Ask& ask);
    Answer put_package(const Ask& ask);
    Answer package_states(const Ask& ask);
    Answer submit(const Ask& ask);
    Answer submit_with_file(const Ask& ask);
    Answer put_phased_state(const Ask& ask);
    Answer put_phased(const Ask& ask);
    Answer put_shelf_time(const Ask& ask);
    Answer export_downloads(const Ask& ask);
    Answer export_failures(const Ask& ask);
    Answer report_file(const Ask& ask);
    Answer reviews(const Ask& ask);
    Answer review(const Ask& ask);
    Answer ratings(const Ask& ask);
    Answer reply(const Ask& ask);

    // A file that comes in a form, once its authCode is known. `name`: what the client calls it.
    struct Coming {
        desks::Caller who;
        contract::UploadId upload;
        std::unique_ptr<desks::IncomingPart> part;
    };
    base::Result<Coming> begin_file(const std::string& auth_code, const std::string& name,
                                    std::int64_t bytes_max);
    void forget_file(const desks::Caller& who, const contract::UploadId& upload);  // it broke off

    using AppId = contract::AppId;
    using Track = contract::Track;
    struct Task {
        enum class Kind : std::uint8_t { read, publish, fetch, submit };
        Kind kind = Kind::read;
        std::string thing;  // an upload or a submission; what is to be fetched: its request
        AppId app;
        contract::KeyId key;
        base::Instant since;
        Track track = Track::production;  // whose draft a package is for
        std::string why{};                // it failed
        contract::Json wish{};            // what to do with a file that is fetched (fetch.cpp)
    };
    // A file that waits to be fetched, and where its bytes go (fetcher.h).
    struct Fetch {
        Task task;
        std::string url;
        desks::Caller who;
        contract::UploadId upload;
        std::unique_ptr<desks::IncomingPart> part;
    };
    std::optional<Fetch> next_fetch();
    base::Result<void> fetched(Fetch fetch, base::Result<void> done);
    hooks::Reach reach() const { return desks_.hooks.reach(); }

private:
    // Where a track of an app stands, newest submission first.
    struct Standing {
        std::vector<contract::Submission> all;
        std::optional<contract::Submission> open() const;    // what its developers may edit
        std::optional<contract::Submission> phased() const;  // rolls out or is halted
        std::optional<contract::Submission> waiting() const; // approved or scheduled
        std::optional<contract::Submission> live() const;
    };
    // What the contact form of AGC asks for and nothing here has a use for: kept and given back.
    using Particulars = contract::Json;

    base::Result<std::string> grant(const contract::KeyId& key, const std::string& purpose,
                                    std::int64_t lives_ms);
    struct Granted {
        Known known;
        std::vector<std::string> words;  // of the purpose
    };
    base::Result<Granted> granted(std::string_view token, std::string_view purpose);

    base::Result<std::string> number_of(const AppId& app);
    base::Result<contract::App> app_with(const Ask& ask, const std::string& number);
    base::Result<Standing> standing(const desks::Caller& who, const AppId& app,
                                    Track track = Track::production);
    // Writes into the track's open draft, or into a new one.
    base::Result<contract::SubmissionBasket> change_draft(
        const desks::Caller& who, const AppId& app, Track track,
        const std::function<void(contract::EditBasket::Request&)>& change);

    base::Result<Particulars> particulars(const std::string& of);
    base::Result<void> put_particulars(const Ask& ask, const AppId& app, const std::string& of,
                                       const Particulars& more);
    base::Result<contract::Json> languages_of(const Ask& ask, const contract::App& app,
                                              const Standing& at, const std::string& lang);
    base::Result<contract::Json> state_in(const contract::App& app, const Standing& at,
                                          Track track);
    base::Result<contract::Json> audit_in(const Ask& ask, const Standing& at);
    base::Result<contract::Json> phased_in(const Ask& ask, const Standing& at);

    struct Slice {
        std::int64_t offset = 0, bytes = 0;
        std::optional<std::string> sha256;
    };
    base::Result<std::string> signature_for(const Ask& ask, const contract::UploadId& upload);
    contract::Json put_address(const Ask& ask, const contract::UploadId& upload,
                               const std::string& signature, const Slice& slice);
    base::Result<void> attach_package(const Ask& ask, const AppId& app, Track track,
                                      const contract::UploadId& upload);
    base::Result<contract::GraphicType> keep_graphic(const Ask& ask, const AppId& app,
                                                     contract::GraphicType type,
                                                     const contract::UploadId& upload,
                                                     contract::GraphicId& id);
    base::Result<void> attach_graphics(const Ask& ask, const contract::App& app,
                                       const std::string& locale, contract::GraphicType type,
                                       const std::vector<contract::UploadId>& uploads);

    base::Result<std::vector<Task>> tasks();
    base::Result<void> keep_tasks(const std::vector<Task>& all);
    base::Result<void> add_task(Task task);
    base::Result<void> end_task(const Task& task, const std::string& why);
    base::Result<void> change_task(const Task& task, const std::function<void(Task&)>& change);
    base::Result<void> settle(const Task& task, const base::Problem& why);
    base::Result<Task> fetch_in(const Ask& ask);
    static base::Query query_of(const contract::Json& wish, const std::string& number);
    base::Result<void> open_fetch(const desks::Caller& who, Fetch& out);
    base::Result<void> submit_fetched(const desks::Caller& who, const Task& task);
    base::Result<std::string> fetch_trouble(const AppId& app);
    bool waits(const Task& task);
    void do_task(const Task& task);
    base::Result<void> read_package(const desks::Caller& who, const Task& task);
    base::Result<void> publish(const desks::Caller& who, const Task& task);

    base::Result<contract::Release> phased_release(const Ask& ask, const AppId& app);
    Answer report_link(const Ask& ask, std::string_view report);
    base::Result<std::string> report_of(const desks::Caller& who,
                                        const std::vector<std::string>& words);
    base::Result<void> refuse_unreleased(const Ask& ask, const contract::App& app);

    desks::World world_;
    desks::Desks& desks_;
    std::mutex working_;  // one tick at a time
};

}  // namespace vitrine::service::agc
