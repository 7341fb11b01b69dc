#include "harness/judges/comparison.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "harness/judges/engines.hpp"
#include "harness/judges/healthy.hpp"
#include "harness/judges/hearing.hpp"
#include "harness/judges/scaled.hpp"
#include "harness/judges/selection.hpp"
#include "harness/judges/stage.hpp"

namespace coalmine::harness {
namespace {

// Of one replication.
struct Heads {
  std::vector<HeardPolicy> faulty;
  std::vector<HeardPolicy> healthy;  // the same as faulty where there is no bug
};

// The scenario with its bug and without it, on two stages that differ in nothing else.
class Trial {
 public:
  Trial(const spec::Scenario& scenario, const std::vector<std::size_t>& judges)
      : scenario_(scenario),
        stage_(scenario, judges),
        setup_(stage_.scenario()),
        healthy_stage_(healthy(scenario), judges),
        healthy_setup_(healthy_stage_.scenario(), &setup_) {}

  bool is_faulty() const { return setup_.faulty; }
  const Setup& setup() const { return setup_; }

  // By replication.
  std::vector<Heads> hear(const RunOptions& options) const {
    std::vector<Heads> heard(scenario_.replications);
    in_parallel(scenario_.replications, options, [&] {
      auto faulty =
          std::make_shared<Hearing>(setup_, stage_, scenario_.policies, Hears::everything);
      auto sound = std::make_shared<Hearing>(healthy_setup_, healthy_stage_, scenario_.policies,
                                             Hears::opinions);
      return [&, faulty, sound](std::uint32_t replication) {
        Heads& of_this = heard[replication];
        of_this.faulty = faulty->hear(replication);
        of_this.healthy = is_faulty() ? sound->hear(replication) : of_this.faulty;
      };
    });
    return heard;
  }

  std::vector<PolicyRecord> records(const std::vector<Heads>& heard) const {
    std::vector<PolicyRecord> records;
    for (std::size_t i = 0; i < scenario_.policies.size(); ++i) {
      PolicyRecord& record = records.emplace_back();
      record.policy = scenario_.policies[i].name;
      record.harmed_users = mean_of(heard, [&](const Heads& heads) {
        return static_cast<double>(heads.faulty[i].harmed_users);
      });
      for (std::size_t judge = 0; judge < stage_.judges().size(); ++judge) {
        record.judges.push_back(record_of(heard, i, judge));
      }
      add_masking(heard, i, record);
    }
    return records;
  }

 private:
  using Values = std::vector<std::optional<double>>;

  template <class ValueOf>
  static Summary mean_of(const std::vector<Heads>& heard, ValueOf value_of) {
    Values values;
    for (const Heads& heads : heard) values.push_back(value_of(heads));
    return summarise(values);
  }

  template <class Is>
  static Summary share(const std::vector<Heads>& heard, Is is) {
    const auto part = std::count_if(heard.begin(), heard.end(), is);
    return share_of(static_cast<std::uint32_t>(part), static_cast<std::uint32_t>(heard.size()));
  }

  JudgeRecord record_of(const std::vector<Heads>& heard, std::size_t policy,
                        std::size_t place) const {
    const spec::Judge& judge = scenario_.judges[stage_.judges()[place]];
    const auto faulty = [&](const Heads& heads) -> const Heard& {
      return heads.faulty[policy].judges[place];
    };
    const auto sound = [&](const Heads& heads) -> const Heard& {
      return heads.healthy[policy].judges[place];
    };
    JudgeRecord record{.judge = judge.name, .engine = std::string(engine_name(judge.engine))};
    if (is_faulty()) {
      record.detected =
          share(heard, [&](const Heads& h) { return faulty(h).stops_at.has_value(); });
      record.held = share(heard, [&](const Heads& h) { return faulty(h).holds; });
      record.missed =
          share(heard, [&](const Heads& h) { return !faulty(h).stops_at && !faulty(h).holds; });
      record.time_to_detect = mean_of(heard, [&](const Heads& h) -> std::optional<double> {
        if (!faulty(h).stops_at) return std::nullopt;
        return in_seconds(faulty(h).since_first_shift);
      });
    }
    record.false_rollback =
        share(heard, [&](const Heads& h) { return sound(h).stops_at.has_value(); });
    record.false_hold = share(heard, [&](const Heads& h) { return sound(h).holds; });
    record.harmed_users =
        mean_of(heard, [&](const Heads& h) { return static_cast<double>(faulty(h).harmed_users); });
    return record;
  }

  void add_masking(const std::vector<Heads>& heard, std::size_t policy,
                   PolicyRecord& record) const {
    const std::vector<Value>& figures = heard.front().faulty[policy].masking;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      record.masking.push_back(
          {figures[i].name, figures[i].unit,
           mean_of(heard, [&](const Heads& h) { return h.faulty[policy].masking[i].value; })});
    }
  }

  const spec::Scenario& scenario_;
  Stage stage_;
  Setup setup_;
  Stage healthy_stage_;
  Setup healthy_setup_;
};

// Progress of one factor as part of that of all.
RunOptions part_of(const RunOptions& all, std::uint32_t part, std::uint32_t parts) {
  RunOptions options{.threads = all.threads, .progress = {}};
  if (all.progress) {
    options.progress = [&all, part, parts](std::uint32_t done, std::uint32_t of) {
      all.progress(part * of + done, parts * of);
    };
  }
  return options;
}

}  // namespace

Checked<JudgeComparison> compare_judges(const spec::Scenario& scenario,
                                        const ComparisonOptions& options) {
  spec::Scenario watched = scenario;
  if (const auto done = watch_only(options.functions, watched); !done) {
    return tl::unexpected(done.error());
  }
  const auto judges = judges_of(options.judges, watched);
  if (!judges) return tl::unexpected(judges.error());

  // Everything that is wrong before anything runs.
  std::vector<spec::Scenario> by_factor;
  for (const double factor : options.traffic) {
    auto of_factor = scaled(watched, factor);
    if (!of_factor) return tl::unexpected(of_factor.error());
    by_factor.push_back(std::move(*of_factor));
  }

  JudgeComparison comparison{.scenario = scenario.name,
                             .digest = scenario.digest,
                             .seed = scenario.seed,
                             .replications = scenario.replications};
  const auto factors = static_cast<std::uint32_t>(by_factor.size());
  for (std::uint32_t i = 0; i < factors; ++i) {
    const Trial trial(by_factor[i], *judges);
    comparison.watched = scenario.system.functions[trial.setup().watched()].name;
    comparison.faulty = trial.is_faulty();
    const std::vector<Heads> heard = trial.hear(part_of(options.run, i, factors));
    comparison.traffic.push_back({.factor = options.traffic[i],
                                  .users = by_factor[i].traffic.users,
                                  .policies = trial.records(heard)});
  }
  return comparison;
}

}  // namespace coalmine::harness
