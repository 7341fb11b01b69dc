#include "harness/theory/vectors.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "harness/theory/buckets.hpp"
#include "harness/theory/entry.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {
namespace {

using routing::Version;

constexpr std::size_t vectors_max = std::size_t{1} << 16;  // of all classes together

// By function: the probability that it takes the canary when it decides for itself. It is 0 or 1
// for those that share a bucket, and the weight where every invocation draws.
using OwnDecisions = std::vector<double>;

// The weights of the functions, if none of them moves.
std::optional<std::vector<double>> constant_weights(const Setup& setup,
                                                    const spec::Policy& policy) {
  const auto* sticky = std::get_if<routing::Sticky>(&policy.routing.route);
  const bool salt_by_step = sticky != nullptr && sticky->salt_per == routing::SaltScope::step;
  std::vector<double> weights;
  std::optional<std::uint32_t> common_step;
  for (models::FunctionIndex function = 0; function < setup.moves.size(); ++function) {
    const WeightPath path = planned_weights(setup, policy, function);
    if (!is_constant(path, policy.routing.route)) return std::nullopt;
    const auto& [from, to, weight, step] = path.front();
    weights.push_back(weight);
    if (!salt_by_step || weight == 0) continue;
    // Functions at different steps have different salts: neither one bucket nor a bucket each.
    if (common_step.value_or(step) != step) return std::nullopt;
    common_step = step;
  }
  return weights;
}

std::optional<std::vector<BucketClass>> bucket_classes(const routing::Route& route,
                                                       const std::vector<double>& weights) {
  if (const auto* weighted = std::get_if<routing::Weighted>(&route)) {
    if (weighted->deck != 0) return std::nullopt;
  }
  const auto* sticky = std::get_if<routing::Sticky>(&route);
  if (sticky == nullptr) return std::vector<BucketClass>{{1, weights}};
  if (!sticky->salt.empty()) return std::nullopt;
  return sticky->salt_per == routing::SaltScope::function ? under_own_salts(weights)
                                                          : under_one_salt(weights);
}

class Walk {
 public:
  Walk(const Setup& setup, const routing::Propagation& propagation,
       const std::vector<double>& weights)
      : setup_(setup), propagation_(propagation), weights_(weights), sent_(setup.chain.size()) {}

  // Nothing if there are more vectors than `limit`.
  std::optional<VersionVectors> run(const OwnDecisions& own, std::size_t limit) {
    own_ = &own;
    limit_ = limit;
    vectors_.clear();
    visit(0, 0, 1);
    if (vectors_.size() > limit) return std::nullopt;
    return std::move(vectors_);
  }

 private:
  static constexpr std::array<std::optional<Version>, 3> decisions{Version::stable, Version::canary,
                                                                   std::nullopt};
  using ByDecision = std::array<double, decisions.size()>;

  static std::size_t place_of(std::optional<Version> decision) {
    return decision ? static_cast<std::size_t>(*decision) : 2;
  }

  // The probability of each decision to arrive at `node`, given what was sent to it.
  ByDecision arriving(std::size_t node) const {
    ByDecision probability{};
    const auto sent = node == 0 ? std::nullopt : sent_[setup_.chain[node].parent];
    const double keeps = (1 - setup_.chain[node].loses_decision) * (1 - propagation_.loss);
    probability[place_of(routing::received(propagation_, sent, false))] += keeps;
    probability[place_of(routing::received(propagation_, sent, true))] += 1 - keeps;
    return probability;
  }

  void visit(std::size_t node, std::uint64_t canary_nodes, double probability) {
    if (probability == 0 || vectors_.size() > limit_) return;
    if (node == setup_.chain.size()) {
      vectors_.push_back({canary_nodes, probability});
      return;
    }
    const models::FunctionIndex function = setup_.chain[node].function;
    const double canary = (*own_)[function];
    // By the version that serves and by what is sent on: several ways may lead to the same.
    std::array<ByDecision, 2> outcomes{};
    const ByDecision arrives = arriving(node);
    for (const Version carried : {Version::stable, Version::canary}) {
      const Version served = weights_[function] > 0 ? carried : Version::stable;
      outcomes[place_of(served)][place_of(carried)] += arrives[place_of(carried)];
    }
    for (const Version decided : {Version::stable, Version::canary}) {
      const auto sends = setup_.moves[function] ? std::optional(decided) : std::nullopt;
      outcomes[place_of(decided)][place_of(sends)] +=
          arrives[place_of(std::nullopt)] * (decided == Version::canary ? canary : 1 - canary);
    }
    for (const Version version : {Version::stable, Version::canary}) {
      const std::uint64_t bit = static_cast<std::uint64_t>(version == Version::canary) << node;
      for (const std::optional<Version> sends : decisions) {
        sent_[node] = sends;
        visit(node + 1, canary_nodes | bit,
              probability * outcomes[place_of(version)][place_of(sends)]);
      }
    }
  }

  const Setup& setup_;
  const routing::Propagation& propagation_;
  const std::vector<double>& weights_;
  const OwnDecisions* own_ = nullptr;
  std::size_t limit_ = 0;
  std::vector<std::optional<Version>> sent_;  // by node, on the way to the one being visited
  VersionVectors vectors_;
};

}  // namespace

bool batches_records(const models::System& system) {
  return std::any_of(system.streams.begin(), system.streams.end(),
                     [](const models::Stream& stream) { return stream.batch > 1; });
}

std::optional<std::vector<VectorClass>> vector_classes(const Setup& setup,
                                                       const spec::Policy& policy) {
  if (batches_records(setup.scenario.system) || !ticket_decides(setup, policy)) return std::nullopt;
  const auto weights = constant_weights(setup, policy);
  if (!weights) return std::nullopt;
  const auto buckets = bucket_classes(policy.routing.route, *weights);
  if (!buckets) return std::nullopt;
  Walk walk(setup, policy.routing.propagation, *weights);
  std::vector<VectorClass> classes;
  std::size_t left = vectors_max;
  for (const BucketClass& of : *buckets) {
    auto vectors = walk.run(of.canary, left);
    if (!vectors) return std::nullopt;
    left -= vectors->size();
    classes.push_back({of.share, std::move(*vectors)});
  }
  return classes;
}

std::optional<VersionVectors> version_vectors(const Setup& setup, const spec::Policy& policy) {
  if (is_never_mixed(setup, policy)) {
    const auto canary = entry_share(setup, policy);
    if (!canary) return std::nullopt;
    return VersionVectors{{0, 1 - *canary}, {setup.moving_nodes, *canary}};
  }
  const auto classes = vector_classes(setup, policy);
  if (!classes) return std::nullopt;
  VersionVectors all;
  for (const VectorClass& of : *classes) {
    for (const VersionVector& vector : of.vectors) {
      all.push_back({vector.canary_nodes, of.share * vector.probability});
    }
  }
  return all;
}

}  // namespace coalmine::harness
