#include "harness/hosts.hpp"

#include <algorithm>

namespace coalmine::harness {
namespace {

std::optional<models::LambdaAccount> account_of(const models::System& system) {
  std::uint32_t reserved = 0;
  bool any = false;
  for (const models::Function& function : system.functions) {
    const auto* lambda = std::get_if<models::LambdaHost>(&function.host);
    if (lambda == nullptr) continue;
    any = true;
    reserved += lambda->reserved.value_or(0);
  }
  if (!any) return std::nullopt;
  return std::optional<models::LambdaAccount>(std::in_place, system.account, reserved);
}

}  // namespace

Hosts::Hosts(const Setup& setup)
    : setup_(setup),
      environments_(setup.scenario.seed, 0, Purpose::environment),
      account_(account_of(setup.scenario.system)) {
  const models::System& system = setup.scenario.system;
  for (const models::Function& function : system.functions) {
    Pool& pool = pools_.emplace_back();
    if (const auto* lambda = std::get_if<models::LambdaHost>(&function.host)) {
      pool.lambda.emplace(*lambda, system.account, *account_);
    } else if (const auto* servers = std::get_if<models::ServerHost>(&function.host)) {
      pool.servers = servers;
      for (std::size_t version = 0; version < 2; ++version) {
        Workers& workers = pool.workers.emplace_back(Workers{models::Permits(0, servers->queue)});
        if (servers->autoscaling)
          workers.scaler.emplace(*servers->autoscaling, servers->replicas[version]);
      }
    }
    for (const models::Call& call : function.calls) {
      for (std::size_t version = 0; version < 2; ++version) {
        auto& connections = pool.connections.emplace_back();
        if (call.connections) connections.emplace(call.connections->count, std::nullopt);
      }
    }
  }
}

void Hosts::begin(std::uint32_t replication) {
  environments_ = RandomStream(setup_.scenario.seed, replication, Purpose::environment);
  if (account_) account_->clear();
  lambda_counts_ = {};
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    Pool& pool = pools_[i];
    pool.counts = {};
    pool.counted_at = Instant{};
    if (pool.lambda) pool.lambda->clear();
    for (std::size_t version = 0; version < pool.workers.size(); ++version) {
      Workers& workers = pool.workers[version];
      const std::uint32_t replicas = pool.servers->replicas[version];
      workers.permits.clear(replicas * pool.servers->workers);
      if (workers.scaler) workers.scaler->clear(replicas);
      workers.busy_ns = 0;
      workers.since = Instant{};
    }
    const auto& calls = setup_.scenario.system.functions[i].calls;
    for (std::size_t j = 0; j < pool.connections.size(); ++j) {
      if (pool.connections[j]) pool.connections[j]->clear(calls[j / 2].connections->count);
    }
  }
}

void Hosts::publish(const routing::Router& router, Instant now) {
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    if (!pools_[i].lambda) continue;
    const double weight = router.weight_of(static_cast<routing::FunctionId>(i)).share();
    pools_[i].lambda->set_alias(weight > 0 && weight < 1, weight == 1 ? 1 : 0, now);
  }
}

Hosts::Admission Hosts::admit(models::FunctionIndex function, routing::Version version,
                              std::uint32_t item, Draws draws, Instant now, bool counted) {
  using Kind = Admission::Kind;
  Pool& pool = pools_[function];
  const auto v = static_cast<std::size_t>(version);
  if (pool.lambda) {
    const Draw bits = environments_.at(draws.number, draws.place);
    const auto admission = pool.lambda->admit(v, now, bits.first, bits.second);
    LambdaCounts& counts = lambda_counts_[v];
    counts.cold += counted && admission.start == models::LambdaPool::Start::cold;
    counts.warm += counted && admission.start == models::LambdaPool::Start::warm;
    counts.throttled += counted && admission.start == models::LambdaPool::Start::refused;
    if (admission.start == models::LambdaPool::Start::refused) return {Kind::refused};
    return {Kind::begins, {admission.environment}, admission.init};
  }
  Workers& workers = pool.workers[v];
  workers.note_busy(now);
  switch (workers.permits.admit(item)) {
    case models::Permits::Admission::granted:
      pool.counts.admitted += counted;
      return {Kind::begins};
    case models::Permits::Admission::waiting:
      return {Kind::waits};
    case models::Permits::Admission::refused:
      break;
  }
  pool.counts.turned_away += counted;
  return {Kind::refused};
}

void Hosts::note_wait(models::FunctionIndex function, Duration wait, bool counted) {
  if (!counted) return;
  ServerCounts& counts = pools_[function].counts;
  const auto& long_wait = setup_.scenario.long_wait;
  ++counts.admitted;
  ++counts.waited;
  counts.waited_long += long_wait && wait > *long_wait;
  counts.wait += wait;
}

bool Hosts::withdraw(models::FunctionIndex function, routing::Version version, std::uint32_t item,
                     bool counted) {
  Pool& pool = pools_[function];
  if (!pool.workers[static_cast<std::size_t>(version)].permits.withdraw(item)) return false;
  pool.counts.turned_away += counted;
  return true;
}

std::optional<std::uint32_t> Hosts::vacate(models::FunctionIndex function, routing::Version version,
                                           Seat seat, bool lost, Instant now) {
  Pool& pool = pools_[function];
  if (pool.lambda) {
    pool.lambda->release(seat.environment, now, lost);
    return std::nullopt;
  }
  Workers& workers = pool.workers[static_cast<std::size_t>(version)];
  workers.note_busy(now);
  return workers.permits.release();
}

std::optional<Instant> Hosts::next_scaling(models::FunctionIndex function) const {
  std::optional<Instant> next;
  for (const Workers& workers : pools_[function].workers) {
    if (workers.scaler) next = std::min(next.value_or(never), workers.scaler->next());
  }
  return next;
}

void Hosts::scale(models::FunctionIndex function, Instant now, std::vector<std::uint32_t>& begin) {
  Pool& pool = pools_[function];
  for (Workers& workers : pool.workers) {
    workers.note_busy(now);
    const double all_ns = static_cast<double>(workers.permits.count()) *
                          static_cast<double>((now - pool.counted_at).count());
    workers.scaler->evaluate(now, all_ns > 0 ? workers.busy_ns / all_ns : 0);
    workers.permits.resize(workers.scaler->serving(now) * pool.servers->workers, begin);
    workers.busy_ns = 0;
  }
  pool.counted_at = now;
}

}  // namespace coalmine::harness
