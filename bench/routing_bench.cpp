// What one decision costs, beside the bare hash it is made of.
//
// Workload: one router of 8 functions at 10 %; keys and draws are a fixed sequence, walked in
// order, so that no decision can be hoisted out of the loop and the memory read is the same for
// all. Where a table is read it has eight readers, and is not being replaced.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "routing/cookie.hpp"
#include "routing/router.hpp"
#include "routing/store.hpp"
#include "routing/table.hpp"

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
  Router router(Policy{.route = route}, functions, salt);
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

Router remembering_router(const Memory& memory) {
  Router router(Policy{.route = Weighted{}, .memory = memory}, /*functions=*/1, salt);
  router.set_weight(0, {.weight = Weight::make(0.2).value(), .step = 2});
  return router;
}

// Memories of users who came at 10 %: a tenth of them on the canary.
std::vector<std::optional<Held>> memories() {
  const Weight tenth = Weight::make(0.1).value();
  std::vector<std::optional<Held>> held;
  for (const std::uint64_t draw : keys()) {
    const bool canary = tenth.covers(Ticket::from_bits(draw));
    held.push_back(Held{canary ? Version::canary : Version::stable, never, tenth, 1});
  }
  return held;
}

void decide_by_a_memory(benchmark::State& state, const Memory& memory, bool held) {
  const Router router = remembering_router(memory);
  const auto draws = keys();
  const auto remembered =
      held ? memories() : std::vector<std::optional<Held>>(inputs, std::nullopt);
  repeat(state, [&](std::size_t i) {
    std::optional<Held> held_by_client = remembered[i];
    const Recalled recalled = router.decide({.draw = draws[i]}, held_by_client, Instant{});
    benchmark::DoNotOptimize(held_by_client);
    return recalled.version;
  });
}
BENCHMARK_CAPTURE(decide_by_a_memory, that_is_valid, Memory{}, true);
BENCHMARK_CAPTURE(decide_by_a_memory, for_the_first_time, Memory{}, false);
BENCHMARK_CAPTURE(decide_by_a_memory, that_is_redrawn, Memory{.redraws = true}, true);

void read_and_decide_and_write_a_cookie(benchmark::State& state) {
  const Router router = remembering_router({.redraws = true});
  const auto draws = keys();
  std::vector<std::string> cookies;
  for (const auto& held : memories()) cookies.emplace_back(view_of(to_cookie(*held)));
  repeat(state, [&](std::size_t i) {
    auto held = from_cookie(cookies[i]);
    router.decide({.draw = draws[i]}, held, Instant{});
    return to_cookie(*held);
  });
}
BENCHMARK(read_and_decide_and_write_a_cookie);

// Every user has been here before.
void decide_by_a_store(benchmark::State& state) {
  const Router router = remembering_router({});
  const auto users = keys();
  Store store(2 * inputs, salt);
  for (const std::uint64_t user : users) store.keep(user, Held{}, Instant{});
  repeat(state, [&](std::size_t i) {
    auto held = store.find(users[i], Instant{});
    const Recalled recalled = router.decide({.draw = users[i]}, held, Instant{});
    if (recalled.changed) store.keep(users[i], held, Instant{});
    return recalled.version;
  });
}
BENCHMARK(decide_by_a_store);

// As decide_sticky_on_64_bits, through a table, for a gateway that looks for a new one before each
// request rather than once a turn.
void decide_through_a_table(benchmark::State& state) {
  Table<Router> table(router_at_10_percent(Sticky{}));
  std::list<Table<Router>::Reader> readers;
  for (int i = 0; i < 8; ++i) readers.emplace_back(table);
  const auto users = keys();
  repeat(state, [&](std::size_t i) {
    return readers.front().refresh().decide(
        {.function = static_cast<FunctionId>(i % 8), .key = users[i]});
  });
}
BENCHMARK(decide_through_a_table);

// What the table is instead of. Nobody else touches its lock or its count here.
void decide_through_an_atomic_shared_ptr(benchmark::State& state) {
  const std::atomic<std::shared_ptr<const Router>> table(
      std::make_shared<const Router>(router_at_10_percent(Sticky{})));
  const auto users = keys();
  repeat(state, [&](std::size_t i) {
    return table.load()->decide({.function = static_cast<FunctionId>(i % 8), .key = users[i]});
  });
}
BENCHMARK(decide_through_an_atomic_shared_ptr);

// The writer's side, with eight readers that all keep up: a copy, its change, the old one's end.
void replace_a_table(benchmark::State& state) {
  Table<Router> table(router_at_10_percent(Sticky{}));
  std::list<Table<Router>::Reader> readers;
  for (int i = 0; i < 8; ++i) readers.emplace_back(table);
  for (auto _ : state) {
    table.update([](Router& next) { next.set_weight(0, {.weight = Weight::all(), .step = 2}); });
    for (auto& reader : readers) reader.refresh();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(replace_a_table);

}  // namespace
}  // namespace coalmine::routing
