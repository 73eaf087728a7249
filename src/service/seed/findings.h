// The reviewer's findings on Ledgerly 2.9.1, with their evidence, as in mock-up 04.
#pragma once
#include "contract/submissions.h"

namespace vitrine::service::seed {

std::vector<contract::Finding> ledgerly_findings();
contract::Finding one_finding();  // for submissions that only need some finding

}  // namespace vitrine::service::seed
