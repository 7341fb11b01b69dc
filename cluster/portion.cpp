#include "cluster/portion.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::cluster {

std::size_t portion(std::size_t left, const Request& request, std::size_t all_threads) {
  assert(request.threads > 0 && all_threads >= request.threads);
  // Half of what would be a fair share of what is left: the other half evens out what jobs cost.
  const std::size_t fair = left / (2 * all_threads) * request.threads;
  const std::size_t most = std::max<std::size_t>(fair, request.idle);
  return std::min({left, most, std::size_t{request.wanted}});
}

}  // namespace coalmine::cluster
