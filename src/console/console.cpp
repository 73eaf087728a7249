#include "console/console.h"

#include <algorithm>

#include "console/views/frame_view.h"
#include "console/widgets/overlay.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr double notice_s = 8;
constexpr std::string_view theme_key = "theme";
constexpr std::array<std::string_view, 4> theme_names = {"system", "dark", "light",
                                                         "high_contrast"};

template <class... Cases> struct Overload : Cases... { using Cases::operator()...; };

std::string etag(std::int64_t revision) { return "\"" + base::decimal(revision) + "\""; }

}  // namespace

Console::Console(shell::Shell& shell, Options options)
    : shell_(shell),
      options_(std::move(options)),
      host_(shell.text(), shell.fields()),
      queries_(shell.clock()),
      drafts_(shell),
      place_(read_place(options_.place)) {
    host_.set_editor(options_.editor);
    const auto kept = shell_.remembered(shell::Storage::settings, theme_key);
    for (std::size_t i = 0; kept && i < theme_names.size(); ++i)
        if (*kept == theme_names[i]) options_.theme = static_cast<ThemeWish>(i);
}

Console::~Console() = default;

void Console::frame() {
    take_answers();
    for (const Intent& intent : std::exchange(inbox_.list, {})) apply(intent);
    draw();
    queries_.send_wanted(shell_.net());
    schedule();
}

double Console::next_frame_at() {
    const bool waits = !inbox_.list.empty() || host_.sem().has_actions();
    return waits ? 0 : host_.frames().next_frame_at();
}

void Console::answers_arrived() {
    if (queries_.absorb(shell_.net())) host_.frames().kick(2);
}

void Console::take_answers() {
    queries_.absorb(shell_.net());
    for (const client::Outcome& outcome : queries_.take_outcomes()) report(outcome);
    if (queries_.signed_out() && !left_) {
        left_ = true;
        shell_.leave_to_sign_in();
    }
    if (me_) return;
    if (const auto* me = queries_.peek<GetMe>({})) {
        me_ = *me;
        shell_.net().use_csrf_token(me->csrf_token);
    }
}

void Console::apply(const Intent& intent) {
    if (options_.policy == Policy::read_only && !is_harmless(intent)) return;
    host_.frames().kick(2);
    std::visit(Overload{
                   [&](const GoTo& wish) { go_to(wish); },
                   [&](const GoBack&) {
                       if (back_.empty()) return;
                       place_ = back_.back();
                       back_.pop_back();
                       shell_.show_place(write_place(place_), title_of(place_),
                                         shell::Shell::History::replace);
                   },
                   [&](const TryAgain&) { queries_.retry_failed(); },
                   [&](const SetTheme& wish) {
                       options_.theme = wish.wish;
                       shell_.remember(shell::Storage::settings, theme_key,
                                       theme_names[static_cast<std::size_t>(wish.wish)]);
                   },
                   [&](const WriteDraft& wish) { drafts_.write(wish.key, wish.text); },
                   [&](const CopyText& wish) { shell_.copy_text(wish.text); },
                   [&](const OpenLayer& wish) { layer_ = wish.name; },
                   [&](const DismissToast&) { notices_.clear(); },
                   [&](const auto&) { apply_write(intent); },
               },
               intent);
}

void Console::apply_write(const Intent& intent) {
    const auto expect = [&](std::uint64_t id, WordKey done, std::optional<Intent> undo = {},
                            std::string draft = {}) {
        pending_.push_back({id, done, std::move(undo), std::move(draft)});
        sending_.push_back(id);
    };
    std::visit(
        Overload{
            [&](const SendReply& w) {
                expect(queries_.write<ReplyToReview>({w.review, w.text, etag(w.revision)}),
                       "toast.reply_sent", TakeReplyBack{w.review}, "reply/" + w.review.text);
            },
            [&](const TakeReplyBack& w) {
                expect(queries_.write<RemoveReply>({w.review, {}}), "toast.reply_removed");
            },
            [&](const SendMessage& w) {
                expect(queries_.write<PostMessage>({w.submission, w.text}), "toast.message_sent",
                       {}, "message/" + w.submission.text);
            },
            [&](const MakeMove& w) {
                expect(queries_.write<MoveSubmission>(
                           {w.submission, w.move, {}, etag(w.revision), {}, {}}),
                       "toast.moved");
            },
            [&](const SteerRollout& w) {
                const bool set = w.action == RolloutAction::set;
                expect(
                    queries_.write<ChangeRollout>({w.release,
                                                   w.action,
                                                   set ? std::optional(w.fraction) : std::nullopt,
                                                   {},
                                                   etag(w.revision)}),
                    w.action == RolloutAction::halt ? WordKey("toast.halted")
                                                      : WordKey("toast.rollout_changed"));
            },
            [&](const SignOff&) { expect(queries_.write<SignOut>({}), "toast.signed_out"); },
            [](const auto&) {},
        },
        intent);
}

