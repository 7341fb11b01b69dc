// The execution environments of one Lambda function, and the account that functions share.
//
// Nothing is scheduled for an idle environment: that its time is over is found out when somebody
// asks for it. An invocation starts cold only after every idle environment of its version was
// looked at and found gone, so a version never has more of them than once worked at a time.
//
// Fact ids (X4 ...) are those of docs/MODELS-PLATFORM.md, "Facts". Of all calls to one object,
// `now` never decreases.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "models/distribution.hpp"
#include "models/platform/capacity.hpp"
#include "models/platform/token_bucket.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

// Concurrency and rate that all functions of an account share (X4).
class LambdaAccount {
 public:
  // `reserved`: the sum over functions, which the others cannot use.
  LambdaAccount(const Account& account, std::uint32_t reserved);
  void clear();

  // May one more invocation begin? `reserved`: its function has a concurrency of its own, so only
  // the rate counts here.
  bool has_room(bool reserved, Instant now);
  void begin(bool reserved);  // precondition: has_room(), at the same instant
  void end(bool reserved);

 private:
  std::uint32_t unreserved_;  // concurrency of the functions without their own
  std::uint32_t busy_ = 0;    // of those
  TokenBucket requests_;
};

class LambdaPool {
 public:
  enum class Start : std::uint8_t { warm, cold, refused };
  struct Admission {
    Start start;
    std::uint32_t environment = 0;  // to be released; of no meaning where refused
    Duration init{};                // before the handler begins
  };
  // Invocations, by how they began. Refused ones are throttles, and in no other count (L13).
  struct Counts {
    std::uint64_t cold = 0;
    std::uint64_t warm = 0;
    std::uint64_t refused = 0;
    std::uint64_t spilled = 0;  // of cold and warm: all provisioned environments were busy (X6)
    friend bool operator==(const Counts&, const Counts&) = default;
  };

  // `host` and `account` must outlive this.
  LambdaPool(const LambdaHost& host, const Account& limits, LambdaAccount& account);

  // As new: no environments but the provisioned ones, and an alias that names version 0 alone. The
  // account is its owner's to clear.
  void clear();
  // `bits`: for the time of a cold start and the life of the environment while idle.
  Admission admit(std::size_t version, Instant now, std::uint64_t cold_bits,
                  std::uint64_t idle_bits);
  // The invocation is over. `lost`: it timed out, and took the environment with it (X9).
  void release(std::uint32_t environment, Instant now, bool lost);
  // The alias has weights from now on, or has none; `serving` is then the version it names (X7).
  void set_alias(bool weighted, std::size_t serving, Instant now);

  std::uint32_t busy() const { return busy_; }
  const Counts& counts(std::size_t version) const { return counts_[version]; }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  struct Environment {
    Instant made_at{};
    Instant idle_since{};
    Duration idle_life{};       // of the idle period to come
    std::uint32_t next = none;  // in the list of idle ones
    std::uint8_t version = 0;
    bool provisioned = false;
  };
  // Linked by Environment::next; the first is the next to be used.
  struct IdleList {
    std::uint32_t first = none;
    std::uint32_t last = none;
  };
  // A distribution to draw from, without a table where there is nothing to draw: most hosts have
  // constants, and tables of hundreds of KiB would only displace each other from the caches.
  class Times {
   public:
    explicit Times(const Distribution& distribution);
    Duration at(std::uint64_t bits) const { return table_ ? table_->duration_at(bits) : constant_; }

   private:
    Duration constant_{};
    std::optional<QuantileTable> table_;
  };

  std::uint32_t provisioned(std::size_t version, Instant now) const;
  std::uint32_t take_idle(std::size_t version, Instant now);
  Admission admit_on_demand(std::size_t version, Instant now, std::uint64_t cold_bits,
                            std::uint64_t idle_bits);
  bool gone(const Environment& environment, Instant now) const;
  void put_idle(std::uint32_t environment);

  const LambdaHost& host_;
  LambdaAccount& account_;
  Times cold_start_;
  Times idle_life_;
  sim::Slab<Environment> environments_;  // idle or busy; provisioned ones only while busy
  std::array<IdleList, 2> idle_{};
  std::array<std::uint32_t, 2> provisioned_busy_{};
  std::array<Counts, 2> counts_{};
  std::uint32_t busy_ = 0;
  TokenBucket scale_up_;
  bool weighted_ = false;
  std::size_t serving_ = 0;
  Instant provisioned_from_ = Instant::min();
};

}  // namespace coalmine::models
