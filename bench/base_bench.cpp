// Draws, logarithms and exponentials: the cost of one.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "base/math.hpp"
#include "base/random.hpp"

namespace coalmine {
namespace {

constexpr std::size_t batch_size = 1024;

// Words of 64 random bits, a batch of indices at a time: two words an index.
void random_fill(benchmark::State& state) {
  const RandomStream stream(1, 0, Purpose::arrival_gap);
  std::vector<std::uint64_t> first(batch_size), second(batch_size);
  std::uint64_t index = 0;
  for (auto _ : state) {
    stream.fill(index, first, second);
    benchmark::DoNotOptimize(first.data());
    benchmark::ClobberMemory();
    index += batch_size;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(2 * batch_size));
}
BENCHMARK(random_fill);

// One index, two words.
void random_at(benchmark::State& state) {
  const RandomStream stream(1, 0, Purpose::arrival_gap);
  std::uint64_t index = 0;
  for (auto _ : state) benchmark::DoNotOptimize(stream.at(index++));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(random_at);

// Numbers in (0, 1], as an exponential draw needs their logarithms.
std::vector<double> arguments() {
  std::vector<double> result(batch_size);
  const RandomStream stream(1, 0, Purpose::arrival_gap);
  for (std::size_t i = 0; i < batch_size; ++i) result[i] = 1 - unit(stream.at(i).first);
  return result;
}

template <double (*function)(double)>
void one_by_one(benchmark::State& state) {
  const std::vector<double> x = arguments();
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(function(x[i++ % batch_size]));
  state.SetItemsProcessed(state.iterations());
}
double log_of(double x) { return math::log(x); }
double exp_of(double x) { return math::exp(x); }
BENCHMARK(one_by_one<log_of>);
BENCHMARK(one_by_one<exp_of>);

template <void (*function)(std::span<double>)>
void in_bulk(benchmark::State& state) {
  const std::vector<double> x = arguments();
  std::vector<double> values(batch_size);
  for (auto _ : state) {
    values = x;
    function(values);
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_size));
}
BENCHMARK(in_bulk<math::log_each>);
BENCHMARK(in_bulk<math::exp_each>);

}  // namespace
}  // namespace coalmine