void Console::go_to(const GoTo& wish) {
    if (wish.place == place_) return;
    if (wish.history == shell::Shell::History::push) {
        back_.push_back(place_);
        if (back_.size() > 100) back_.erase(back_.begin());
    }
    place_ = wish.place;
    layer_.clear();
    shell_.show_place(write_place(place_), title_of(place_), wish.history);
}

void Console::open(std::string_view path_and_query) {
    place_ = read_place(path_and_query);
    layer_.clear();
    host_.frames().kick(3);
}

void Console::report(const client::Outcome& outcome) {
    const auto mine = std::find_if(pending_.begin(), pending_.end(),
                                   [&](const Pending& one) { return one.id == outcome.id; });
    std::erase(sending_, outcome.id);
    if (mine == pending_.end()) return;
    Notice notice{outcome.id, std::string(say(mine->done)), mine->undo, false, shell_.seconds()};
    if (outcome.problem) {
        notice.text = outcome.problem->title;
        notice.undo.reset();
        notice.bad = true;
    } else if (!mine->draft.empty()) {
        drafts_.write(mine->draft, "");
    }
    if (mine->done == WordKey("toast.signed_out") && !outcome.problem) shell_.leave_to_sign_in();
    pending_.erase(mine);
    notices_.assign(1, std::move(notice));
}

FrameLook Console::look() const {
    FrameLook look;
    look.now = shell_.clock().now();
    look.seconds = shell_.seconds();
    look.utc_offset_minutes = shell_.utc_offset_minutes();
    look.reduced_motion = options_.reduced_motion;
    const Theme& system = options_.dark_system ? tokens::dark : tokens::light;
    switch (options_.theme) {
        case ThemeWish::system: look.theme = &system; break;
        case ThemeWish::dark: look.theme = &tokens::dark; break;
        case ThemeWish::light: look.theme = &tokens::light; break;
        case ThemeWish::high_contrast: look.theme = &tokens::high_contrast; break;
    }
    return look;
}

void Console::draw() {
    Ui ui = host_.begin_frame(look());
    probe_.begin_frame();
    const Scene scene{place_,
                      settled_,
                      queries_,
                      drafts_,
                      me_ ? &*me_ : nullptr,
                      probe_,
                      layer_,
                      !sending_.empty(),
                      queries_.offline_since(),
                      shell_.net().stream_state(),
                      options_.theme,
                      options_.policy == Policy::read_only,
                      jump_to_};
    frame_view(ui, scene, inbox_);
    draw_notices(ui);
    host_.end_frame(ui);
    jump_to_.reset();
}

void Console::draw_notices(Ui& ui) {
    std::vector<Toast> list;
    for (const Notice& notice : notices_) {
        Toast toast{notice.id, notice.text, notice.bad ? ToastKind::bad : ToastKind::good};
        if (notice.undo) toast.action = say("toast.undo");
        toast.shown_at = notice.shown_at;
        toast.lasts = notice_s;
        list.push_back(toast);
    }
    const ToastAnswer answer = toasts(ui, ui.page, list);
    const bool by_key = char_pressed(ui, 'z');
    for (const Notice& notice : notices_) {
        if (!notice.undo || (answer.pressed != notice.id && !by_key)) continue;
        inbox_ += *notice.undo;
        inbox_ += DismissToast{};
    }
}

void Console::set_system(bool dark, bool reduced_motion) {
    options_.dark_system = dark;
    options_.reduced_motion = reduced_motion;
    host_.frames().kick(2);
}

void Console::plant(std::string path_and_query, client::Answer answer) {
    queries_.plant(std::move(path_and_query), std::move(answer));
}

void Console::jump(std::int64_t row) {
    jump_to_ = row;
    host_.frames().kick(3);
}

void Console::schedule() {
    const double now = shell_.seconds();
    std::erase_if(notices_, [&](const Notice& one) { return one.shown_at + notice_s <= now; });
    for (const Notice& notice : notices_) host_.frames().wake_at(notice.shown_at + notice_s);
    const std::int64_t wait_ms = queries_.next_retry_at().ms - shell_.clock().now().ms;
    if (wait_ms < 3600000) host_.frames().wake_at(now + static_cast<double>(wait_ms) / 1000 + 0.01);
    if (!inbox_.list.empty()) host_.frames().kick(1);
    probe_.loading = queries_.loading();
    if (!probe_.loading) settled_ = place_;
}

}  // namespace vitrine::console
