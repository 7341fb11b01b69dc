// Shares, given as doubles, put on the grid of 2^53.
#include "routing/weight.hpp"

#include <fmt/format.h>

#include <cmath>

namespace coalmine::routing {

Checked<Weight> Weight::make(double share) {
  if (!(share >= 0 && share <= 1)) {  // so written that it refuses a NaN, too
    return tl::unexpected(Error{fmt::format("weight is {}, expected 0 to 1", share)});
  }
  // The product is exact: 2^53 only moves the exponent.
  return Weight{static_cast<std::uint64_t>(std::ceil(share * 0x1p53))};
}

}  // namespace coalmine::routing
