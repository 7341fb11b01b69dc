// A statistical test of canary against stable.
#include <fmt/format.h>

#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::evidence::Measure;
using routing::evidence::Method;
using routing::evidence::Spec;

constexpr std::uint64_t count_max = 1'000'000'000'000;
constexpr Duration time_min = std::chrono::seconds{1};
constexpr Duration default_interval = std::chrono::minutes{1};
constexpr double default_mixture_share = 0.05;
constexpr double default_mixture_s = 0.050;

struct WrittenMeasure {
  Measure measure = Measure::error_rate;
  Duration limit{};
  double quantile = 0;
};

struct WrittenEvidence {
  Spec spec;
  WrittenMeasure measure;
  Method method = Method::msprt;
  double level = 0;
  std::optional<Duration> every;
  std::optional<Duration> at;
  std::optional<Duration> until;
  Duration delay{};
  bool clustered = false;
  std::uint64_t min_requests = 0;
  std::optional<std::uint64_t> min_users;
  std::optional<std::string> margin;
  std::optional<std::string> mixture;
  std::optional<std::uint64_t> planned;
};

// "latency.p99.9" gives the quantile 0.999.
Value<WrittenMeasure> measure_from(const std::string& written) {
  if (written == "error_rate") return WrittenMeasure{Measure::error_rate};
  if (written == "latency") return WrittenMeasure{Measure::latency};
  constexpr std::string_view prefix = "latency.p";
  if (written.starts_with(prefix)) {
    const auto percentile = percentage_from(written.substr(prefix.size()) + "%");
    if (percentile && *percentile > 0 && *percentile < 1) {
      return WrittenMeasure{Measure::quantile, {}, *percentile};
    }
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" has no percentile between 0 and 100", written),
                "for example latency.p99 or latency.p99.9"});
  }
  return tl::unexpected(Refusal{
      fmt::format("unknown measure \"{}\"", written),
      suggest(written, {"error_rate", "latency", "latency.p95", "{ slower_than: 400ms }"})});
}

Type<WrittenMeasure> measure() {
  const auto schema = any_of({{"enum", {"error_rate", "latency", "latency.p95"}}},
                             {{"type", "string"}, {"pattern", "^latency\\.p[0-9.]+$"}});
  const auto slower =
      Object<WrittenMeasure>("share_slower", "The share of invocations slower than a limit.")
          .required({"slower_than", "the limit", "400ms"}, &WrittenMeasure::limit,
                    positive_duration())
          .check([](WrittenMeasure& written, const Node&, Problems&) {
            written.measure = Measure::slower_than;
          })
          .type();
  return either(scalar<WrittenMeasure>("measure", schema, measure_from), slower);
}

Type<Method> method() {
  return choice<Method>("test", {{"msprt", Method::msprt},
                                 {"growthbook", Method::growthbook},
                                 {"two_proportion", Method::two_proportion},
                                 {"mann_whitney", Method::mann_whitney}});
}

// As text: the measure says whether it is a share or a latency.
Type<std::string> difference() {
  auto type = text();
  type.shape.label = "share or duration";
  type.shape.schema = {{"type", {"string", "number"}}};
  return type;
}

// A share, or seconds.
Value<double> difference_from(Measure measure, const std::string& written) {
  if (routing::evidence::is_share(measure)) return share_from(written);
  return duration_from(written).map(in_seconds);
}

void read_difference(const std::optional<std::string>& written, const char* key,
                     WrittenEvidence& evidence, double Spec::*member, const Node& node,
                     Problems& problems) {
  if (!written) return;
  const auto value = difference_from(evidence.measure.measure, *written);
  if (value) evidence.spec.*member = *value;
  if (!value) refuse(*node.find(key), value.error(), problems);
}

// When it looks. A test for one look has to be told to look more often: that is a decision.
void read_looks(WrittenEvidence& written, const Node& node, Problems& problems) {
  const bool for_one_look =
      written.method == Method::two_proportion || written.method == Method::mann_whitney;
  if (written.at && written.every) {
    problems.add(node.find("every")->key_place, "\"at\" and \"every\" exclude one another",
                 "it looks once, or again and again");
  }
  if (written.at && written.until) {
    problems.add(node.find("until")->key_place, "\"until\" goes with \"every\"");
  }
  if (for_one_look && !written.at && !written.every) {
    problems.add(node.place, "a test for one look needs \"at\"",
                 "for example at: 30m, or every: 1m to see what peeking does");
  }
  Spec& spec = written.spec;
  spec.every = written.at ? Duration{0} : written.every.value_or(default_interval);
  spec.until = written.at ? written.at : written.until;
}

