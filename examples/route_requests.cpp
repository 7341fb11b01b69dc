// A router, a rollout and a chain of two functions: everything a gateway needs, without its
// sockets.
#include <fmt/format.h>

#include <string>

#include "routing/rollout.hpp"
#include "routing/router.hpp"

using namespace coalmine;
using namespace coalmine::routing;

int main() {
  constexpr FunctionId api = 0, kitchen = 1;
  const Policy policy{.route = Sticky{.key = StickyKey::user, .salt = "menu-v3"},
                      .propagation = {.enabled = true}};
  Router router(policy, /*functions=*/2, /*salt=*/0);

  // The plan is CodeDeploy's; the clock is yours: here ten minutes pass at once.
  const Plan plan = predefined_plan("CodeDeployDefault.LambdaCanary10Percent10Minutes").value();
  Rollout rollout(plan, /*starts_at=*/Instant{});
  for (const int minute : {0, 10}) {
    const Instant now{std::chrono::minutes{minute}};
    while (rollout.next_deadline() && *rollout.next_deadline() <= now) rollout.handle_deadline(now);
    for (const FunctionId id : {api, kitchen}) {
      router.set_weight(id, {rollout.weight(), rollout.steps_begun()});
    }
    fmt::print("at {:2} min {:.0f} % canary\n", minute, 100 * rollout.weight().share());

    // The api decides, and its decision travels with the call to the kitchen.
    for (const std::string user : {"alice", "bob", "carol", "dave"}) {
      const Invocation at_api{.function = api, .key = key_of(user)};
      const Version first = router.decide(at_api);
      const Version second = router.decide(
          {.function = kitchen,
           .key = key_of(user),
           .carried = received(policy.propagation, router.onward(at_api, first), /*lost=*/false)});
      fmt::print("  {:5} {} -> {}\n", user, name_of(first), name_of(second));
    }
  }
}
