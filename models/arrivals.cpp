#include "models/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "base/math.hpp"
#include "base/random.hpp"
#include "models/daily_curve.hpp"
#include "models/user_picker.hpp"
#include "sim/event_queue.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {
namespace {

// 73 years: beyond every observation, and twice that is within the clock's range. A rate next to
// nothing makes longer gaps.
constexpr Duration gap_max{std::int64_t{1} << 61};

// `ns` is not negative. The order of the arguments of min makes NaN (0 times infinity) the maximum.
Duration gap_of(double ns) {
  return Duration{
      static_cast<std::int64_t>(std::min(static_cast<double>(gap_max.count()), ns + 0.5))};
}

// A Poisson stream of instants on the even clock, a block of exponential gaps at a time.
// Gap: -ln(1 - u) / rate, by inversion; docs/MODELS.md, "Traffic".
class PoissonInstants {
 public:
  PoissonInstants(double rate_hz, std::uint64_t seed, std::uint32_t replication)
      : mean_gap_ns_(1e9 / rate_hz), stream_(seed, replication, Purpose::arrival_gap) {}

  void next(std::span<Instant> at) {
    constexpr std::size_t chunk = ArrivalBatch::capacity;
    std::array<std::uint64_t, chunk> bits;
    std::array<std::uint64_t, chunk> unused;
    std::array<double, chunk> log_left;
    const std::size_t n = at.size();
    stream_.fill(index_, std::span(bits).first(n), std::span(unused).first(n));
    for (std::size_t i = 0; i < n; ++i) log_left[i] = 1 - unit(bits[i]);
    math::log_each(std::span(log_left).first(n));
    for (std::size_t i = 0; i < n; ++i) {
      last_ = std::min(last_ + gap_of(log_left[i] * -mean_gap_ns_), Instant{gap_max});
      at[i] = last_;
    }
    index_ += n;
  }

 private:
  double mean_gap_ns_;
  RandomStream stream_;
  std::uint64_t index_ = 0;
  Instant last_{};
};

class PoissonArrivals : public Arrivals {
 public:
  PoissonArrivals(const PoissonTraffic& traffic, const RelativeRates& rates,
                  const TrafficSpec& spec, Duration duration, std::uint64_t seed,
                  std::uint32_t replication)
      : users_(rates, spec.users, seed, replication),
        instants_(traffic.rate_hz * users_.mean_relative_rate(), seed, replication),
        day_(spec.daily),
        end_(duration) {}

  void next(ArrivalBatch& batch) override {
    batch.first_request = next_request_;
    batch.size = 0;
    if (finished_) return;
    instants_.next(batch.at);
    for (Instant& at : batch.at) at = day_.from_even(at);
    batch.size = static_cast<std::size_t>(std::lower_bound(batch.at.begin(), batch.at.end(), end_) -
                                          batch.at.begin());
    finished_ = batch.size < ArrivalBatch::capacity;
    const std::span users = std::span(batch.user).first(batch.size);
    users_.pick(next_request_, users);
    std::copy(users.begin(), users.end(), batch.session.begin());
    next_request_ += batch.size;
  }

 private:
  UserPicker users_;
  PoissonInstants instants_;
  DailyClock day_;
  Instant end_;
  std::uint64_t next_request_ = 0;
  bool finished_ = false;
};

// Requests whose number is known beforehand: all are made at once, sorted, and handed out.
class ListedArrivals : public Arrivals {
 public:
  struct Request {
    Instant at;
    std::uint32_t user;
  };

  explicit ListedArrivals(std::vector<Request> requests) : requests_(std::move(requests)) {
    std::stable_sort(requests_.begin(), requests_.end(),
                     [](const Request& a, const Request& b) { return a.at < b.at; });
  }

  void next(ArrivalBatch& batch) override {
    batch.first_request = done_;
    batch.size = std::min(ArrivalBatch::capacity, requests_.size() - done_);
    for (std::size_t i = 0; i < batch.size; ++i) {
      const Request& request = requests_[done_ + i];
      batch.at[i] = request.at;
      batch.user[i] = request.user;
      batch.session[i] = request.user;
    }
    done_ += batch.size;
  }

