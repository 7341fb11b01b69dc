// Four threads that decide by one routing table while it is replaced: a ramp, then a roll back.
//
// Each thread stands for an event loop of a gateway. None of them ever locks or waits.
#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <latch>
#include <thread>
#include <vector>

#include "routing/router.hpp"
#include "routing/table.hpp"

using namespace coalmine;
using namespace coalmine::routing;

namespace {

constexpr FunctionId api = 0;
constexpr int threads = 4;
constexpr std::uint64_t users = 1000;  // that each turn of a loop serves

Weight weight(double share) { return Weight::make(share).value(); }

// How many users get the canary. All of a turn decide by the table that it began with.
std::uint64_t serve_one_turn(const Router& router) {
  std::uint64_t canaries = 0;
  for (std::uint64_t user = 0; user < users; ++user) {
    canaries += router.decide({.function = api, .key = user}) == Version::canary;
  }
  return canaries;
}

}  // namespace

int main() {
  const Policy policy{.route = Sticky{.key = StickyKey::user, .salt = "menu-v3"}};
  Table<Router> table(Router(policy, /*functions=*/1, /*salt=*/0));

  std::atomic<bool> rolled_back = false;
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> turns_after = 0;  // turns that began after the roll back
  std::atomic<std::uint64_t> canaries_after = 0;
  std::latch registered(threads + 1);

  const auto event_loop = [&] {
    Table<Router>::Reader reader(table);  // once a thread
    registered.arrive_and_wait();
    while (!stop) {
      const bool is_after = rolled_back;
      const Router& router = reader.refresh();  // once a turn
      const std::uint64_t canaries = serve_one_turn(router);
      if (is_after) canaries_after += canaries, ++turns_after;
    }
  };
  std::vector<std::jthread> loops;
  for (int i = 0; i < threads; ++i) loops.emplace_back(event_loop);
  registered.arrive_and_wait();

  // Where a gateway obeys a Rollout (route_requests.cpp), this one walks up a ramp and down again.
  for (const double share : {0.01, 0.1, 0.5, 0.0}) {
    table.update([&](Router& next) { next.set_weight(api, {weight(share), /*step=*/1}); });
    while (table.reclaim() > 0) std::this_thread::yield();  // until no thread holds an older one
    fmt::print("{:3.0f} % canary: {} threads decide by it\n", 100 * share, threads);
  }
  rolled_back = true;
  while (turns_after < 100) std::this_thread::yield();
  stop = true;
  loops.clear();  // joins
  fmt::print("users on the canary after the roll back: {}\n", canaries_after.load());
}
