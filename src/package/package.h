// Reads an APK or an Android app bundle (AAB): facts from manifest, resources and code, and the
// verdict over its signatures. Everything in the file may be made by an enemy: reading takes at
// most 256 MiB of memory and time in proportion to the file, and nothing is written.
//
//     const FileSource file(descriptor);
//     const auto facts = read_package(file, Limits{});
//     if (!facts) return refused(facts.error());               // cannot be read; code: the reason
//     if (auto reason = contract::refuse_package(*facts)) ...  // read, but not to be published
#pragma once
#include "package/limits.h"
#include "package/source.h"

namespace vitrine::package {

// A package with bad signatures is read all the same: its facts name the faults. Refuses with the
// Problem of a PackageRefusal when archive, manifest, resources or code cannot be read.
base::Result<contract::PackageFacts> read_package(const ByteSource& source, const Limits& limits);

}  // namespace vitrine::package
