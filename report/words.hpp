// Small pieces of sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coalmine::report {

// "4 policies", "1 replication", "1,000 users".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

// "a", "a and b", "a, b and c"; empty for none.
std::string listed(const std::vector<std::string>& names);

}  // namespace coalmine::report
