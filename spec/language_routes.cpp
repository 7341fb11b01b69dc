// Routes: how an invocation gets its version. What is remembered of that: language_memory.cpp.
#include <map>

#include "routing/bucketing/product.hpp"
#include "routing/presets.hpp"
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::StickyKey;

constexpr std::uint32_t deck_max = 1'000'000;
constexpr std::uint32_t buckets_max = 1'000'000;
constexpr std::uint32_t members_max = 1'000'000;
constexpr std::uint32_t partitions_max = 100'000;

Type<StickyKey> sticky_key() {
  return choice<StickyKey>("sticky key", {{"user", StickyKey::user},
                                          {"session", StickyKey::session},
                                          {"tenant", StickyKey::tenant},
                                          {"request", StickyKey::request},
                                          {"device", StickyKey::device},
                                          {"address", StickyKey::address}});
}

Type<routing::WithoutKey> without_key() {
  using routing::WithoutKey;
  return choice<WithoutKey>("treatment of requests without a key",
                            {{"draw", WithoutKey::draw}, {"stable", WithoutKey::stable}});
}

Type<WrittenRoute> weighted() {
  return convert<WrittenRoute>(
      Object<routing::Weighted>("weighted", "Each invocation draws for itself.")
          .with_default({"deck",
                         "draw from shuffled decks of so many cards, so that exactly the weight's "
                         "share of each deck goes to the canary; 0: independent draws",
                         "41"},
                        &routing::Weighted::deck, count(0, deck_max), "0")
          .type(),
      [](routing::Weighted value) { return WrittenRoute{.route = value}; });
}

Type<WrittenRoute> round_robin() {
  return convert<WrittenRoute>(
      Object<routing::RoundRobin>("round-robin",
                                  "In turn, by earliest deadline: a fixed pattern (Traefik).")
          .with_default({"proxies", "instances of the proxy, each with a turn of its own", "3"},
                        &routing::RoundRobin::proxies, count(1, members_max), "1")
          .type(),
      [](routing::RoundRobin value) { return WrittenRoute{.route = value}; });
}

Type<WrittenRoute> replicas() {
  return convert<WrittenRoute>(
      Object<routing::Replicas>(
          "replicas",
          "Each request draws, and the weight is rounded to whole replicas (Argo Rollouts without "
          "a traffic router).")
          .with_default({"count", "replicas of the service", "5"}, &routing::Replicas::count,
                        count(1, members_max), "10")
          .with_default({"surge", "whether one more may run meanwhile", "false"},
                        &routing::Replicas::surge, boolean(), "true")
          .type(),
      [](routing::Replicas value) { return WrittenRoute{.route = value}; });
}

struct WrittenSticky {
  StickyKey key = StickyKey::user;
  std::string salt;
  routing::SaltScope salt_per = routing::SaltScope::release;
  std::uint32_t buckets = 0;
  double missing = 0;
  routing::WithoutKey without_key = routing::WithoutKey::draw;
  bool keeps_first = false;
};

Type<WrittenRoute> sticky() {
  using routing::SaltScope;
  const auto salt_per = choice<SaltScope>("scope of a salt", {{"release", SaltScope::release},
                                                              {"function", SaltScope::function},
                                                              {"step", SaltScope::step}});
  const auto key = convert<WrittenRoute>(sticky_key(), [](StickyKey each) {
    return WrittenRoute{.route = routing::Sticky{.key = each}};
  });
  const auto object = convert<WrittenRoute>(
      Object<WrittenSticky>(
          "sticky",
          "By a hash of a key: the same key, the same version. A plain key stands for `key`.")
          .required(
              {"key",
               "what stays on one version; a `user` is known by the `device` until the login, "
               "an `address` may be shared",
               "tenant"},
              &WrittenSticky::key, sticky_key())
          .with_default(
              {"salt", "mixed into the hash; empty: a new one for each replication", "summer"},
              &WrittenSticky::salt, text(), "\"\"")
          .with_default({"salt_per",
                         "who has a salt of its own: the `release`, each `function`, or each "
                         "`step` (a new cohort at every step)",
                         "step"},
                        &WrittenSticky::salt_per, salt_per, "release")
          .with_default(
              {"buckets", "the hash falls into so many buckets; 0: as fine as it is", "100"},
              &WrittenSticky::buckets, count(0, buckets_max), "0")
          .with_default({"missing", "share of the users whose requests have no key", "5%"},
                        &WrittenSticky::missing, share(), "0%")
          .with_default(
              {"without_key", "what these get: a `draw` each time, or `stable`", "stable"},
              &WrittenSticky::without_key, without_key(), "draw")
          .with_default(
              {"keeps_first",
               "with key `user`: who was bucketed before the login keeps that bucket", "true"},
              &WrittenSticky::keeps_first, boolean(), "false")
          .check([](WrittenSticky& written, const Node& node, Problems& problems) {
            const Node* keeps = node.find("keeps_first");
            if (keeps == nullptr || !written.keeps_first || written.key == StickyKey::user) return;
            refuse(*keeps, {"only a user has a first key", "use key: user"}, problems);
          })
          .type(),
      [](WrittenSticky written) {
        return WrittenRoute{.route = routing::Sticky{written.key, written.salt, written.salt_per,
                                                     written.buckets, written.without_key},
                            .missing = written.missing,
                            .keeps_first_key = written.keeps_first};
      });
  return either(key, object);
}

struct WrittenBucket {
  std::string product;
  std::vector<Named<std::string>> params;
  double missing = 0;
  routing::WithoutKey without_key = routing::WithoutKey::stable;
};

