// The tables of store.db and metrics.db, as the steps that lead there. A step that was released is
// never changed: a new one follows it.
#pragma once
#include <span>

namespace vitrine::service::sqlite {

std::span<const char* const> store_steps();
std::span<const char* const> metrics_steps();

}  // namespace vitrine::service::sqlite
