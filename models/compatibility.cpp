#include "models/compatibility.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "models/schema.hpp"

namespace coalmine::models {
namespace {

std::vector<PairCompatibility> pairs_of(const System& system) {
  std::map<std::pair<FunctionIndex, FunctionIndex>, PairCompatibility> pairs;
  const auto pair = [&pairs](FunctionIndex producer, FunctionIndex consumer) -> auto& {
    return pairs.try_emplace({producer, consumer}, PairCompatibility{producer, consumer, {}})
        .first->second;
  };
  for (const SchemaLink& link : derive_schema(system).links) pair(link.producer, link.consumer);
  for (const FieldChange& change : system.field_changes) {
    const bool forward = change.kind == Mismatch::forward;
    pair(change.producer, change.consumer)
        .broken[forward ? 0 : 1][forward ? 1 : 0]
        .push_back(change.field);
  }
  std::vector<PairCompatibility> sorted;
  for (auto& [key, value] : pairs) sorted.push_back(std::move(value));
  return sorted;
}

// Which functions have to be complete before which others begin.
class Precedence {
 public:
  Precedence(const System& system, const std::vector<FunctionIndex>& moving)
      : moving_(moving), waits_for_(system.functions.size()) {
    for (const FieldChange& change : system.field_changes) {
      const bool forward = change.kind == Mismatch::forward;
      const FunctionIndex first = forward ? change.producer : change.consumer;
      const FunctionIndex then = forward ? change.consumer : change.producer;
      if (!moves(then)) continue;  // it has one version for good
      if (moves(first)) {
        waits_for_[then].push_back(first);
      } else {
        stuck_.push_back(change);
      }
    }
  }

  const std::vector<FieldChange>& stuck() const { return stuck_; }

  // As early as possible; what waits in a circle, or for one, is left over.
  std::vector<std::vector<FunctionIndex>> layers() {
    std::vector<std::vector<FunctionIndex>> layers;
    std::vector<FunctionIndex> rest = moving_;
    while (!rest.empty()) {
      const auto ready = std::stable_partition(
          rest.begin(), rest.end(), [&](FunctionIndex each) { return waits_for_any(each, rest); });
      if (ready == rest.end()) break;
      layers.emplace_back(ready, rest.end());
      rest.erase(ready, rest.end());
    }
    rest_ = std::move(rest);
    return layers;
  }

  // Of those that layers() left over: each is complete before the next may begin.
  std::vector<FunctionIndex> cycle() const {
    std::vector<FunctionIndex> path;
    if (rest_.empty()) return path;
    // Each waits for another of the rest, so going back comes round.
    FunctionIndex at = rest_.front();
    while (std::find(path.begin(), path.end(), at) == path.end()) {
      path.push_back(at);
      at = *std::find_if(waits_for_[at].begin(), waits_for_[at].end(), [&](FunctionIndex each) {
        return std::find(rest_.begin(), rest_.end(), each) != rest_.end();
      });
    }
    path.erase(path.begin(), std::find(path.begin(), path.end(), at));
    std::reverse(path.begin(), path.end());
    // Beginning with its least, so that the answer does not depend on where the search began.
    std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
    return path;
  }

 private:
  bool moves(FunctionIndex function) const {
    return std::binary_search(moving_.begin(), moving_.end(), function);
  }

  bool waits_for_any(FunctionIndex function, const std::vector<FunctionIndex>& of) const {
    return std::any_of(
        waits_for_[function].begin(), waits_for_[function].end(),
        [&of](FunctionIndex each) { return std::find(of.begin(), of.end(), each) != of.end(); });
  }

  const std::vector<FunctionIndex>& moving_;
  std::vector<std::vector<FunctionIndex>> waits_for_;  // by function
  std::vector<FieldChange> stuck_;
  std::vector<FunctionIndex> rest_;
};

std::vector<bool> reachable(const System& system, FunctionIndex from) {
  std::vector<bool> reached(system.functions.size(), false);
  std::vector<FunctionIndex> open{from};
  while (!open.empty()) {
    const FunctionIndex function = open.back();
    open.pop_back();
    if (reached[function]) continue;
    reached[function] = true;
    for (const Call& call : system.functions[function].calls) open.push_back(call.to);
    for (const Stream& stream : system.streams) {
      if (stream.from == function) open.insert(open.end(), stream.to.begin(), stream.to.end());
    }
  }
  return reached;
}

std::vector<std::size_t> streams_between(const System& system, FunctionIndex producer,
                                         FunctionIndex consumer) {
  std::vector<std::size_t> between;
  const std::vector<bool> downstream = reachable(system, producer);
  for (std::size_t i = 0; i < system.streams.size(); ++i) {
    const Stream& stream = system.streams[i];
    const auto leads_there = [&](FunctionIndex to) -> bool {
      return reachable(system, to)[consumer];
    };
    if (downstream[stream.from] && std::any_of(stream.to.begin(), stream.to.end(), leads_there)) {
      between.push_back(i);
    }
  }
  return between;
}

std::vector<Leftover> leftovers_of(const System& system) {
  std::vector<Leftover> leftovers;
  for (const FieldChange& change : system.field_changes) {
    auto streams = streams_between(system, change.producer, change.consumer);
    // Calls of stable producers are over when its rollout is complete.
    if (change.kind == Mismatch::forward && streams.empty()) continue;
    leftovers.push_back({change, std::move(streams)});
  }
  return leftovers;
}

}  // namespace

Compatibility compatibility_of(const System& system, const std::vector<FunctionIndex>& moving) {
  Precedence precedence(system, moving);
  Compatibility found;
  found.pairs = pairs_of(system);
  found.order = precedence.layers();
  found.cycle = precedence.cycle();
  found.stuck = precedence.stuck();
  if (!found.cycle.empty() || !found.stuck.empty()) found.order.clear();
  found.leftovers = leftovers_of(system);
  return found;
}

}  // namespace coalmine::models
