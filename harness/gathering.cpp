#include "harness/gathering.hpp"

#include <fmt/format.h>

#include <cassert>
#include <utility>

namespace coalmine::harness {
namespace {

Error of_another(std::uint32_t replication) {
  return Error{
      fmt::format("replication {} was kept by another scenario or another coalmine", replication)};
}

}  // namespace

Gathering::Gathering(const Setup& setup, const RunSupport& support)
    : support_(support), reader_(setup.scenario), merge_(setup) {}

Checked<std::vector<std::uint32_t>> Gathering::want(std::uint32_t all) {
  std::vector<std::uint32_t> to_do;
  for (std::uint32_t replication = std::exchange(all_, all); replication < all; ++replication) {
    const auto found = support_.found.find(replication);
    if (found == support_.found.end()) {
      to_do.push_back(replication);
      continue;
    }
    auto runs = reader_.read(found->second);
    if (!runs) {
      return tl::unexpected(of_another(replication));
    }
    merge_.add(replication, std::move(*runs));
    ++done_;
  }
  return to_do;
}

Checked<void> Gathering::accept(std::uint32_t replication, std::string found) {
  auto runs = reader_.read(found);
  if (!runs) {
    // Those that were found earlier agree with one another, and not with this one.
    assert(!support_.found.empty());
    return tl::unexpected(of_another(support_.found.begin()->first));
  }
  merge_.add(replication, std::move(*runs));
  if (support_.keep) {
    if (auto kept = support_.keep(replication, std::move(found)); !kept) return kept;
  }
  ++done_;
  if (support_.progress) support_.progress(done_, all_);
  return {};
}

}  // namespace coalmine::harness
