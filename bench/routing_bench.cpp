// What one decision costs, beside the bare hash it is made of.
//
// Workload: one router of 8 functions at 10 %; keys and draws are a fixed sequence, walked in
// order, so that no decision can be hoisted out of the loop and the memory read is the same for
// all.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "routing/router.hpp"

namespace coalmine::routing {
namespace {

constexpr std::size_t inputs = 1024;  // a power of two; 8 KiB of keys stay in the first-level cache
constexpr std::uint64_t salt = 0x9e3779b97f4a7c15;

std::vector<std::uint64_t> keys() {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < inputs; ++i) result.push_back(mix(i, salt));
  return result;
}

// Of the length of a UUID.
std::vector<std::string> text_keys() {
  std::vector<std::string> result;
  for (const std::uint64_t key : keys()) {
    result.push_back(
        fmt::format("{:08x}-0000-4000-8000-{:012x}", key >> 32, key & 0xffff'ffff'ffff));
  }
  return result;
}

Router router_at_10_percent(const Route& route) {
  constexpr FunctionId functions = 8;
  Router router(route, functions, salt);
  for (FunctionId id = 0; id < functions; ++id) {
    router.set_weight(id, {.weight = Weight::make(0.1).value(), .step = 1});
  }
  return router;
}

// Runs `one(i)` for i = 0, 1, ..., inputs - 1, 0, ... and reports how many a second.
template <class One>
void repeat(benchmark::State& state, const One& one) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(one(i));
    i = (i + 1) % inputs;
  }
  state.SetItemsProcessed(state.iterations());
}

void bare_xxh3_of_64_bits(benchmark::State& state) {
  const auto hashed = keys();
  repeat(state,
         [&](std::size_t i) { return XXH3_64bits_withSeed(&hashed[i], sizeof hashed[i], salt); });
}
BENCHMARK(bare_xxh3_of_64_bits);

void bare_xxh3_of_36_bytes(benchmark::State& state) {
  const auto hashed = text_keys();
  repeat(state, [&](std::size_t i) { return XXH3_64bits(hashed[i].data(), hashed[i].size()); });
}
BENCHMARK(bare_xxh3_of_36_bytes);

void decide_weighted(benchmark::State& state) {
  const Router router = router_at_10_percent(Weighted{});
  const auto draws = keys();
  repeat(state, [&](std::size_t i) {
    return router.decide({.function = static_cast<FunctionId>(i % 8), .draw = draws[i]});
  });
}
BENCHMARK(decide_weighted);

void decide_sticky_on_64_bits(benchmark::State& state) {
  const Router router = router_at_10_percent(Sticky{});
  const auto users = keys();
  repeat(state, [&](std::size_t i) {
    return router.decide({.function = static_cast<FunctionId>(i % 8), .key = users[i]});
  });
}
BENCHMARK(decide_sticky_on_64_bits);

void decide_sticky_on_36_bytes(benchmark::State& state) {
  const Router router = router_at_10_percent(Sticky{});
  const auto users = text_keys();
  repeat(state, [&](std::size_t i) {
    return router.decide({.function = static_cast<FunctionId>(i % 8), .key = key_of(users[i])});
  });
}
BENCHMARK(decide_sticky_on_36_bytes);

void decide_with_a_carried_decision(benchmark::State& state) {
  const Router router = router_at_10_percent(Sticky{});
  const auto users = keys();
  repeat(state, [&](std::size_t i) {
    const Invocation invocation{.function = static_cast<FunctionId>(i % 8),
                                .key = users[i],
                                .carried = static_cast<Version>(users[i] & 1)};
    return router.onward(invocation, router.decide(invocation));
  });
}
BENCHMARK(decide_with_a_carried_decision);

}  // namespace
}  // namespace coalmine::routing
