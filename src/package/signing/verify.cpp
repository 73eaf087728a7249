#include "package/signing/verify.h"

#include <algorithm>

#include "package/signing/jar.h"

namespace vitrine::package {
namespace {

constexpr std::int32_t sdk_v2 = 24, sdk_v3 = 28, sdk_v3_1 = 33, sdk_sandboxes = 26,
                       sdk_v2_demanded = 30;

class ApkVerifier {
public:
    ApkVerifier(const Archive& archive, const SigningBlock& block, const PlatformRange& platform,
                SdkRange range)
        : archive_(archive), block_(block), platform_(platform), range_(range) {
        out_.min_sdk = range.min;
    }

    Read<contract::PackageSignature> verify() {
        for (auto step : {&ApkVerifier::newer_schemes, &ApkVerifier::jar_scheme,
                          &ApkVerifier::agreement, &ApkVerifier::demands}) {
            if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
            if (!out_.faults.empty()) return finish();
        }
        out_.verified = true;
        name_signers();
        return finish();
    }

private:
    void fault(PackageRefusal reason, SignatureScheme scheme) {
        out_.faults.push_back({reason, scheme, ""});
    }
    void take(SchemeVerdict& verdict, SignatureScheme scheme, std::int32_t number) {
        if (!verdict.found) return;
        known_.schemes.push_back(number);
        std::move(verdict.faults.begin(), verdict.faults.end(), std::back_inserter(out_.faults));
        if (verdict.faults.empty()) out_.schemes.push_back(scheme);
    }

    // Newest first: a platform that finds a scheme it knows looks at no older one.
    Read<void> newer_schemes() {
        struct Step {
            SchemeVerdict* verdict;
            SignatureScheme scheme;
            std::int32_t number;
            bool looked_at;
        };
        for (const Step& step :
             {Step{&v3_1_, SignatureScheme::v3_1, 31, range_.max >= sdk_v3_1},
              Step{&v3_, SignatureScheme::v3, 3, range_.max >= sdk_v3},
              Step{&v2_, SignatureScheme::v2, 2, range_.max >= sdk_v2}}) {
            const bool older_platforms = step.number != 2 || range_.min < sdk_v3;
            if (!step.looked_at || (!older_platforms && !known_.schemes.empty())) continue;
            auto verdict = verify_scheme(archive_, block_, step.scheme, range_, known_);
            if (!verdict) return std::unexpected(verdict.error());
            *step.verdict = std::move(*verdict);
            take(*step.verdict, step.scheme, step.number);
            if (step.number == 31)
                for (const Signer& one : v3_1_.signers)
                    known_.rotation_min_sdk = known_.rotation_min_sdk == 0
                                                  ? one.min_sdk
                                                  : std::min(known_.rotation_min_sdk, one.min_sdk);
            if (step.number == 3 && v3_1_.found && !v3_.found)
                fault(PackageRefusal::rotation_without_v3, SignatureScheme::v3_1);
            if (!out_.faults.empty()) return {};
        }
        if (range_.max >= sdk_sandboxes && platform_.sandbox_version > 1 && known_.schemes.empty())
            fault(PackageRefusal::scheme_too_old, SignatureScheme::v1);
        return {};
    }

    Read<void> jar_scheme() {
        if (range_.min >= sdk_v2 && !known_.schemes.empty()) return {};
        auto verdict = verify_jar(archive_, range_, known_.schemes);
        if (!verdict) return std::unexpected(verdict.error());
        jar_ = std::move(*verdict);
        std::move(jar_.faults.begin(), jar_.faults.end(), std::back_inserter(out_.faults));
        if (!jar_.signers.empty()) out_.schemes.push_back(SignatureScheme::v1);
        return {};
    }

