#include "service/play/safety_form.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace vitrine::service::play {
namespace {

using base::FieldProblem;
using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::DataPurpose;
using contract::DataType;

constexpr std::size_t problems_told_max = 20;

template <class T> struct Named {
    std::string_view play;
    T ours;
};
// Google's types that are one of ours. Others have no home here.
constexpr Named<DataType> types[] = {
    {"PSL_APPROX_LOCATION", DataType::approximate_location},
    {"PSL_PRECISE_LOCATION", DataType::precise_location},
    {"PSL_NAME", DataType::personal_info},
    {"PSL_EMAIL", DataType::personal_info},
    {"PSL_USER_ACCOUNT", DataType::personal_info},
    {"PSL_ADDRESS", DataType::personal_info},
    {"PSL_PHONE", DataType::personal_info},
    {"PSL_RACE_ETHNICITY", DataType::personal_info},
    {"PSL_POLITICAL_RELIGIOUS", DataType::personal_info},
    {"PSL_SEXUAL_ORIENTATION_GENDER_IDENTITY", DataType::personal_info},
    {"PSL_OTHER_PERSONAL", DataType::personal_info},
    {"PSL_PURCHASE_HISTORY", DataType::purchases},
    {"PSL_HEALTH", DataType::health},
    {"PSL_FITNESS", DataType::activity},
    {"PSL_EMAILS", DataType::messages},
    {"PSL_SMS_CALL_LOG", DataType::messages},
    {"PSL_OTHER_MESSAGES", DataType::messages},
    {"PSL_PHOTOS", DataType::photos},
    {"PSL_VIDEOS", DataType::photos},
    {"PSL_AUDIO", DataType::audio},
    {"PSL_MUSIC", DataType::audio},
    {"PSL_OTHER_AUDIO", DataType::audio},
    {"PSL_FILES_AND_DOCS", DataType::files},
    {"PSL_CALENDAR", DataType::calendar},
    {"PSL_CONTACTS", DataType::contacts},
    {"PSL_USER_INTERACTION", DataType::app_interactions},
    {"PSL_IN_APP_SEARCH_HISTORY", DataType::app_interactions},
    {"PSL_OTHER_APP_ACTIVITY", DataType::app_interactions},
    {"PSL_WEB_BROWSING_HISTORY", DataType::web_history},
    {"PSL_CRASH_LOGS", DataType::crash_logs},
    {"PSL_PERFORMANCE_DIAGNOSTICS", DataType::crash_logs},
    {"PSL_OTHER_PERFORMANCE", DataType::crash_logs},
    {"PSL_DEVICE_ID", DataType::device_ids}};
constexpr Named<DataPurpose> purposes[] = {
    {"PSL_APP_FUNCTIONALITY", DataPurpose::app_function},
    {"PSL_ACCOUNT_MANAGEMENT", DataPurpose::account},
    {"PSL_ANALYTICS", DataPurpose::analytics},
    {"PSL_ADVERTISING", DataPurpose::ads},
    {"PSL_PERSONALIZATION", DataPurpose::personalisation},
    {"PSL_FRAUD_PREVENTION_SECURITY", DataPurpose::security}};
// Questions about accounts, addresses and badges of Google's store: nothing of ours asks them.
constexpr std::string_view others[] = {
    "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_SPECIFY", "PSL_ACCOUNT_DELETION_URL",
    "PSL_DATA_DELETION_URL", "PSL_HAS_OUTSIDE_APP_ACCOUNTS", "PSL_OUTSIDE_APP_ACCOUNT_TYPES",
    "PSL_OUTSIDE_APP_ACCOUNT_SPECIFY", "PSL_INDEPENDENTLY_VALIDATED", "PSL_UPI_BADGE_OPT_IN",
    "PSL_COMMITTED_TO_PLAY_FAMILIES_POLICY", "PSL_AUTO_DELETION_TIME"};
constexpr std::string_view collects = "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA",
                           encrypted = "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT",
                           request_delete = "PSL_DATA_COLLECTION_USER_REQUEST_DELETE",
                           deletion = "PSL_SUPPORT_DATA_DELETION_BY_USER",
                           deletion_yes = "DATA_DELETION_YES",
                           categories = "PSL_DATA_TYPES_", usage = "PSL_DATA_USAGE_RESPONSES:";

template <class T, std::size_t N>
std::optional<T> ours_for(const Named<T> (&all)[N], std::string_view play) {
    for (const Named<T>& one : all)
        if (one.play == play) return one.ours;
    return std::nullopt;
}

// What is answered about one of Google's types.
struct Use {
    bool chosen = false, collected = false, shared = false, optional = false, required = false;
    std::vector<DataPurpose> purposes{};
};

class Form {
public:
    // One row; what has no home is noted.
    void take(const std::string& question, const std::string& answer, const std::string& value);
    Result<contract::DataSafety> finished();

private:
    void note(std::string_view where, std::string_view what) {
        if (problems_.size() < problems_told_max)
            problems_.push_back({std::string(where), "not_allowed", std::string(what)});
    }
    void take_usage(const std::string& question, const std::string& answer, bool yes);
    void take_general(const std::string& question, const std::string& answer, bool yes);
    void add_uses(contract::DataSafety& form);

