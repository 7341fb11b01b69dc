// Which versions of two functions met under each policy, as a chart and as a table.
#pragma once

#include <cstddef>
#include <string>

#include "harness/result.hpp"
#include "report/page/page.hpp"
#include "report/pairs.hpp"

namespace coalmine::report {

Chart pair_chart(const harness::RunResult& result, const FunctionPair& pair, std::string id);

// A row for each policy, a column for each pair of versions.
DataTable pair_table(const harness::RunResult& result, const FunctionPair& pair);

}  // namespace coalmine::report
