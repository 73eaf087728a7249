// The store of a data folder, for every command that needs one.
#pragma once
#include <memory>
#include <string>

#include "service/commands/command.h"
#include "service/ports.h"

namespace vitrine::service::commands {

inline constexpr const char* usual_data_folder = "data";

enum class Look : std::uint8_t { quickly, closely };  // closely: with a check of the whole file

// Makes the folder when it is missing, for its owner alone. Refuses (unavailable) what cannot be
// made, read or written, with what to do about it.
base::Result<std::unique_ptr<ports::Store>> open_store(const std::string& folder, Look look);

}  // namespace vitrine::service::commands
