// A router under test: whatever says which version serves a user's request.
//
// The suite keeps what a client keeps (cookies, the decision that travels with a chain) and the
// router what a router keeps. What one cannot do is no fault of it: a promise that needs it is then
// not tested, and the reason is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/version.hpp"

namespace coalmine::conform {

using routing::Version;

// What a promise may need of a router.
enum class Ability : std::uint8_t {
  set_weight,        // set() with another weight
  change_release,    // set() with another release
  restart,           // restart()
  several_services,  // services() above 1
  force_canary,      // Question::force
  force_stable,
  carry,  // Question::carried, Answer::carry
};

// What is being released, and how far it is.
struct Setting {
  std::string release;
  double weight = 0;  // the canary's share, in [0, 1]
  friend bool operator==(const Setting&, const Setting&) = default;
};

using Cookies = std::map<std::string, std::string, std::less<>>;

struct Question {
  std::string user;         // letters and digits
  std::size_t service = 0;  // below services()
  Cookies cookies{};        // those that this user's answers from this service have set
  std::optional<Version> force{};
  std::string carried{};  // Answer::carry of the hop before; empty: the first hop
};

struct Answer {
  Version version = Version::stable;
  std::map<std::string, std::optional<std::string>, std::less<>> set_cookies{};  // none: deleted
  std::string carry{};  // the decision as it travels on; empty: none does
};

class RouterUnderTest {
 public:
  virtual ~RouterUnderTest() = default;

  virtual std::string name() const = 0;
  // Why it cannot, in words that go on after "not tested: "; nothing: it can.
  virtual std::optional<std::string> lacks(Ability ability) const = 0;
  virtual std::size_t services() const { return 1; }

  // What holds from the next question on; called before the first. One that cannot set the weight
  // is always given the one it has; one that does not know releases ignores them.
  // Error, here and below: it cannot be talked to, or answers nonsense.
  virtual Checked<void> set(const Setting& setting) = 0;
  // A new process with the same configuration; clients keep what they have.
  virtual Checked<void> restart() = 0;
  // Time passes before the next question, for a router to which time is an argument. One with a
  // clock of its own is asked as fast as it answers.
  virtual void let_pass(Duration) {}
  // One answer for each question, asked in this order. No user is asked about twice in one call.
  virtual Checked<std::vector<Answer>> ask(std::span<const Question> questions) = 0;
};

}  // namespace coalmine::conform