 private:
  std::vector<Request> requests_;
  std::size_t done_ = 0;
};

Instant uniform_instant(Duration duration, std::uint64_t bits) {
  return Instant{Duration{
      static_cast<std::int64_t>(below(static_cast<std::uint64_t>(duration.count()), bits))}};
}

std::unique_ptr<Arrivals> fixed_arrivals(const FixedTraffic& traffic, Duration duration,
                                         std::uint64_t seed, std::uint32_t replication) {
  const RandomStream times(seed, replication, Purpose::arrival_time);
  std::vector<ListedArrivals::Request> requests;
  requests.reserve(std::accumulate(traffic.counts.begin(), traffic.counts.end(), std::size_t{0}));
  for (std::uint32_t user = 0; user < traffic.counts.size(); ++user) {
    for (std::uint32_t i = 0; i < traffic.counts[user]; ++i) {
      requests.push_back({uniform_instant(duration, times.at(requests.size()).first), user});
    }
  }
  return std::make_unique<ListedArrivals>(std::move(requests));
}

std::unique_ptr<Arrivals> total_arrivals(const TotalTraffic& traffic, std::uint64_t users,
                                         Duration duration, std::uint64_t seed,
                                         std::uint32_t replication) {
  const RandomStream draws(seed, replication, Purpose::arrival_time);
  std::vector<ListedArrivals::Request> requests(traffic.total);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Draw draw = draws.at(i);
    requests[i] = {uniform_instant(duration, draw.first),
                   static_cast<std::uint32_t>(below(users, draw.second))};
  }
  return std::make_unique<ListedArrivals>(std::move(requests));
}

// Sessions begin as a Poisson stream; those under way wait in the pending-event set for their next
// request. None is under way at time 0.
class SessionArrivals : public Arrivals {
 public:
  SessionArrivals(const SessionTraffic& traffic, const QuantileTable& gap,
                  const RelativeRates& rates, const TrafficSpec& spec, Duration duration,
                  std::uint64_t seed, std::uint32_t replication)
      : length_(traffic.length),
        gap_(gap),
        users_(rates, spec.users, seed, replication),
        instants_(traffic.sessions_hz * users_.mean_relative_rate(), seed, replication),
        day_(spec.daily),
        end_(duration),
        lengths_(seed, replication, Purpose::session),
        gaps_(seed, replication, Purpose::session_gap) {}

  void next(ArrivalBatch& batch) override {
    batch.first_request = next_request_;
    batch.size = 0;
    while (batch.size < ArrivalBatch::capacity) {
      if (next_start_ == ArrivalBatch::capacity) draw_starts();
      const Instant starts_at = starts_[next_start_];
      if (const auto waiting = waiting_.pop_before(std::min(starts_at, end_))) {
        make_request(waiting->slot, waiting->at, batch);
      } else if (starts_at < end_) {
        begin_session(starts_at, batch);
      } else {
        break;
      }
    }
    next_request_ += batch.size;
  }

 private:
  struct Session {
    std::uint32_t number;
    std::uint32_t user;
    std::uint32_t requests_made;
    std::uint32_t requests;
  };

  void draw_starts() {
    instants_.next(starts_);
    for (Instant& at : starts_) at = day_.from_even(at);
    users_.pick(next_session_, start_users_);
    next_start_ = 0;
  }

  void begin_session(Instant at, ArrivalBatch& batch) {
    const std::uint32_t user = start_users_[next_start_];
    const std::uint32_t slot =
        sessions_.create(Session{next_session_, user, 0, session_length(next_session_)});
    ++next_start_;
    ++next_session_;
    make_request(slot, at, batch);
  }

  void make_request(std::uint32_t slot, Instant at, ArrivalBatch& batch) {
    Session& session = sessions_.at(slot);
    batch.at[batch.size] = at;
    batch.user[batch.size] = session.user;
    batch.session[batch.size] = session.number;
    ++batch.size;
    if (++session.requests_made == session.requests) {
      sessions_.destroy(slot);
      return;
    }
    const std::uint64_t bits = gaps_.at(session.number, session.requests_made).first;
    waiting_.push(at + std::min(gap_.duration_at(bits), gap_max), slot);
  }

