#include "models/chain.hpp"

#include <cassert>
#include <optional>

#include "models/schema.hpp"

namespace coalmine::models {
namespace {

class Unfolding {
 public:
  explicit Unfolding(const System& system) : system_(system) { add(ChainNode{.function = 0}, 0); }
  std::vector<ChainNode> take() { return std::move(nodes_); }

 private:
  std::uint8_t add(ChainNode node, std::uint8_t parent) {
    assert(nodes_.size() < max_chain_nodes);
    const auto self = static_cast<std::uint8_t>(nodes_.size());
    node.parent = parent;
    const FunctionIndex function = node.function;
    nodes_.push_back(std::move(node));
    add_reads(self);
    for (const Call& call : system_.functions[function].calls) {
      const std::uint8_t child = add(
          ChainNode{
              .function = call.to, .delay = call.delay, .loses_decision = call.loses_decision},
          self);
      nodes_[self].calls.push_back(child);
    }
    for (const Stream& stream : system_.streams) {
      if (stream.from != function) continue;
      for (const FunctionIndex subscriber : stream.to) {
        const std::uint8_t child = add(ChainNode{.function = subscriber,
                                                 .stream = &stream,
                                                 .delay = stream.delay,
                                                 .loses_decision = stream.loses_decision},
                                       self);
        nodes_[self].events.push_back(child);
      }
    }
    return self;
  }

  void add_reads(std::uint8_t self) {
    for (const FieldChange& change : system_.field_changes) {
      if (change.consumer != nodes_[self].function) continue;
      if (const auto producer = nearest_upstream(self, change)) {
        nodes_[self].reads.push_back({*producer, change.kind, change.fatal});
      }
    }
  }

  // The nearest invocation of the producer, unless another function in between writes the field
  // itself.
  std::optional<std::uint8_t> nearest_upstream(std::uint8_t node, const FieldChange& change) const {
    while (node != 0) {
      node = nodes_[node].parent;
      const FunctionIndex function = nodes_[node].function;
      if (function == change.producer) return node;
      if (rewrites(system_.functions[function], change.field)) return std::nullopt;
    }
    return std::nullopt;
  }

  const System& system_;
  std::vector<ChainNode> nodes_;
};

std::size_t count_below(const System& system, FunctionIndex function, std::size_t limit) {
  std::size_t count = 1;
  const auto add = [&](FunctionIndex child) {
    if (count <= limit) count += count_below(system, child, limit - count);
  };
  for (const Call& call : system.functions[function].calls) add(call.to);
  for (const Stream& stream : system.streams) {
    if (stream.from != function) continue;
    for (const FunctionIndex subscriber : stream.to) add(subscriber);
  }
  return count;
}

}  // namespace

std::vector<ChainNode> unfold(const System& system) { return Unfolding(system).take(); }

std::size_t count_invocations(const System& system, std::size_t limit) {
  return count_below(system, 0, limit);
}

}  // namespace coalmine::models
