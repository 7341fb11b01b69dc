// Draws from the models: a service time, and the user of a request. Plus making a table.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "models/distribution.hpp"
#include "models/zipf.hpp"

namespace coalmine::models {
namespace {

constexpr std::size_t batch_size = 1024;

// Service times of a lognormal (p50 80 ms, p99 400 ms) from random bits that are already drawn.
void quantile_table_at(benchmark::State& state) {
  const QuantileTable table(lognormal_from_percentiles(0.08, 0.4));
  std::vector<std::uint64_t> bits(64 * batch_size), unused(64 * batch_size);
  RandomStream(1, 0, Purpose::invocation).fill(0, bits, unused);
  for (auto _ : state) {
    Duration sum{};
    for (const std::uint64_t word : bits) sum += table.duration_at(word);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bits.size()));
}
BENCHMARK(quantile_table_at);

// Argument: the number of users.
template <int exponent_percent>
void zipf(benchmark::State& state) {
  const ZipfSampler sampler(static_cast<std::uint64_t>(state.range(0)), exponent_percent / 100.0);
  std::vector<std::uint32_t> users(batch_size);
  std::uint64_t index = 0;
  for (auto _ : state) {
    sampler.fill(1, 0, index, users);
    benchmark::DoNotOptimize(users.data());
    benchmark::ClobberMemory();
    index += batch_size;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_size));
}
BENCHMARK(zipf<100>)->Arg(1'000'000)->Arg(10'000'000);
BENCHMARK(zipf<80>)->Arg(1'000'000)->Arg(10'000'000);

void make_table(benchmark::State& state, const Distribution& distribution) {
  for (auto _ : state) benchmark::DoNotOptimize(QuantileTable(distribution));
}
BENCHMARK_CAPTURE(make_table, exponential, Exponential{1})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_table, lognormal, Lognormal{1, 1})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_table, gamma, Gamma{0.5, 1})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace coalmine::models