    std::map<std::string, Use, std::less<>> uses_;
    std::optional<bool> collects_;
    bool encrypted_ = false, deletable_ = false;
    std::vector<FieldProblem> problems_;
};

void Form::take(const std::string& question, const std::string& answer,
                const std::string& value) {
    const std::string said = base::lower_ascii(base::trimmed(value));
    if (said.empty()) return;
    if (std::ranges::find(others, question) != std::end(others)) return;
    const std::string where = answer.empty() ? question : question + "/" + answer;
    if (said != "true" && said != "false")
        return note(where, "true, false or nothing was expected");
    const bool yes = said == "true";
    if (question.starts_with(usage)) return take_usage(question, answer, yes);
    if (!question.starts_with(categories)) return take_general(question, answer, yes);
    if (!yes) return;
    if (ours_for(types, answer)) uses_[answer].chosen = true;
    else note(where, "the store's form has no such type of data");
}

void Form::take_general(const std::string& question, const std::string& answer, bool yes) {
    if (question == collects) collects_ = yes;
    else if (question == encrypted) encrypted_ = yes;
    else if (question == request_delete || (question == deletion && answer == deletion_yes))
        deletable_ = deletable_ || yes;
    else if (question != deletion) note(question, "the store knows no such question");
}

void Form::take_usage(const std::string& question, const std::string& answer, bool yes) {
    const auto parts = base::split(question, ':');
    if (parts.size() != 3) return note(question, "the store knows no such question");
    if (!yes) return;
    const std::string_view asked = parts[2];
    Use& use = uses_[std::string(parts[1])];
    const std::string where = question + "/" + answer;
    if (asked == "PSL_DATA_USAGE_EPHEMERAL") return;  // told as collected all the same
    if (asked == "PSL_DATA_USAGE_COLLECTION_AND_SHARING") {
        if (answer == "PSL_DATA_USAGE_ONLY_COLLECTED") use.collected = true;
        else if (answer == "PSL_DATA_USAGE_ONLY_SHARED") use.shared = true;
        else note(where, "the store knows no such answer");
    } else if (asked == "DATA_USAGE_USER_CONTROL") {
        if (answer == "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL") use.optional = true;
        else if (answer == "PSL_DATA_USAGE_USER_CONTROL_REQUIRED") use.required = true;
        else note(where, "the store knows no such answer");
    } else if (asked == "DATA_USAGE_COLLECTION_PURPOSE" || asked == "DATA_USAGE_SHARING_PURPOSE") {
        if (const auto purpose = ours_for(purposes, answer)) use.purposes.push_back(*purpose);
        else note(where, "the store's form has no such purpose");
    } else {
        note(question, "the store knows no such question");
    }
}

void Form::add_uses(contract::DataSafety& form) {
    std::map<DataType, contract::DataUse> all;
    for (const auto& [play, use] : uses_) {
        const std::string where = std::string(usage) + play;
        const auto type = ours_for(types, play);
        if (!use.chosen) {
            note(where, "answered, but the type is not chosen");
            continue;
        }
        if (!use.collected && !use.shared) note(where, "collected or shared was expected");
        if (use.optional && use.required) note(where, "both optional and required");
        if (use.purposes.empty()) note(where, "at least one purpose was expected");
        const auto [at, fresh] = all.try_emplace(*type);
        contract::DataUse& to = at->second;
        to.type = *type;
        to.shared = to.shared || use.shared;
        to.optional = (fresh || to.optional) && use.optional;
        for (const DataPurpose purpose : use.purposes)
            if (std::ranges::find(to.purposes, purpose) == to.purposes.end())
                to.purposes.push_back(purpose);
    }
    for (auto& [type, use] : all) form.uses.push_back(std::move(use));
}

Result<contract::DataSafety> Form::finished() {
    contract::DataSafety form;
    form.encrypted = encrypted_;
    form.deletable = deletable_;
    add_uses(form);
    if (!collects_) note(collects, "an answer was expected");
    else if (*collects_ && form.uses.empty()) note(collects, "true, but no type is chosen");
    else if (!*collects_ && !form.uses.empty()) note(collects, "false, but types are chosen");
    if (!problems_.empty()) return refused(contract::invalid_fields(std::move(problems_)));
    return contract::tidied(std::move(form));
}

Problem not_csv(std::string_view why) {
    return Problem::of(ProblemKind::malformed, "csv_malformed",
                       "The safety labels are no CSV file of Google's form.", why);
}

// Where the three columns stand that say something.
struct Columns {
    std::size_t question = 0, answer = 0, value = 0;
};
std::optional<Columns> columns_in(const std::vector<std::string>& head) {
    const auto find = [&](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(head, name) - head.begin());
    };
    const Columns out{find("Question ID (machine readable)"),
                      find("Response ID (machine readable)"), find("Response value")};
    if (std::max({out.question, out.answer, out.value}) >= head.size()) return std::nullopt;
    return out;
}

}  // namespace

