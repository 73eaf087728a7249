#include "package/signing/jar.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "package/signing/cms.h"
#include "package/signing/jar_manifest.h"

namespace vitrine::package {
namespace {

constexpr std::string_view folder = "META-INF/", manifest_name = "META-INF/MANIFEST.MF";
constexpr std::size_t signers_most = 10, faults_most = 20;
constexpr std::int32_t sdk_gingerbread = 9, sdk_strongest_digest = 18;

struct NamedHash {
    std::string_view name;  // as it stands in front of "-Digest"
    Hash hash;
    std::int32_t min_sdk;
};
constexpr std::array<NamedHash, 4> strongest_first = {{{"SHA-512", Hash::sha512, 0},
                                                       {"SHA-384", Hash::sha384, 0},
                                                       {"SHA-256", Hash::sha256, 0},
                                                       {"SHA1", Hash::sha1, 0}}};
constexpr std::array<NamedHash, 7> by_old_name = {{{"md5", Hash::md5, 0},
                                                   {"sha", Hash::sha1, 0},
                                                   {"sha1", Hash::sha1, 0},
                                                   {"sha-1", Hash::sha1, 0},
                                                   {"sha-256", Hash::sha256, 0},
                                                   {"sha-384", Hash::sha384, sdk_gingerbread},
                                                   {"sha-512", Hash::sha512, sdk_gingerbread}}};

struct Expected {
    Hash hash;
    std::string digest;  // empty: not base64, equals nothing
};

std::optional<std::string> digest_attribute(const JarSection& section, std::string_view algorithm,
                                            std::string_view suffix) {
    const auto text = section.find(std::string(algorithm) + std::string(suffix));
    if (!text) return std::nullopt;
    return decode_base64(*text).value_or(std::string());
}

// Platforms before 4.3 take the first algorithm of a list that the file itself gives.
std::optional<Expected> old_digest(const JarSection& section, std::string_view suffix,
                                   std::int32_t min_sdk) {
    const std::string list(section.find("Digest-Algorithms").value_or("SHA SHA1"));
    for (const std::string_view word : base::split(list, ' ')) {
        auto digest = word.empty() ? std::nullopt : digest_attribute(section, word, suffix);
        if (!digest) continue;
        const std::string name = base::lower_ascii(word);
        for (const NamedHash& one : by_old_name)
            if (one.name == name && one.min_sdk <= min_sdk)
                return Expected{one.hash, std::move(*digest)};
    }
    return std::nullopt;
}

// Every digest that some platform of the range relies on; empty when one of them finds none.
std::vector<Expected> expected_digests(const JarSection& section, std::string_view suffix,
                                       SdkRange range) {
    std::vector<Expected> out;
    if (range.min < sdk_strongest_digest) {
        auto old = old_digest(section, suffix, range.min);
        if (!old) return out;
        out.push_back(std::move(*old));
    }
    for (const NamedHash& one : strongest_first) {
        auto digest = digest_attribute(section, one.name, suffix);
        if (!digest) continue;
        if (out.empty() || out[0].hash != one.hash || out[0].digest != *digest)
            out.push_back({one.hash, std::move(*digest)});
        break;
    }
    return out;
}

struct JarSigner {
    const Entry* block = nullptr;
    const Entry* file = nullptr;
    std::optional<Certificate> certificate;
    std::unordered_set<const JarSection*> covers;  // sections of the manifest the .SF file lists
};

class JarVerifier {
public:
    JarVerifier(const Archive& archive, SdkRange range, const std::vector<std::int32_t>& schemes)
        : archive_(archive), range_(range), schemes_(schemes) {}

    Read<JarVerdict> verify() {
        for (auto step : {&JarVerifier::read_manifest, &JarVerifier::find_signers,
                          &JarVerifier::verify_blocks, &JarVerifier::verify_files,
                          &JarVerifier::verify_entries}) {
            if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
            if (!out_.faults.empty()) return std::move(out_);
        }
        for (const JarSigner* one : entry_signers_) out_.signers.push_back(*one->certificate);
        return std::move(out_);
    }

private:
    void fault(PackageRefusal reason, std::string_view where) {
        if (out_.faults.size() < faults_most)
            out_.faults.push_back({reason, SignatureScheme::v1,
                                   base::to_valid_utf8(where.substr(0, 200))});
    }

