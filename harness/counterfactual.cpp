#include "harness/counterfactual.hpp"

namespace coalmine::harness {
namespace {

struct Chain {
  const Setup& setup;
  std::span<const models::PerVersion<Behaviour>> behaviours;
  const LuckOf& luck;
  const Request& request;

  // An invocation that fails asks nobody and writes no event, as in the world itself.
  StableRun run(std::uint8_t node) const {
    const models::ChainNode& place = setup.chain[node];
    const Behaviour& stable = behaviours[place.function][0];
    const Luck drawn = luck.invocation(request.number, node);
    StableRun run{.failed = setup.draws_faults[place.function] && unit(drawn.fault.baseline) < stable.error_rate,
                  .response = work_time(stable, drawn.service)};
    for (const std::uint8_t callee : place.calls) {
      if (run.failed) break;
      const StableRun answer = this->run(callee);
      run.response += setup.chain[callee].delay + answer.response;
      run.failed = answer.failed;
    }
    const auto& timeout = setup.scenario.system.functions[place.function].timeout;
    if (timeout && run.response > *timeout) run = {true, *timeout};
    for (const std::uint8_t subscriber : place.events) {
      if (run.failed) break;
      run.failed = this->run(subscriber).failed;
    }
    return run;
  }
};

}  // namespace

StableRun run_on_stable(const Setup& setup,
                        std::span<const models::PerVersion<Behaviour>> behaviours,
                        const LuckOf& luck, const Request& request) {
  return Chain{setup, behaviours, luck, request}.run(0);
}

}  // namespace coalmine::harness
