// How the records of a stream reach their readers: Kinesis, SQS, asynchronous invocation.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using models::AsyncDelivery;
using models::Backoff;
using models::KinesisDelivery;
using models::RecordKey;
using models::SqsDelivery;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint32_t shards_max = 10'000;
constexpr std::uint32_t batch_max = 10'000;         // E2, E12
constexpr std::uint32_t fifo_batch_max = 10;        // E12
constexpr std::uint32_t windowless_batch_max = 10;  // of SQS: more need a window (E12)
constexpr Duration window_max = seconds{300};       // E2, E12
constexpr std::uint32_t retries_max = 10'000;       // E2
constexpr Duration retention_max = hours{24 * 365};
constexpr std::uint32_t pollers_max = 1250;  // E15
constexpr double factor_max = 1'000;
constexpr Duration wait_max = hours{24 * 7};
constexpr Duration work_max = hours{1};

Type<RecordKey> record_key() {
  return choice<RecordKey>(
      "key",
      {{"user", RecordKey::user}, {"tenant", RecordKey::tenant}, {"request", RecordKey::request}});
}

// What the key `name` says means nothing without something else.
void check_goes_with(const Node& node, const char* name, bool holds, const char* needed,
                     Problems& problems) {
  const Node* key = node.find(name);
  if (key == nullptr || holds) return;
  problems.add(key->key_place, fmt::format("\"{}\" goes with {}", name, needed));
}

struct WrittenPollers {
  std::uint32_t first = 5;
  double per_minute = 300;
  std::uint32_t max = pollers_max;
};

// AWS takes 2 as the least maximum (E15); 1 is for queues of others.
Type<WrittenPollers> pollers() {
  return Object<WrittenPollers>("pollers", "Batches of a queue that are in work at once.")
      .with_default({"first", "at the beginning of a backlog", "2"}, &WrittenPollers::first,
                    count(1, pollers_max), "5")
      .with_default({"per_minute", "added while there is a backlog", "60"},
                    &WrittenPollers::per_minute, number(0, 1'000'000), "300")
      .with_default({"max", "at most (MaximumConcurrency)", "10"}, &WrittenPollers::max,
                    count(1, pollers_max), "1250")
      .check([](WrittenPollers& written, const Node& node, Problems& problems) {
        if (written.first <= written.max) return;
        const Node* first = node.find("first");
        // Who lowers the maximum alone has not asked for a first that is above it.
        if (first == nullptr) {
          written.first = written.max;
        } else {
          refuse(*first, {fmt::format("is above the maximum of {}", written.max), ""}, problems);
        }
      })
      .type();
}

struct WrittenSqs {
  bool fifo = false;
  RecordKey key = RecordKey::user;
  std::uint32_t batch = 10;
  Duration window{};
  Duration visibility{};
  std::optional<std::uint32_t> max_receives;
  Duration retention{};
  bool partial = false;
  WrittenPollers pollers;
  Duration per_record{};
};

void check_sqs(WrittenSqs& written, const Node& node, Problems& problems) {
  check_goes_with(node, "key", written.fifo, "fifo: true", problems);
  const Node* batch = node.find("batch");
  if (batch == nullptr) return;
  if (written.fifo && written.batch > fifo_batch_max) {
    refuse(*batch,
           {fmt::format("{} is too many for fifo", written.batch),
            fmt::format("at most {}", fifo_batch_max)},
           problems);
  } else if (written.batch > windowless_batch_max && written.window < seconds{1}) {
    refuse(*batch,
           {fmt::format("above {} it needs a window", windowless_batch_max), "add window: 1s"},
           problems);
  }
}

SqsDelivery sqs_of(const WrittenSqs& written) {
  return {.fifo = written.fifo,
          .key = written.key,
          .batch = written.batch,
          .window = written.window,
          .visibility = written.visibility,
          .max_receives = written.max_receives,
          .retention = written.retention,
          .partial = written.partial,
          .pollers_first = written.pollers.first,
          .pollers_per_minute = written.pollers.per_minute,
          .pollers_max = written.pollers.max,
          .per_record = written.per_record};
}

}  // namespace