    Read<void> read_manifest() {
        std::unordered_set<std::string_view> names;
        for (const Entry& one : archive_.entries())
            if (!one.is_folder() && !names.insert(one.name).second)
                fault(PackageRefusal::duplicate_entry, one.name);
        if (!out_.faults.empty()) return {};
        const Entry* entry = archive_.find(manifest_name);
        if (!entry) {
            fault(PackageRefusal::jar_manifest_missing, manifest_name);
            return {};
        }
        auto text = archive_.read(*entry, archive_.limits().signature_bytes);
        if (!text) return std::unexpected(text.error());
        manifest_ = std::move(*text);
        // Each section names an entry that is there, once: more cannot be right.
        sections_ = read_jar_manifest(manifest_, archive_.entries().size() + 2);
        if (sections_.empty()) fault(PackageRefusal::jar_manifest_malformed, manifest_name);
        for (std::size_t i = 1; i < sections_.size(); ++i) {
            const auto name = sections_[i].name();
            if (!name) fault(PackageRefusal::jar_manifest_malformed, manifest_name);
            else if (!by_name_.try_emplace(*name, &sections_[i]).second)
                fault(PackageRefusal::jar_manifest_malformed, *name);
            else if (!names.contains(*name)) fault(PackageRefusal::jar_entry_missing, *name);
        }
        return {};
    }

    Read<void> find_signers() {
        for (const Entry& one : archive_.entries()) {
            if (!one.name.starts_with(folder) ||
                !(one.name.ends_with(".RSA") || one.name.ends_with(".DSA") ||
                  one.name.ends_with(".EC")))
                continue;
            const std::string file(one.name.substr(0, one.name.rfind('.')));
            const Entry* signature_file = archive_.find(file + ".SF");
            if (!signature_file) continue;
            JarSigner& signer = signers_.emplace_back();
            signer.block = &one;
            signer.file = signature_file;
            if (signers_.size() <= signers_most) continue;
            fault(PackageRefusal::too_many_signers, folder);
            return {};
        }
        if (signers_.empty()) fault(PackageRefusal::jar_signature_missing, folder);
        return {};
    }

    Read<void> verify_blocks() {
        const std::uint64_t most = archive_.limits().signature_bytes;
        for (JarSigner& one : signers_) {
            const auto block = archive_.read(*one.block, most);
            if (!block) return std::unexpected(block.error());
            auto file = archive_.read(*one.file, most);
            if (!file) return std::unexpected(file.error());
            auto verified = verify_cms(*block, *file, range_);
            if (verified) one.certificate = std::move(*verified);
            else fault(verified.error(), one.block->name);
        }
        return {};
    }

    // One .SF file at a time in memory: there may be ten.
    Read<void> verify_files() {
        std::vector<JarSigner> remaining;
        for (JarSigner& one : signers_) {
            auto file = archive_.read(*one.file, archive_.limits().signature_bytes);
            if (!file) return std::unexpected(file.error());
            if (verify_file(*file, one)) remaining.push_back(std::move(one));
        }
        signers_ = std::move(remaining);
        if (signers_.empty() && out_.faults.empty())
            fault(PackageRefusal::jar_signature_missing, folder);
        return {};
    }

    // False: Android ignores this signer, without refusing the package for it.
    bool verify_file(std::string_view text, JarSigner& signer) {
        const auto sections = read_jar_manifest(text, archive_.entries().size() + 2);
        if (sections.empty() || !sections[0].find("Signature-Version")) return false;
        const JarSection& main = sections[0];
        check_stripping(main, *signer.file);
        const bool by_signtool =
            main.find("Created-By").value_or("").find("signtool") != std::string_view::npos;
        const bool whole = whole_manifest_verifies(main, by_signtool ? "-Digest"
                                                                      : "-Digest-Manifest");
        if (!by_signtool)
            for (const Expected& one :
                 expected_digests(main, "-Digest-Manifest-Main-Attributes", range_))
                if (digest_of(one.hash, sections_[0].bytes) != one.digest)
                    fault(PackageRefusal::jar_digest_wrong, signer.file->name);
        std::unordered_set<std::string_view> names;
        for (std::size_t i = 1; i < sections.size(); ++i) {
            const auto name = sections[i].name();
            if (!name || !names.insert(*name).second) return false;
            const auto listed = by_name_.find(*name);
            if (listed != by_name_.end()) signer.covers.insert(listed->second);
            if (whole) continue;
            if (listed == by_name_.end()) return false;
            check_section(sections[i], *listed->second, by_signtool);
        }
        return true;
    }