// What a product says of its parameters is checked when the whole route is known.
Type<WrittenRoute> bucketed() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const routing::ProductInfo* product : routing::products()) {
    names.emplace_back(product->name, product->name);
  }
  const auto product = choice<std::string>("product", std::move(names));
  const auto plain = convert<WrittenBucket>(
      product, [](std::string name) { return WrittenBucket{.product = std::move(name)}; });
  const auto object =
      Object<WrittenBucket>("bucket",
                            "By the bucket that a product gives the user's id: the same users that "
                            "it picks. A plain name stands for `product`. See docs/BUCKETING.md.")
          .required({"product", "whose bucketing", "launchdarkly"}, &WrittenBucket::product,
                    product)
          .with_default({"params", "as the product names them", "{ flag: checkout, salt: abc }"},
                        &WrittenBucket::params, named("parameters", text()), "{}")
          .with_default({"missing", "share of the users whose requests have no id", "5%"},
                        &WrittenBucket::missing, share(), "0%")
          .with_default({"without_key", "what these get: a `draw` each time, or `stable`", "draw"},
                        &WrittenBucket::without_key, without_key(), "stable")
          .type();
  const auto either_way = either(plain, object);
  return {either_way.shape,
          [read = either_way.read](const Node& node,
                                   Problems& problems) -> std::optional<WrittenRoute> {
            auto written = read(node, problems);
            if (!written || written->product.empty()) return std::nullopt;
            routing::Parameters parameters;
            for (const auto& [name, value] : written->params) parameters[name.value] = value;
            const auto made = routing::ProductBucketing::make(written->product, parameters);
            if (!made) {
              refuse(node, {made.error().message, ""}, problems);
              return std::nullopt;
            }
            return WrittenRoute{.route = routing::Bucketed{written->product, std::move(parameters),
                                                           written->without_key},
                                .missing = written->missing};
          }};
}

Type<WrittenRoute> partitions() {
  using routing::Partitioned;
  return convert<WrittenRoute>(
      Object<Partitioned>("partitions",
                          "By the partition of the key, and which worker of a consumer group reads "
                          "it: the canary's share is made of whole workers.")
          .with_default({"key", "what decides the partition", "tenant"}, &Partitioned::key,
                        sticky_key(), "user")
          .with_default({"count", "partitions of the topic", "24"}, &Partitioned::partitions,
                        count(1, partitions_max), "12")
          .with_default({"workers", "of the group, stable and canary together", "4"},
                        &Partitioned::workers, count(1, partitions_max), "6")
          .with_default({"moves", "whether each step deals the partitions out anew", "false"},
                        &Partitioned::moves, boolean(), "true")
          .type(),
      [](Partitioned value) { return WrittenRoute{.route = value}; });
}

Type<WrittenRoute> iter8() {
  return convert<WrittenRoute>(
      Object<routing::WrongRendezvous>(
          "iter8",
          "Weighted rendezvous done wrong: the share is not the weight, and each process has a "
          "seed of its own.")
          .with_default({"processes", "which requests go through at random", "3"},
                        &routing::WrongRendezvous::processes, count(1, members_max), "1")
          .type(),
      [](routing::WrongRendezvous value) { return WrittenRoute{.route = value}; });
}

// Words: the plain mechanisms, and every product by its name.
Type<WrittenRoute> words() {
  std::vector<std::pair<std::string, WrittenRoute>> words{
      {"all-at-once", {.route = routing::AllAtOnce{}}},
      {"weighted", {.route = routing::Weighted{}}},
      {"sticky", {.route = routing::Sticky{}}},
      {"round-robin", {.route = routing::RoundRobin{}}},
  };
  for (const routing::Preset& preset : routing::presets()) {
    const routing::Policy& policy = preset.policy;
    words.push_back(
        {preset.name,
         {.route = policy.route, .memory = policy.memory, .propagation = policy.propagation}});
  }
  return choice<WrittenRoute>("route", std::move(words));
}

}  // namespace

Type<WrittenRoute> route_type() {
  OneOf<WrittenRoute> objects(
      "route",
      "How an invocation gets its version: by one of these, or as a product "
      "does, by its name (docs/PRODUCTS.md).");
  objects.when({"weighted", "each invocation draws for itself", "{ deck: 41 }"}, weighted())
      .when({"round-robin", "in turn", "{ proxies: 3 }"}, round_robin())
      .when({"replicas", "draws, at the share of whole replicas", "{ count: 5 }"}, replicas())
      .when({"sticky", "by a hash of a key", "user"}, sticky())
      .when({"bucket", "by the bucket of a product", "{ product: unleash, params: { group: g } }"},
            bucketed())
      .when({"partitions", "by partition and worker", "{ count: 12, workers: 4 }"}, partitions())
      .when({"cookie", "drawn, and kept by the client", "{ keeps: first, ttl: 1h }"},
            cookie_route())
      .when({"redraw", "drawn, kept, and redrawn as the weight moves", "{ ttl: 30d }"},
            redraw_route())
      .when({"connection", "drawn for each connection", "{ life: 10m }"}, connection_route())
      .when({"process", "drawn for each client process", "{ count: 20, refresh: 30m }"},
            process_route())
      .when({"entrypoint", "asked for by the client, and cached", "{ cached: 5m }"},
            entrypoint_route())
      .when({"iter8", "a rendezvous that is wrong", "{ processes: 3 }"}, iter8());
  return either(words(), objects.type());
}

}  // namespace coalmine::spec
