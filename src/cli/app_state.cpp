#include "cli/app_state.h"

#include "base/text.h"
#include "cli/app_folder.h"
#include "cli/exit.h"
#include "cli/files.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::encode;

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : base::dump_json(value);
}

template <class T>
void put_fields(Values& out, const std::string& prefix, const T& object) {
    const Json json = encode(object);
    for (const auto& [name, value] : json.items())
        if (!value.is_null()) out[prefix + name] = text_of(value);
}

}  // namespace

Values values_of(const AppState& state) {
    Values out;
    for (const auto& [locale, text] : state.texts) put_fields(out, "text." + locale + ".", text);
    for (const auto& [name, images] : state.sets) {
        std::string all;
        for (const std::string& one : images) all += (all.empty() ? "" : " ") + one;
        out["graphics." + name.locale + "." + std::string(contract::name_of(name.type))] = all;
    }
    if (state.form) {
        out["data_safety.encrypted"] = state.form->encrypted ? "true" : "false";
        out["data_safety.deletable"] = state.form->deletable ? "true" : "false";
        for (const contract::DataUse& use : state.form->uses)
            out["data_safety.uses." + std::string(contract::name_of(use.type))] =
                base::dump_json(encode(use));
    }
    if (state.rule) put_fields(out, "rollout_rule.", *state.rule);
    for (const auto& [track, file] : state.tracks) {
        const std::string prefix = "tracks." + std::string(contract::name_of(track)) + ".";
        out[prefix + "version"] = file.version_code + " " + file.version_name;
        const bool whole = file.fraction >= 1;
        out[prefix + "stage"] = contract::name_of(whole ? contract::Stage::live : file.stage);
        out[prefix + "fraction"] = base::fixed(file.fraction, 6);
    }
    return out;
}

std::string fingerprint(const std::string& name, const std::string& value) {
    return name.starts_with("text.") ? sha256_hex(value) : value;
}

Values fingerprints(const Values& values) {
    Values out;
    for (const auto& [name, value] : values) out[name] = fingerprint(name, value);
    return out;
}

Result<Values> read_lock(const std::string& folder) {
    const std::string path = folder + "/" + std::string(lock_name);
    if (!is_file(path)) return Values{};
    const auto json = read_json(path);
    if (!json) return refused(json.error());
    const auto damaged = [&] {
        return refused(file_problem(path + " is damaged.",
                                    "Take it from git again, or remove it and run vitrine pull."));
    };
    if (!json->is_object() || !json->contains("values")) return damaged();
    const Json& values = (*json)["values"];
    if (!values.is_object()) return damaged();
    Values out;
    for (const auto& [name, value] : values.items()) {
        if (!value.is_string()) return damaged();
        out[name] = value.get<std::string>();
    }
    return out;
}

Result<void> write_lock(const std::string& folder, const Values& fingerprints) {
    Json json = {{"format", 1}, {"values", Json::object()}};
    for (const auto& [name, value] : fingerprints) json["values"][name] = value;
    return write_file(folder + "/" + std::string(lock_name), json.dump(2) + "\n");
}

}  // namespace vitrine::cli