Result<std::vector<std::vector<std::string>>> read_csv(std::string_view text) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    if (!base::is_utf8(text)) return refused(not_csv("It is no UTF-8."));
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string& field = rows.back().back();
        if (quoted) {
            if (c != '"') field += c;
            else if (i + 1 < text.size() && text[i + 1] == '"') field += text[++i];
            else quoted = false;
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == ',') {
            rows.back().emplace_back();
        } else if (c == '\n') {
            if (field.ends_with('\r')) field.pop_back();
            rows.emplace_back(1);
        } else {
            field += c;
        }
    }
    if (quoted) return refused(not_csv("A quote is left open."));
    if (rows.back().size() == 1 && rows.back().front().empty()) rows.pop_back();
    return rows;
}

Result<contract::DataSafety> safety_form_in(std::string_view csv) {
    if (csv.size() > safety_csv_bytes_max) return refused(not_csv("It is too long."));
    const auto rows = read_csv(csv);
    if (!rows) return refused(rows.error());
    const auto columns = rows->empty() ? std::nullopt : columns_in(rows->front());
    if (!columns)
        return refused(not_csv("Invalid header row: 'Question ID (machine readable)', 'Response ID "
                               "(machine readable)' and 'Response value' were expected."));
    Form form;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& row = (*rows)[i];
        if (row.size() == 1 && row.front().empty()) continue;
        if (std::max({columns->question, columns->answer, columns->value}) >= row.size())
            return refused(not_csv("Row " + base::decimal(static_cast<std::int64_t>(i + 1)) +
                                   " has too few columns."));
        form.take(row[columns->question], row[columns->answer], row[columns->value]);
    }
    return form.finished();
}

}  // namespace vitrine::service::play
