#include "harness/baseline/figures.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "harness/find.hpp"

namespace coalmine::harness {
namespace {

using Places = std::vector<std::size_t>;

std::optional<double> value_at(const Figure* figure, std::size_t replication) {
  if (figure == nullptr || replication >= figure->values.size()) return std::nullopt;
  return figure->values[replication];
}

Places present(const Figure* figure) {
  Places places;
  for (std::size_t i = 0; figure != nullptr && i < figure->values.size(); ++i) {
    if (figure->values[i]) places.push_back(i);
  }
  return places;
}

Places present_in_both(const Figure* before, const Figure* after) {
  Places places = present(before);
  std::erase_if(places, [&](std::size_t i) { return !value_at(after, i); });
  return places;
}

// Precondition: there is a value at each place.
std::vector<double> values_at(const Figure& figure, const Places& places) {
  std::vector<double> values;
  for (const std::size_t i : places) values.push_back(*figure.values[i]);
  return values;
}

std::optional<std::vector<double>> users_at(const PolicyResult& policy, const Figure& share,
                                            const Places& places) {
  const Figure* active = find_figure(policy, "users.active");
  std::vector<double> users;
  for (const std::size_t i : places) {
    const auto all = value_at(active, i);
    if (!all) return std::nullopt;
    users.push_back(*share.values[i] * *all);
  }
  return users;
}

// Those of windows divide by user-windows.
bool is_share_of_users(std::string_view metric, std::string_view unit) {
  return unit == "share" && (metric.starts_with("blast_radius.") || metric.starts_with("users.")) &&
         metric.find(".per_") == std::string_view::npos;
}

}  // namespace

Matched match(const PolicyResult& before, const PolicyResult& after, std::string_view metric,
              bool paired) {
  const Figure* old_figure = find_figure(before, metric);
  const Figure* new_figure = find_figure(after, metric);
  Matched matched;
  matched.samples.paired = paired;
  if (old_figure == nullptr || new_figure == nullptr) return matched;

  Places old_places = paired ? present_in_both(old_figure, new_figure) : present(old_figure);
  Places new_places = paired ? old_places : present(new_figure);
  const std::size_t n = std::min(old_places.size(), new_places.size());
  old_places.resize(n);
  new_places.resize(n);
  matched.samples.before = values_at(*old_figure, old_places);
  matched.samples.after = values_at(*new_figure, new_places);
  if (!is_share_of_users(metric, new_figure->unit)) return matched;
  auto old_users = users_at(before, *old_figure, old_places);
  auto new_users = users_at(after, *new_figure, new_places);
  if (old_users && new_users) {
    matched.users = Samples{std::move(*old_users), std::move(*new_users), paired};
  }
  return matched;
}

}  // namespace coalmine::harness
