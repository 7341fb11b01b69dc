#include "harness/counterfactual.hpp"

namespace coalmine::harness {
namespace {

struct Chain {
  const Setup& setup;
  const LuckOf& luck;
  const Request& request;

  // The invocation that begins at `began`. One that fails asks nobody and writes no event, and one
  // that has timed out calls nobody else, as in the world itself.
  StableRun run(std::uint8_t node, Instant began) const {
    const models::ChainNode& place = setup.chain[node];
    const Behaviour& stable = setup.behaviours(began)[place.function][0];
    const auto& timeout = setup.scenario.system.functions[place.function].timeout;
    const Luck drawn = luck.invocation(request.number, node);
    StableRun run{.failed = setup.draws_faults[place.function] &&
                            unit(drawn.fault.baseline) < stable.error_rate,
                  .response = work_time(stable, drawn.service)};
    for (const std::uint8_t callee : place.calls) {
      if (run.failed || (timeout && run.response > *timeout)) break;
      run.response += setup.chain[callee].delay;
      const StableRun answer = this->run(callee, began + run.response);
      run.response += answer.response;
      run.failed = answer.failed;
    }
    if (timeout && run.response > *timeout) run = {true, *timeout};
    for (const std::uint8_t subscriber : place.events) {
      if (run.failed) break;
      run.failed =
          this->run(subscriber, began + run.response + setup.chain[subscriber].delay).failed;
    }
    return run;
  }
};

}  // namespace

StableRun run_on_stable(const Setup& setup, const LuckOf& luck, const Request& request) {
  return Chain{setup, luck, request}.run(0, request.at);
}

}  // namespace coalmine::harness
