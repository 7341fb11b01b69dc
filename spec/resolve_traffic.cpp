// Who sends requests: rates in total, counts for each user, or the rows of a log.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "models/trace.hpp"
#include "spec/limits.hpp"
#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

class TrafficResolver {
 public:
  TrafficResolver(const WrittenScenario& written, const std::string& directory, Scenario& scenario,
                  Problems& problems)
      : written_(written),
        traffic_(written.traffic.value),
        directory_(directory),
        scenario_(scenario),
        problems_(problems) {}

  void resolve() {
    if (written_.duration) scenario_.duration = written_.duration->value;
    if (traffic_.users) scenario_.traffic.users = traffic_.users->value;
    if (traffic_.daily) scenario_.traffic.daily = traffic_.daily->value;
    if (traffic_.trace) {
      resolve_trace(traffic_.trace->value);
    } else if (traffic_.requests) {
      std::visit([this](const auto& requests) { resolve_requests(requests); },
                 traffic_.requests->value);
    }
    resolve_tenants();
    resolve_users();
  }

 private:
  void resolve_requests(const WrittenPoisson& written) {
    const double rate_hz = total_hz(written.per_user, written.total);
    scenario_.traffic.pattern = models::PoissonTraffic{rate_hz, written.rates};
    check_expected(rate_hz);
  }

  void resolve_requests(const WrittenSessions& written) {
    const double sessions_hz = total_hz(written.per_user, written.total);
    scenario_.traffic.pattern =
        models::SessionTraffic{sessions_hz, written.rates, written.length, written.gap};
    check_expected(sessions_hz * written.length.mean);
  }

  void resolve_requests(const WrittenFixed& written) {
    const std::uint64_t users = scenario_.traffic.users;
    if (!check_counted(users * written.each)) return;
    scenario_.traffic.pattern =
        models::FixedTraffic{std::vector<std::uint32_t>(users, written.each)};
  }

  void resolve_requests(const models::FixedTraffic& written) {
    std::uint64_t sum = 0;
    for (const std::uint32_t requests : written.counts) sum += requests;
    const std::uint64_t listed = written.counts.size();
    if (traffic_.users && traffic_.users->value != listed) {
      problems_.add(
          traffic_.users->place,
          fmt::format("users: {}, but the list has {} numbers", traffic_.users->value, listed),
          "leave users out");
    }
    if (sum == 0 && listed > 0) problems_.add(traffic_.requests->place, "the list has no requests");
    scenario_.traffic.users = listed;
    if (check_counted(sum)) scenario_.traffic.pattern = written;
  }

  void resolve_requests(const models::TotalTraffic& written) {
    scenario_.traffic.pattern = written;
  }

  double total_hz(std::optional<double> per_user, std::optional<double> total) const {
    return total.value_or(per_user.value_or(0) * static_cast<double>(scenario_.traffic.users));
  }

  void check_expected(double requests_hz) {
    const double requests = requests_hz * in_seconds(scenario_.duration);
    if (requests <= expected_requests_max) return;
    problems_.add(traffic_.requests->place,
                  fmt::format("about {:.3g} requests are too many", requests),
                  fmt::format("at most {:.0e}", expected_requests_max));
  }

  bool check_counted(std::uint64_t requests) {
    if (requests <= counted_requests_max) return true;
    problems_.add(traffic_.requests->place, fmt::format("{} requests are too many", requests),
                  fmt::format("at most {} where they are counted", counted_requests_max));
    return false;
  }

  void resolve_tenants() {
    if (!traffic_.tenants) return;
    scenario_.traffic.tenants = traffic_.tenants->value;
    const std::uint64_t users = scenario_.traffic.users;
    if (users == 0 || traffic_.tenants->value <= users) return;
    problems_.add(traffic_.tenants->place,
                  fmt::format("{} tenants for {} users", traffic_.tenants->value, users),
                  "at most one tenant a user");
  }

  // What is known of users beside their requests.
  void resolve_users() {
    constexpr std::size_t groups_max = 64;
    if (traffic_.addresses) scenario_.traffic.addresses = traffic_.addresses->value;
    scenario_.traffic.ids = traffic_.ids.value;
    // What is wrong with ids that could not be read has been said.
    if (traffic_.ids.known() && traffic_.ids.value.find("{}") == std::string::npos) {
      problems_.add(traffic_.ids.place, "all users would have one id",
                    "write {} where the number goes: user-{}");
    }
    for (const auto& [name, share] : traffic_.groups) {
      scenario_.traffic.groups.push_back({name.value, share});
    }
    if (traffic_.groups.size() > groups_max) {
      problems_.add(traffic_.groups[groups_max].name.place, "too many groups", "at most 64");
    }
    scenario_.traffic.logins = traffic_.logins;
  }

  void resolve_trace(const WrittenTrace& written) {
    const std::optional<Duration> to = written.to ? std::optional(written.to->value) : std::nullopt;
    scenario_.traffic.pattern = models::TraceTraffic{written.file.value, written.from.value, to};
    if (!written.file.known()) return;
    const auto log =
        models::read_trace((std::filesystem::path(directory_) / written.file.value).string());
    if (!log) return adopt(log.error(), written.file);
    if (!written_.duration) {
      scenario_.duration =
          to.value_or(log->at.back().time_since_epoch() + Duration{1}) - written.from.value;
    }
    auto rows =
        rows_between(*log, Instant{written.from.value}, Instant{to.value_or(Duration::max())});
    if (rows->at.empty() && scenario_.duration.count() > 0) {
      problems_.add(traffic_.trace->place, "the log has no requests in this range",
                    fmt::format("its last is at {}", to_text(log->at.back().time_since_epoch())));
    }
    scenario_.traffic.users = rows->users;
    scenario_.trace = std::move(rows);
  }

  // What is wrong inside the log has its own position; a log that is not there has the place where
  // the scenario names it.
  void adopt(const Diagnostics& diagnostics, const Name& file) {
    for (const Diagnostic& each : diagnostics) {
      if (each.at.line > 0) {
        problems_.adopt({each});
      } else {
        problems_.add(file.place, fmt::format("trace \"{}\": {}", file.value, each.message),
                      each.hint.empty() ? "the path is relative to the scenario" : each.hint);
      }
    }
  }

  // The rows with from <= t < to that fall into the observation, counted from `from`.
  std::shared_ptr<models::Trace> rows_between(const models::Trace& log, Instant from,
                                              Instant to) const {
    const auto first = std::lower_bound(log.at.begin(), log.at.end(), from);
    const Instant end = std::min(to, from + scenario_.duration);
    const auto last = std::lower_bound(first, log.at.end(), end);
    auto rows = std::make_shared<models::Trace>();
    rows->users = log.users;
    for (auto at = first; at != last; ++at) rows->at.push_back(*at - from.time_since_epoch());
    rows->user.assign(log.user.begin() + (first - log.at.begin()),
                      log.user.begin() + (last - log.at.begin()));
    return rows;
  }

  const WrittenScenario& written_;
  const WrittenTraffic& traffic_;
  const std::string& directory_;
  Scenario& scenario_;
  Problems& problems_;
};

}  // namespace

void resolve_traffic(const WrittenScenario& written, const std::string& directory,
                     Scenario& scenario, Problems& problems) {
  TrafficResolver(written, directory, scenario, problems).resolve();
}

}  // namespace coalmine::spec
