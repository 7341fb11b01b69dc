// People and their programs, and the gateway that answers them.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using models::ClientRetries;
using models::ComeBack;
using models::DoubleSubmit;
using models::Jitter;

constexpr std::uint32_t attempts_max = 8;
// REST: 50 ms to 29 s, more for some APIs (E20); no invocation lasts longer than 15 minutes.
constexpr Duration gateway_min = std::chrono::milliseconds{50};
constexpr Duration gateway_max = std::chrono::minutes{15};

Type<ClientRetries> retries() {
  const auto jitter = choice<Jitter>(
      "jitter", {{"none", Jitter::none}, {"full", Jitter::full}, {"equal", Jitter::equal}});
  return Object<ClientRetries>("retries", "A request that failed is sent again.")
      .with_default({"attempts", "in all", "5"}, &ClientRetries::attempts, count(1, attempts_max),
                    "3")
      .with_default(
          {"wait", "before each further attempt", "{ first: 100ms, factor: 2, longest: 5s }"},
          &ClientRetries::wait, backoff_type(), "{ first: 1s, factor: 2, longest: 30s }")
      .with_default({"jitter",
                     "`none` the wait itself, `full` anything from 0 to it, `equal` anything from "
                     "half of it",
                     "equal"},
                    &ClientRetries::jitter, jitter, "full")
      .type();
}

Type<ComeBack> come_back() {
  return Object<ComeBack>("come_back", "Who gave up tries once more.")
      .with_default({"share", "of those who gave up", "50%"}, &ComeBack::share, share(), "100%")
      .required({"after", "how much later", "{ exponential: { mean: 5m } }"}, &ComeBack::after,
                distribution_type())
      .type();
}

Type<DoubleSubmit> double_submit() {
  return Object<DoubleSubmit>("double_submit",
                              "Who waits too long sends the same again, and waits for both.")
      .with_default({"share", "of the requests that take longer", "20%"}, &DoubleSubmit::share,
                    share(), "100%")
      .required({"after", "how long they wait", "4s"}, &DoubleSubmit::after, positive_duration())
      .type();
}

void check_clients(WrittenClients& clients, const Node& node, Problems& problems) {
  if (!clients.patience || !clients.double_submit) return;
  if (clients.double_submit->after < *clients.patience) return;
  const Node* after = node.find("double_submit")->find("after");
  if (after == nullptr) return;
  refuse(*after,
         {fmt::format("nobody waits so long: patience is {}", to_text(*clients.patience)), ""},
         problems);
}

}  // namespace

Type<WrittenClients> clients_type() {
  return Object<WrittenClients>(
             "clients",
             "What users, or the programs they use, do when an answer is bad or does not come. All "
             "of their requests are the same user's.")
      .optional({"patience", "an answer that takes longer is none", "10s"},
                &WrittenClients::patience, positive_duration(), "they wait for ever")
      .optional({"retries", "a request that failed is sent again",
                 "{ attempts: 3, wait: 1s, jitter: none }"},
                &WrittenClients::retries, retries(), "none")
      .optional({"come_back", "who gave up tries once more", "{ share: 50%, after: 5m }"},
                &WrittenClients::come_back, come_back(), "nobody")
      .optional(
          {"double_submit", "who waits too long sends the same again", "{ share: 20%, after: 4s }"},
          &WrittenClients::double_submit, double_submit(), "nobody")
      .with_default({"leaves_session", "how often a failure ends the user's session", "20%"},
                    &WrittenClients::leaves_session, placed(share()), "0%")
      .check(check_clients)
      .type();
}

Type<Duration> gateway_type() {
  struct Gateway {
    Duration timeout{};
  };
  return convert<Duration>(
      Object<Gateway>("gateway", "An API gateway before the entry: it retries nothing.")
          .with_default({"timeout", "it answers 504 then, and the work goes on", "10s"},
                        &Gateway::timeout, duration_between(gateway_min, gateway_max), "29s")
          .type(),
      [](Gateway gateway) { return gateway.timeout; });
}

}  // namespace coalmine::spec