void keys_of_others(const WrittenEvidence& written, const Node& node, Problems& problems) {
  const auto belongs_to = [&](bool it_does, const char* key, const char* what) {
    const Node* found = node.find(key);
    if (found == nullptr || it_does) return;
    problems.add(found->key_place, fmt::format("\"{}\" goes with {}", key, what));
  };
  belongs_to(written.method == Method::msprt, "mixture", "test: msprt");
  belongs_to(written.method == Method::growthbook, "planned", "test: growthbook");
  belongs_to(written.clustered, "min_users", "clustered: true");
}

// Messages of the engine begin with the key that is wrong.
void check_spec(const Spec& spec, const Node& node, Problems& problems) {
  const auto checked = routing::evidence::check(spec);
  if (checked) return;
  const std::string& message = checked.error().message;
  const Node* wrong = node.find(message.substr(0, message.find(':')));
  problems.add(wrong != nullptr ? wrong->place : node.place, message);
}

void assemble(WrittenEvidence& written, const Node& node, Problems& problems) {
  const std::size_t problems_before = problems.count();
  Spec& spec = written.spec;
  spec.measure = written.measure.measure;
  spec.limit = written.measure.limit;
  spec.quantile = written.measure.quantile;
  spec.method = written.method;
  spec.level = written.level;
  spec.delay = written.delay;
  spec.clustered = written.clustered;
  spec.min_requests = written.min_requests;
  spec.min_users = written.min_users.value_or(spec.min_users);
  spec.planned = written.planned ? static_cast<double>(*written.planned) : spec.planned;
  spec.mixture = is_share(spec.measure) ? default_mixture_share : default_mixture_s;
  read_difference(written.margin, "margin", written, &Spec::margin, node, problems);
  read_difference(written.mixture, "mixture", written, &Spec::mixture, node, problems);
  read_looks(written, node, problems);
  keys_of_others(written, node, problems);
  if (problems.count() == problems_before) check_spec(spec, node, problems);
}

void add_looks(Object<WrittenEvidence>& evidence) {
  evidence
      .optional({"every", "it looks so often", "1m"}, &WrittenEvidence::every,
                duration_between(time_min, delay_max), "1m, for tests that may look often")
      .optional({"at", "it looks once, so long after the rollout began", "30m"},
                &WrittenEvidence::at, duration_between(time_min, delay_max),
                "it looks again and again")
      .optional({"until", "it looks no more so long after the rollout began", "30m"},
                &WrittenEvidence::until, duration_between(time_min, delay_max),
                "as long as the rollout")
      .with_default({"delay", "what it sees is so old", "60s"}, &WrittenEvidence::delay,
                    duration_between(Duration{0}, delay_max), "0s");
}

void add_sizes(Object<WrittenEvidence>& evidence) {
  evidence
      .with_default({"min_requests", "of each version, before it says anything", "500"},
                    &WrittenEvidence::min_requests, whole(1, count_max), "100")
      .optional({"min_users", "of each version, before it says anything", "100"},
                &WrittenEvidence::min_users, whole(2, count_max), "40, where clustered")
      .optional({"margin", "a canary worse by so much is not worse", "0.5%"},
                &WrittenEvidence::margin, difference(), "0")
      .optional({"mixture", "of `msprt`: the size of difference that it is tuned to", "2%"},
                &WrittenEvidence::mixture, difference(), "5% of a share, 50ms of a latency")
      .optional({"planned", "of `growthbook`: requests, or users, at which it is sharpest", "2000"},
                &WrittenEvidence::planned, whole(1, count_max), "5000");
}

}  // namespace

Type<Spec> evidence_type() {
  auto evidence =
      Object<WrittenEvidence>("evidence", "A statistical test of canary against stable.");
  evidence
      .with_default({"measure",
                     "`error_rate`, the share that is slower than a limit, a percentile such as "
                     "`latency.p95`, or `latency` as a whole",
                     "{ slower_than: 400ms }"},
                    &WrittenEvidence::measure, measure(), "error_rate")
      .with_default({"test",
                     "`msprt` and `growthbook` may look as often as they like; `two_proportion` "
                     "(of shares) and `mann_whitney` (of `latency`) are for one look",
                     "two_proportion"},
                    &WrittenEvidence::method, method(), "msprt")
      .with_default({"level", "how often a healthy canary may be called worse", "1%"},
                    &WrittenEvidence::level, share(), "5%");
  add_looks(evidence);
  evidence.with_default({"clustered", "users are the evidence, not their requests", "true"},
                        &WrittenEvidence::clustered, boolean(), "false");
  add_sizes(evidence);
  return convert<Spec>(evidence.check(assemble).type(),
                       [](WrittenEvidence written) { return std::move(written.spec); });
}

}  // namespace coalmine::spec