    // Old and new platforms must see the same signer, or the two ends of one lineage.
    Read<void> agreement() {
        std::vector<Certificate> v2;
        for (const Signer& one : v2_.signers) v2.push_back(one.certificates.front());
        const auto lacks = [](const std::vector<Certificate>& some, const Certificate& one) {
            return std::find(some.begin(), some.end(), one) == some.end();
        };
        if (!jar_.signers.empty() && v2_.found) {
            for (const Certificate& one : jar_.signers)
                if (lacks(v2, one)) return fault(PackageRefusal::signers_differ,
                                                 SignatureScheme::v1), Read<void>();
            for (const Certificate& one : v2)
                if (lacks(jar_.signers, one)) return fault(PackageRefusal::signers_differ,
                                                           SignatureScheme::v2), Read<void>();
        }
        const std::vector<Certificate>& older = jar_.signers.empty() ? v2 : jar_.signers;
        if (!v3_.found || older.empty()) return {};
        const std::vector<Certificate>& lineage = longest_lineage(v3_);
        const Certificate& original =
            lineage.empty() ? v3_.signers.front().certificates.front() : lineage.front();
        if (older.size() != 1 || !(older.front() == original) ||
            (lineage.empty() && v3_.signers.size() != 1))
            fault(PackageRefusal::signers_differ, SignatureScheme::v3);
        return {};
    }

    Read<void> demands() {
        const bool newer = !known_.schemes.empty();
        if (platform_.target_sdk >= sdk_v2_demanded && range_.max >= platform_.target_sdk && !newer)
            fault(PackageRefusal::scheme_too_old, SignatureScheme::v1);
        return {};
    }

    static const std::vector<Certificate>& longest_lineage(const SchemeVerdict& verdict) {
        static const std::vector<Certificate> none;
        const std::vector<Certificate>* out = &none;
        for (const Signer& one : verdict.signers)
            if (one.lineage.size() > out->size()) out = &one.lineage;
        return *out;
    }

    void name_signers() {
        const auto newest = [](const SchemeVerdict& verdict) {
            return std::max_element(verdict.signers.begin(), verdict.signers.end(),
                                    [](const Signer& a, const Signer& b) {
                                        return a.max_sdk < b.max_sdk;
                                    })->certificates.front().facts();
        };
        if (v3_1_.found) out_.signers.push_back(newest(v3_1_));
        else if (v3_.found) out_.signers.push_back(newest(v3_));
        else if (v2_.found)
            for (const Signer& one : v2_.signers)
                out_.signers.push_back(one.certificates.front().facts());
        else
            for (const Certificate& one : jar_.signers) out_.signers.push_back(one.facts());
    }

    contract::PackageSignature finish() {
        std::sort(out_.schemes.begin(), out_.schemes.end());
        const auto& rotated = longest_lineage(v3_1_);
        for (const Certificate& one : rotated.empty() ? longest_lineage(v3_) : rotated)
            out_.lineage.push_back(one.facts().sha256);
        return std::move(out_);
    }

    const Archive& archive_;
    const SigningBlock& block_;
    const PlatformRange& platform_;
    SdkRange range_;
    Known known_;
    SchemeVerdict v3_1_, v3_, v2_;
    JarVerdict jar_;
    contract::PackageSignature out_;
};

}  // namespace

Read<contract::PackageSignature> verify_apk(const Archive& archive, const PlatformRange& platform,
                                            SdkRange range) {
    const auto block = read_signing_block(archive);
    if (!block) return std::unexpected(block.error());
    return ApkVerifier(archive, *block, platform, range).verify();
}

Read<contract::PackageSignature> verify_bundle(const Archive& archive) {
    contract::PackageSignature out;
    out.min_sdk = sdk_v2;
    auto verdict = verify_jar(archive, SdkRange{sdk_v2}, {});
    if (!verdict) return std::unexpected(verdict.error());
    out.faults = std::move(verdict->faults);
    out.verified = out.faults.empty();
    if (!out.verified) return out;
    out.schemes.push_back(SignatureScheme::v1);
    for (const Certificate& one : verdict->signers) out.signers.push_back(one.facts());
    return out;
}

}  // namespace vitrine::package
