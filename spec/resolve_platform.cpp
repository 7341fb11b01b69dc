// Poison by stream and user, the account that functions share, and what clients do.
#include <fmt/format.h>

#include <algorithm>

#include "spec/resolve.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

class PlatformResolver {
 public:
  PlatformResolver(const WrittenScenario& written, const Scenario& scenario, models::System& system,
                   Problems& problems)
      : written_(written), scenario_(scenario), system_(system), problems_(problems) {}

  void resolve() {
    for (const auto& [name, stream] : written_.streams) check_key(stream);
    for (const WrittenPoison& poison : written_.poison) add_poison(poison);
    if (written_.account) system_.account = written_.account->value;
    check_account();
    add_clients();
    system_.gateway_timeout = written_.gateway_timeout;
  }

 private:
  void check_key(const WrittenStream& stream) {
    const bool by_tenant = (stream.kinesis && stream.kinesis->key == models::RecordKey::tenant) ||
                           (stream.sqs && stream.sqs->key == models::RecordKey::tenant);
    if (!by_tenant || written_.traffic.value.tenants || !written_.traffic.known()) return;
    problems_.add(stream.source.key, "records by tenant, but there are no tenants",
                  "add traffic.tenants");
  }

  void add_poison(const WrittenPoison& written) {
    check_comes(written);
    check_user(written);
    const auto stream = stream_named(written.stream);
    if (!stream) return;
    const models::PerVersion<bool> unreadable_by = written.unreadable_by.value;
    check_harms(written, *stream);
    system_.poison.push_back(
        {*stream, written.at.value, written.written_by, unreadable_by, written.user.value});
  }

  void check_comes(const WrittenPoison& written) {
    if (!written.at.known() || scenario_.duration.count() <= 0) return;
    if (written.at.value < scenario_.duration) return;
    problems_.add(written.at.place,
                  fmt::format("the record comes at {}, but only {} are observed",
                              to_text(written.at.value), to_text(scenario_.duration)));
  }

  void check_user(const WrittenPoison& written) {
    const std::uint64_t users = scenario_.traffic.users;
    if (users == 0 || written.user.value < users) return;
    problems_.add(written.user.place, fmt::format("there is no user {}", written.user.value),
                  fmt::format("from 0 to {}", users - 1));
  }

  std::optional<std::size_t> stream_named(const Name& name) {
    if (!name.known()) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& stream : written_.streams) names.push_back(stream.name.value);
    const auto found = std::find(names.begin(), names.end(), name.value);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    problems_.add(name.place, fmt::format("unknown stream \"{}\"", name.value),
                  names.empty() ? "add streams" : suggest(name.value, names));
    return std::nullopt;
  }

  void check_harms(const WrittenPoison& written, std::size_t index) {
    const models::Stream& stream = system_.streams[index];
    if (std::holds_alternative<std::monostate>(stream.delivery)) {
      problems_.add(
          written.stream.place,
          fmt::format("nobody tries a record of \"{}\" twice, so poison harms nobody", stream.name),
          "give the stream kinesis, sqs or async");
    }
    const auto& moving = scenario_.release.functions;
    const bool canary_reads = std::any_of(stream.to.begin(), stream.to.end(), [&](auto reader) {
      return std::binary_search(moving.begin(), moving.end(), reader);
    });
    if (written.unreadable_by.value[0] || canary_reads) return;
    problems_.add(written.unreadable_by.place,
                  fmt::format("nobody who reads \"{}\" has a canary", stream.name),
                  "add a reader to release.functions");
  }

  // What is reserved is taken from the account (X4).
  void check_account() {
    std::uint64_t reserved = 0;
    bool any_lambda = false;
    for (const auto& [name, function] : written_.functions) {
      if (!function.lambda) continue;
      any_lambda = true;
      const std::uint64_t before = reserved;
      reserved += function.lambda->value.reserved.value_or(0);
      const std::uint32_t all = system_.account.concurrency;
      if (before > all || reserved <= all) continue;
      problems_.add(function.lambda->place,
                    fmt::format("with \"{}\", {} are reserved of the account's concurrency of {}",
                                name.value, reserved, all),
                    "see account.concurrency");
    }
    if (!written_.account || any_lambda || !written_.links_known) return;
    problems_.add(written_.account->place,
                  "no function runs on lambda, so the account limits nobody",
                  "give a function lambda: {}");
  }

  void add_clients() {
    const WrittenClients& written = written_.clients;
    system_.clients = {.patience = written.patience,
                       .retries = written.retries,
                       .come_back = written.come_back,
                       .double_submit = written.double_submit,
                       .leaves_session = written.leaves_session.value};
    const WrittenTraffic& traffic = written_.traffic.value;
    const bool in_sessions =
        traffic.requests && std::holds_alternative<WrittenSessions>(traffic.requests->value);
    if (written.leaves_session.value <= 0 || in_sessions || !(traffic.requests || traffic.trace)) {
      return;
    }
    problems_.add(written.leaves_session.place, "there are no sessions to leave",
                  "use traffic.requests.sessions");
  }

  const WrittenScenario& written_;
  const Scenario& scenario_;
  models::System& system_;
  Problems& problems_;
};

}  // namespace

void resolve_platform(const WrittenScenario& written, const Scenario& scenario,
                      models::System& system, Problems& problems) {
  PlatformResolver(written, scenario, system, problems).resolve();
}

}  // namespace coalmine::spec
