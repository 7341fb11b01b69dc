#include "conform/clients.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

namespace coalmine::conform {
namespace {

// So many questions go out at once: enough to keep a pipe busy.
constexpr std::size_t batch = 512;

// Users come back after this long, where the router has no clock of its own.
constexpr Duration absence = std::chrono::minutes{10};

// What one user keeps for one service. Cookies belong to the host that set them.
using Jar = Cookies;

class Clients {
 public:
  Clients(RouterUnderTest& router, std::vector<std::string> users)
      : router_(router),
        users_(std::move(users)),
        jars_(router.services(), std::vector<Jar>(users_.size())),
        carried_(users_.size()) {}

  // All users in this order; the versions are by user.
  Checked<std::vector<Version>> visit(const Visit& visit, std::span<const std::size_t> order) {
    std::vector<Version> versions(users_.size());
    while (!order.empty()) {
      const auto now = order.first(std::min(batch, order.size()));
      order = order.subspan(now.size());
      const auto answers = router_.ask(questions(visit, now));
      if (!answers) return tl::unexpected(answers.error());
      for (std::size_t i = 0; i < now.size(); ++i) {
        keep(visit.service, now[i], (*answers)[i]);
        versions[now[i]] = (*answers)[i].version;
      }
    }
    return versions;
  }

  std::vector<std::string> users() && { return std::move(users_); }

 private:
  std::vector<Question> questions(const Visit& visit, std::span<const std::size_t> users) const {
    std::vector<Question> questions;
    for (const std::size_t user : users) {
      questions.push_back({.user = users_[user],
                           .service = visit.service,
                           .cookies = jars_[visit.service][user],
                           .force = visit.force,
                           .carried = visit.carries ? carried_[user] : std::string()});
    }
    return questions;
  }

  void keep(std::size_t service, std::size_t user, const Answer& answer) {
    Jar& jar = jars_[service][user];
    for (const auto& [name, value] : answer.set_cookies) {
      if (value) {
        jar.insert_or_assign(name, *value);
      } else {
        jar.erase(name);
      }
    }
    carried_[user] = answer.carry;
  }

  RouterUnderTest& router_;
  std::vector<std::string> users_;
  std::vector<std::vector<Jar>> jars_;  // by service, then user
  std::vector<std::string> carried_;    // the latest decision, as it travels on
};

// A permutation of 0 ... count - 1 (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t count, const RandomStream& draws,
                                  std::uint32_t attempt) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t left = count; left > 1; --left) {
    std::swap(order[left - 1], order[below(left, draws.at(left, attempt).first)]);
  }
  return order;
}

}  // namespace

Checked<Observed> play(RouterUnderTest& router, Script script, std::vector<std::string> users,
                       const std::string& release, const RandomStream& orders) {
  const std::size_t count = users.size();
  Clients clients(router, std::move(users));
  std::optional<Setting> current;
  std::vector<std::vector<Version>> versions;
  for (const Visit& visit : script) {
    if (!versions.empty()) router.let_pass(absence);
    Setting setting{fmt::format("{}-{}", release, visit.release + 1), visit.weight};
    if (setting != current) {
      if (const auto set = router.set(setting); !set) return tl::unexpected(set.error());
      current = std::move(setting);
    }
    if (visit.after_restart) {
      if (const auto restarted = router.restart(); !restarted) {
        return tl::unexpected(restarted.error());
      }
    }
    const auto attempt = static_cast<std::uint32_t>(versions.size() + 1);
    auto met = clients.visit(visit, shuffled(count, orders, attempt));
    if (!met) return tl::unexpected(met.error());
    versions.push_back(std::move(*met));
  }
  return Observed{std::move(script), std::move(clients).users(), std::move(versions)};
}

}  // namespace coalmine::conform