Type<Backoff> backoff_type() {
  const auto wait = duration_between(Duration{0}, wait_max);
  const auto constant = convert<Backoff>(wait, [](Duration each) {
    return Backoff{each, 1, each};
  });
  const auto growing =
      Object<Backoff>("backoff",
                      "Waits that grow from one to the next. A plain duration stands for waits "
                      "that do not.")
          .required({"first", "the first wait", "1s"}, &Backoff::first, wait)
          .with_default({"factor", "each is so many times the one before", "1.5"}, &Backoff::factor,
                        number(1, factor_max), "2")
          .required({"longest", "no wait is longer", "60s"}, &Backoff::longest, wait)
          .check([](Backoff& written, const Node& node, Problems& problems) {
            const Node* longest = node.find("longest");
            if (longest == nullptr || written.longest >= written.first) return;
            refuse(*longest,
                   {fmt::format("is below the first wait of {}", to_text(written.first)), ""},
                   problems);
          })
          .type();
  return either(constant, growing);
}

Type<KinesisDelivery> kinesis_type() {
  return Object<KinesisDelivery>("kinesis",
                                 "A Kinesis or DynamoDB stream: its readers are mappings that take "
                                 "each shard batch by batch, and try a batch again until it "
                                 "succeeds or is given up.")
      .with_default({"shards", "records with one key are in one of so many shards", "4"},
                    &KinesisDelivery::shards, count(1, shards_max), "1")
      .with_default({"key", "what spreads records over shards, and keeps its order", "tenant"},
                    &KinesisDelivery::key, record_key(), "user")
      .with_default({"batch", "records in one invocation at most", "10"}, &KinesisDelivery::batch,
                    count(1, batch_max), "100")
      .with_default({"window", "how long to wait for a full batch, from its first record", "5s"},
                    &KinesisDelivery::window, duration_between(Duration{0}, window_max), "0s")
      .with_default(
          {"parallelization", "batches of a shard at once; order is kept for each key", "10"},
          &KinesisDelivery::parallelization, count(1, 10), "1")
      .optional({"retries", "of a failed batch, throttles not counted", "3"},
                &KinesisDelivery::retries, count(0, retries_max), "until it succeeds or is too old")
      .optional({"max_age", "a record that is older is given up", "1h"}, &KinesisDelivery::max_age,
                duration_between(seconds{60}, hours{24 * 7}), "none; `retention` ends it")
      .with_default({"retention", "how long the stream keeps a record", "7d"},
                    &KinesisDelivery::retention, duration_between(seconds{1}, retention_max), "24h")
      .with_default({"bisect", "whether a failed batch is retried in halves", "true"},
                    &KinesisDelivery::bisect, boolean(), "false")
      .with_default({"partial_response",
                     "whether the reader reports the first record that failed: those before it are "
                     "done (ReportBatchItemFailures)",
                     "true"},
                    &KinesisDelivery::partial, boolean(), "false")
      .with_default({"on_failure", "whether what is given up goes to a destination", "true"},
                    &KinesisDelivery::on_failure, boolean(), "false")
      .with_default(
          {"poll", "how often an idle shard is looked at; 0s: records are read at once", "0s"},
          &KinesisDelivery::poll, duration_between(Duration{0}, minutes{5}), "1s")
      .with_default({"retry_wait", "before a failed or throttled batch is tried again", "0s"},
                    &KinesisDelivery::retry_wait, backoff_type(),
                    "{ first: 1s, factor: 2, longest: 60s }")
      .with_default(
          {"router_hop", "time of a router function, for policies with `batches: router`", "20ms"},
          &KinesisDelivery::router_hop, duration_between(Duration{0}, work_max), "0s")
      .with_default({"per_record", "the reader's work for each further record of a batch", "5ms"},
                    &KinesisDelivery::per_record, duration_between(Duration{0}, work_max), "0s")
      .type();
}

