// The event kernel: the pending-event set beside the standard library's heap, and the histogram.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "base/math.hpp"
#include "base/random.hpp"
#include "sim/event_queue.hpp"
#include "sim/histogram.hpp"

namespace coalmine::sim {
namespace {

// Gaps between an event and the one it schedules: exponential with mean 1 s. Drawn beforehand, so
// that the queue is measured and not the draw; more of them than events are ever pending, so that
// the queue does not meet a pattern.
class Gaps {
 public:
  Gaps() : gaps_(std::size_t{1} << 22) {
    const RandomStream stream(1, 0, Purpose::arrival_gap);
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
      gaps_[i] = Duration{std::llround(-1e9 * math::log(1 - unit(stream.at(i).first)))};
    }
  }

  Duration next() { return gaps_[next_++ & (gaps_.size() - 1)]; }

 private:
  std::vector<Duration> gaps_;
  std::size_t next_ = 0;
};

// std::priority_queue with the same payload and the same order: earlier first, at equal times the
// one pushed first. 16 bytes an event, as in EventQueue.
class StandardQueue {
 public:
  void push(Instant at, std::uint32_t slot) { heap_.push({at, next_sequence_++, slot}); }

  std::optional<Event> pop_before(Instant limit) {
    if (heap_.empty() || heap_.top().at >= limit) return std::nullopt;
    const Event event{heap_.top().at, heap_.top().slot};
    heap_.pop();
    return event;
  }

 private:
  struct Entry {
    Instant at;
    std::uint32_t sequence;
    std::uint32_t slot;
    bool operator<(const Entry& other) const {
      return at != other.at ? at > other.at : sequence > other.sequence;
    }
  };
  std::priority_queue<Entry> heap_;
  std::uint32_t next_sequence_ = 0;
};

// The hold model: pop one event and push one, at a constant number pending, which is what a
// steady-state simulation does. Reported: events per second at each number.
template <class Queue>
void hold(benchmark::State& state) {
  Queue queue;
  Gaps gaps;
  const auto hold_once = [&] {
    const Event event = *queue.pop_before(never);
    queue.push(event.at + gaps.next(), event.slot);
  };
  const auto pending = static_cast<std::uint32_t>(state.range(0));
  for (std::uint32_t slot = 0; slot < pending; ++slot) queue.push(Instant{gaps.next()}, slot);
  for (std::uint32_t i = 0; i < 3 * pending; ++i) hold_once();  // into the steady state
  for (auto _ : state) hold_once();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hold<StandardQueue>)->Arg(100)->Arg(10'000)->Arg(1'000'000);
BENCHMARK(hold<EventQueue>)->Arg(100)->Arg(10'000)->Arg(1'000'000);

void histogram_add(benchmark::State& state) {
  Histogram histogram;
  Gaps gaps;
  for (auto _ : state) histogram.add(gaps.next());
  benchmark::DoNotOptimize(histogram.quantile(0.5));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(histogram_add);

}  // namespace
}  // namespace coalmine::sim