    bool whole_manifest_verifies(const JarSection& main, std::string_view suffix) const {
        const auto digests = expected_digests(main, suffix, range_);
        return !digests.empty() &&
               std::all_of(digests.begin(), digests.end(), [&](const Expected& one) {
                   return digest_of(one.hash, manifest_) == one.digest;
               });
    }

    void check_section(const JarSection& signed_section, const JarSection& listed,
                       bool by_signtool) {
        const auto digests = expected_digests(signed_section, "-Digest", range_);
        if (digests.empty()) fault(PackageRefusal::jar_entry_unsigned, *listed.name());
        std::string_view bytes = listed.bytes;
        if (by_signtool && bytes.ends_with("\n\n")) bytes.remove_suffix(1);
        for (const Expected& one : digests)
            if (digest_of(one.hash, bytes) != one.digest)
                fault(PackageRefusal::jar_digest_wrong, *listed.name());
    }

    // An .SF file says which newer signatures it was made together with.
    void check_stripping(const JarSection& main, const Entry& file) {
        const std::string list(main.find("X-Android-APK-Signed").value_or(""));
        for (const std::string_view word : base::split(list, ',')) {
            const auto scheme = base::parse_decimal(base::trimmed(word));
            if (scheme && (*scheme == 2 || *scheme == 3) &&
                std::find(schemes_.begin(), schemes_.end(), *scheme) == schemes_.end())
                fault(PackageRefusal::signature_stripped, file.name);
        }
    }

    Read<void> verify_entries() {
        std::vector<const Entry*> order;
        for (const Entry& one : archive_.entries())
            if (!one.name.starts_with(folder) && !one.is_folder()) order.push_back(&one);
        std::sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
            return a->header_offset < b->header_offset;
        });
        for (const Entry* one : order)
            if (auto done = verify_entry(*one); !done) return done;
        if (entry_signers_.empty() && out_.faults.empty())
            fault(PackageRefusal::jar_nothing_signed, folder);
        return {};
    }

    Read<void> verify_entry(const Entry& entry) {
        const auto refuse_entry = [&](PackageRefusal reason) -> Read<void> {
            fault(reason, entry.name);
            return {};
        };
        const auto section = by_name_.find(entry.name);
        if (section == by_name_.end()) return refuse_entry(PackageRefusal::jar_entry_unlisted);
        std::vector<const JarSigner*> covering;
        for (const JarSigner& one : signers_)
            if (one.covers.contains(section->second)) covering.push_back(&one);
        if (covering.empty()) return refuse_entry(PackageRefusal::jar_entry_unsigned);
        if (entry_signers_.empty()) entry_signers_ = covering;
        else if (entry_signers_ != covering) return refuse_entry(PackageRefusal::signers_differ);
        const auto digests = expected_digests(*section->second, "-Digest", range_);
        if (digests.empty()) return refuse_entry(PackageRefusal::jar_entry_unlisted);
        std::vector<Digester> digesters;
        for (const Expected& one : digests) digesters.emplace_back(one.hash);
        auto streamed = archive_.stream(entry, [&](std::string_view piece) {
            for (Digester& one : digesters) one.add(piece);
        });
        if (!streamed) return streamed;
        for (std::size_t i = 0; i < digests.size(); ++i)
            if (digesters[i].finish() != digests[i].digest)
                fault(PackageRefusal::jar_entry_changed, entry.name);
        return {};
    }

    const Archive& archive_;
    SdkRange range_;
    const std::vector<std::int32_t>& schemes_;
    std::string manifest_;
    std::vector<JarSection> sections_;
    std::unordered_map<std::string_view, const JarSection*> by_name_;
    std::vector<JarSigner> signers_;
    std::vector<const JarSigner*> entry_signers_;
    JarVerdict out_;
};

}  // namespace

Read<JarVerdict> verify_jar(const Archive& archive, SdkRange range,
                            const std::vector<std::int32_t>& found_schemes) {
    return JarVerifier(archive, range, found_schemes).verify();
}

}  // namespace vitrine::package