  // Geometric on {1, 2, ...} by inversion: 1 + floor(ln(1 - u) / ln(1 - 1 / mean)).
  std::uint32_t session_length(std::uint32_t number) const {
    if (!length_.geometric) return static_cast<std::uint32_t>(length_.mean);
    if (length_.mean <= 1) return 1;
    const double log_continue = math::log(1 - 1 / length_.mean);
    const double more = math::log(1 - unit(lengths_.at(number).first)) / log_continue;
    return 1 + static_cast<std::uint32_t>(std::min(more, 1e6));
  }

  SessionLength length_;
  const QuantileTable& gap_;
  UserPicker users_;
  PoissonInstants instants_;
  DailyClock day_;
  Instant end_;
  RandomStream lengths_;
  RandomStream gaps_;
  std::array<Instant, ArrivalBatch::capacity> starts_;
  std::array<std::uint32_t, ArrivalBatch::capacity> start_users_;
  std::size_t next_start_ = ArrivalBatch::capacity;
  std::uint32_t next_session_ = 0;
  std::uint64_t next_request_ = 0;
  sim::Slab<Session> sessions_;
  sim::EventQueue waiting_;
};

class TraceArrivals : public Arrivals {
 public:
  TraceArrivals(const Trace& trace, Duration duration)
      : trace_(trace),
        rows_(static_cast<std::size_t>(
            std::lower_bound(trace.at.begin(), trace.at.end(), Instant{duration}) -
            trace.at.begin())) {}

  void next(ArrivalBatch& batch) override {
    batch.first_request = done_;
    batch.size = std::min(ArrivalBatch::capacity, rows_ - done_);
    std::copy_n(trace_.at.begin() + static_cast<std::ptrdiff_t>(done_), batch.size,
                batch.at.begin());
    std::copy_n(trace_.user.begin() + static_cast<std::ptrdiff_t>(done_), batch.size,
                batch.user.begin());
    std::copy_n(batch.user.begin(), batch.size, batch.session.begin());
    done_ += batch.size;
  }

 private:
  const Trace& trace_;
  std::size_t rows_;
  std::size_t done_ = 0;
};

RateSpread spread_of(const TrafficPattern& pattern) {
  if (const auto* poisson = std::get_if<PoissonTraffic>(&pattern)) return poisson->spread;
  if (const auto* sessions = std::get_if<SessionTraffic>(&pattern)) return sessions->spread;
  return EqualRates{};
}

}  // namespace

Traffic::Traffic(const TrafficSpec& spec, const Trace* trace, Duration duration)
    : spec_(spec), trace_(trace), duration_(duration), rates_(spread_of(spec.pattern)) {
  if (const auto* sessions = std::get_if<SessionTraffic>(&spec.pattern))
    gap_.emplace(sessions->gap);
}

std::unique_ptr<Arrivals> Traffic::replicate(std::uint64_t seed, std::uint32_t replication) const {
  if (const auto* poisson = std::get_if<PoissonTraffic>(&spec_.pattern)) {
    return std::make_unique<PoissonArrivals>(*poisson, rates_, spec_, duration_, seed, replication);
  }
  if (const auto* sessions = std::get_if<SessionTraffic>(&spec_.pattern)) {
    return std::make_unique<SessionArrivals>(*sessions, *gap_, rates_, spec_, duration_, seed,
                                             replication);
  }
  if (const auto* fixed = std::get_if<FixedTraffic>(&spec_.pattern)) {
    return fixed_arrivals(*fixed, duration_, seed, replication);
  }
  if (const auto* total = std::get_if<TotalTraffic>(&spec_.pattern)) {
    return total_arrivals(*total, spec_.users, duration_, seed, replication);
  }
  return std::make_unique<TraceArrivals>(*trace_, duration_);
}

}  // namespace coalmine::models