Type<SqsDelivery> sqs_type() {
  const auto written =
      Object<WrittenSqs>("sqs",
                         "A queue for each reader: what fails is seen again when its visibility "
                         "time-out is over.")
          .with_default({"fifo", "whether messages of one group are read in order", "true"},
                        &WrittenSqs::fifo, boolean(), "false")
          .with_default({"key", "with `fifo: true`: the message group", "tenant"}, &WrittenSqs::key,
                        record_key(), "user")
          .with_default({"batch", "messages in one invocation at most", "1"}, &WrittenSqs::batch,
                        count(1, batch_max), "10")
          .with_default(
              {"window", "how long to wait for a full batch, from its first message", "5s"},
              &WrittenSqs::window, duration_between(Duration{0}, window_max), "0s")
          .with_default({"visibility",
                         "from the receipt of a message until it is seen again, unless it is done "
                         "with; not below the reader's timeout",
                         "3m"},
                        &WrittenSqs::visibility, duration_between(seconds{1}, hours{12}), "30s")
          .optional({"max_receives", "received so often, it goes to the dead-letter queue", "5"},
                    &WrittenSqs::max_receives, count(1, 1'000), "it stays until it expires")
          .with_default({"retention", "how long the queue keeps a message", "14d"},
                        &WrittenSqs::retention, duration_between(seconds{60}, hours{24 * 14}), "4d")
          .with_default({"partial_response",
                         "whether the reader reports which messages failed: only those come back "
                         "(ReportBatchItemFailures)",
                         "true"},
                        &WrittenSqs::partial, boolean(), "false")
          .with_default({"pollers", "how many batches are in work at once", "{ max: 10 }"},
                        &WrittenSqs::pollers, pollers(), "{}")
          .with_default(
              {"per_record", "the reader's work for each further message of a batch", "5ms"},
              &WrittenSqs::per_record, duration_between(Duration{0}, work_max), "0s")
          .check(check_sqs)
          .type();
  return convert<SqsDelivery>(written, sqs_of);
}

Type<AsyncDelivery> async_type() {
  return Object<AsyncDelivery>("async",
                               "Asynchronous invocations, as SNS, EventBridge and S3 make them: "
                               "each event on its own, from a queue of Lambda's.")
      .with_default({"retries", "after errors of the function", "0"}, &AsyncDelivery::retries,
                    count(0, 2), "2")
      .with_default({"max_age", "an event that is older is given up", "1h"},
                    &AsyncDelivery::max_age, duration_between(seconds{60}, hours{6}), "6h")
      .with_default({"on_failure", "whether what is given up goes to a destination", "true"},
                    &AsyncDelivery::on_failure, boolean(), "false")
      .with_default({"redraw", "whether each attempt decides again which version it gets", "false"},
                    &AsyncDelivery::redraw, boolean(), "true")
      .with_default({"retry_wait", "before an event is tried again that failed", "10s"},
                    &AsyncDelivery::retry_wait, backoff_type(),
                    "{ first: 1m, factor: 2, longest: 2m }")
      .with_default({"throttle_wait", "before an event is tried again that was throttled",
                     "{ first: 1s, factor: 2, longest: 1m }"},
                    &AsyncDelivery::throttle_wait, backoff_type(),
                    "{ first: 1s, factor: 2, longest: 5m }")
      .check([](AsyncDelivery& written, const Node& node, Problems& problems) {
        // Throttles use up no retry (E16): without a wait they would never let time go on.
        const Node* wait = node.find("throttle_wait");
        if (wait == nullptr || written.throttle_wait.first > Duration{0}) return;
        refuse(*wait, {"must be longer than 0", ""}, problems);
      })
      .type();
}

}  // namespace coalmine::spec
