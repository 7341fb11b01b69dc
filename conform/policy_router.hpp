// One of our policies as a router under test: the routing core, with what a gateway keeps around
// it.
//
// Users keep their decisions as a cookie would; members of a pool (connections, processes) live for
// their mean time, and are new after a restart. Everybody knows a weight at once: how late flags
// arrive is the simulator's to show, and no promise of a router.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "conform/router_under_test.hpp"
#include "routing/bucketing/product.hpp"
#include "routing/round_robin.hpp"
#include "routing/router.hpp"
#include "spec/scenario.hpp"

namespace coalmine::conform {

class PolicyRouter final : public RouterUnderTest {
 public:
  // The first policy of the scenario. Services are the functions of its release.
  PolicyRouter(const spec::Scenario& scenario, std::uint64_t seed);
  // The same without a scenario.
  PolicyRouter(spec::Policy policy, std::size_t services, std::uint64_t seed);

  std::string name() const override { return policy_.name; }
  std::optional<std::string> lacks(Ability ability) const override;
  std::size_t services() const override { return services_; }
  Checked<void> set(const Setting& setting) override;
  Checked<void> restart() override;
  void let_pass(Duration time) override { now_ += time; }
  Checked<std::vector<Answer>> ask(std::span<const Question> questions) override;

 private:
  // Who holds a decision: a function and, of its pool, a member, or else the key of a user.
  using Holder = std::pair<routing::FunctionId, std::uint64_t>;

  Version answer(const Question& question, const routing::Invocation& invocation, Draw draw);
  Version recalled(const Question& question, const routing::Invocation& invocation, Draw draw);
  std::optional<std::uint64_t> key_of(std::string_view user) const;
  const routing::WithHeader* override_for(Version version) const;
  void make_router();
  void set_weights();

  spec::Policy policy_;
  std::size_t services_;
  RandomStream draws_;
  std::uint64_t draw_index_ = 0;
  std::uint64_t restarts_ = 0;
  Instant now_{};
  Setting setting_;
  std::uint32_t step_ = 0;
  std::optional<routing::ProductBucketing> product_;
  routing::Router router_;
  std::vector<routing::Turn> turns_;  // by function
  std::map<Holder, routing::Held> held_;
};

}  // namespace coalmine::conform
