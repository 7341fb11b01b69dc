#include "report/compatibility.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/table.hpp"

namespace coalmine::report {
namespace {

using harness::Compatibility;
using Json = nlohmann::ordered_json;

constexpr int columns = 80;
constexpr const char* versions[] = {"stable", "canary"};

// In lines of 80 columns, those after the first indented by `indent`.
std::string paragraph(const std::string& first, const std::string& text, int indent) {
  std::string lines = wrapped(text, columns - indent);
  lines.erase(lines.find_last_not_of('\n') + 1);
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  for (std::size_t at = lines.find('\n'); at != std::string::npos; at = lines.find('\n', at + 1)) {
    lines.insert(at + 1, margin);
  }
  return first + lines + "\n";
}

std::string bullet(const std::string& text) { return paragraph("  - ", text, 4); }

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

// Both, or stable alone where the function has no canary.
std::size_t version_count(bool moves) { return moves ? 2 : 1; }

std::string to_text(const Compatibility::Pair& pair) {
  const auto label = [](const std::string& function, std::size_t version) {
    return fmt::format("{} {}", versions[version], function);
  };
  const std::string title = fmt::format("{} -> {}", pair.producer, pair.consumer);
  const int left = std::max(width_of(title), 2 + width_of(label(pair.producer, 0))) + 3;
  const int right = width_of(label(pair.consumer, 0)) + 3;

  std::string text = fmt::format("{:{}}", title, left);
  for (std::size_t c = 0; c < version_count(pair.consumer_moves); ++c) {
    text += fmt::format("{:{}}", label(pair.consumer, c), right);
  }
  end_line(text);
  std::string broken;
  for (std::size_t p = 0; p < version_count(pair.producer_moves); ++p) {
    text += fmt::format("  {:{}}", label(pair.producer, p), left - 2);
    for (std::size_t c = 0; c < version_count(pair.consumer_moves); ++c) {
      const auto& fields = pair.broken[p][c];
      text += fmt::format("{:{}}", fields.empty() ? "ok" : "broken", right);
      if (fields.empty()) continue;
      broken += paragraph("  ",
                          fmt::format("{} with {}: {}", label(pair.producer, p),
                                      label(pair.consumer, c), fmt::join(fields, ", ")),
                          4);
    }
    end_line(text);
  }
  return text + broken + "\n";
}

// As release.order is written.
std::string flow(const std::vector<std::vector<std::string>>& order) {
  std::vector<std::string> groups;
  for (const auto& group : order) {
    groups.push_back(group.size() == 1 ? group.front()
                                       : fmt::format("[{}]", fmt::join(group, ", ")));
  }
  return fmt::format("[{}]", fmt::join(groups, ", "));
}

std::string sentence(const Compatibility::Leftover& leftover) {
  const auto any_of = [](const auto& names) { return fmt::format("{}", fmt::join(names, " or ")); };
  const std::string fields = fmt::format("{}", fmt::join(leftover.fields, ", "));
  if (!leftover.after_rollback) {
    return fmt::format(
        "What stable {} has written and is still unread in {} when {} begins meets its canary "
        "({}). Let the stream drain first: release.order_gap.",
        leftover.producer, any_of(leftover.streams), leftover.consumer, fields);
  }
  return fmt::format(
      "After a rollback, what canary {} has written and is still {} meets stable {} ({}).",
      leftover.producer,
      leftover.streams.empty() ? "in flight" : "unread in " + any_of(leftover.streams),
      leftover.consumer, fields);
}

std::string leftovers_of(const Compatibility& compatibility) {
  std::string text;
  for (const auto& leftover : compatibility.leftovers) text += bullet(sentence(leftover));
  if (!compatibility.rollback_together) {
    text += bullet(
        "An alarm takes back its own function alone, and so can leave a pair that does not fit: "
        "release.rollback: together.");
  }
  return text.empty() ? "" : "\nWhat that does not avoid:\n" + text;
}

std::string order_of(const Compatibility& compatibility) {
  if (compatibility.order.size() == 1) return "Every pair fits: all can move at once.\n";
  std::string text = "An order in which no two meet that do not fit:\n";
  for (std::size_t i = 0; i < compatibility.order.size(); ++i) {
    text += paragraph(fmt::format("  {}. ", i + 1),
                      fmt::format("{}", fmt::join(compatibility.order[i], ", ")), 5);
  }
  text += paragraph("  ", fmt::format("release: {{ order: {} }}", flow(compatibility.order)), 4);
  return text + leftovers_of(compatibility);
}

std::string reasons_of(const Compatibility& compatibility) {
  std::string text = "No order avoids every mismatch:\n";
  if (!compatibility.cycle.empty()) {
    text +=
        bullet(fmt::format("each of these would have to be complete before the next begins: "
                           "{}, {}",
                           fmt::join(compatibility.cycle, ", "), compatibility.cycle.front()));
  }
  for (const auto& stuck : compatibility.stuck) {
    text +=
        bullet(fmt::format("{} would have to move before {} ({}), and is not part of the "
                           "release",
                           stuck.consumer, stuck.producer, stuck.field));
  }
  return text + paragraph("",
                          "It takes two releases: first versions that work with the old and the "
                          "new data, then those that drop the old.",
                          0);
}

Json pair_json(const Compatibility::Pair& pair) {
  Json broken = Json::array();
  for (std::size_t p = 0; p < version_count(pair.producer_moves); ++p) {
    for (std::size_t c = 0; c < version_count(pair.consumer_moves); ++c) {
      if (pair.broken[p][c].empty()) continue;
      broken.push_back({{"producer_version", versions[p]},
                        {"consumer_version", versions[c]},
                        {"fields", pair.broken[p][c]}});
    }
  }
  return {{"producer", pair.producer},
          {"consumer", pair.consumer},
          {"producer_moves", pair.producer_moves},
          {"consumer_moves", pair.consumer_moves},
          {"broken", std::move(broken)}};
}

Json leftover_json(const Compatibility::Leftover& leftover) {
  return {{"fields", leftover.fields},
          {"producer", leftover.producer},
          {"consumer", leftover.consumer},
          {"when", leftover.after_rollback ? "after a rollback" : "when the consumer begins"},
          {"streams", leftover.streams}};
}

}  // namespace

std::string to_text(const Compatibility& compatibility) {
  if (compatibility.pairs.empty()) {
    return paragraph("",
                     "Nothing says what is written and read, so nothing can be compared: see "
                     "reads, writes and release.fields.",
                     0);
  }
  std::string text;
  for (const auto& pair : compatibility.pairs) text += to_text(pair);
  return text + (compatibility.has_order() ? order_of(compatibility) : reasons_of(compatibility));
}

std::string to_json(const Compatibility& compatibility, std::string_view version) {
  Json json;
  json["coalmine"] = version;
  json["scenario"] = compatibility.scenario;
  json["pairs"] = Json::array();
  for (const auto& pair : compatibility.pairs) json["pairs"].push_back(pair_json(pair));
  json["order"] = compatibility.has_order() ? Json(compatibility.order) : Json(nullptr);
  json["cycle"] = compatibility.cycle;
  json["stuck"] = Json::array();
  for (const auto& stuck : compatibility.stuck) {
    json["stuck"].push_back(
        {{"field", stuck.field}, {"producer", stuck.producer}, {"consumer", stuck.consumer}});
  }
  json["leftovers"] = Json::array();
  for (const auto& leftover : compatibility.leftovers) {
    json["leftovers"].push_back(leftover_json(leftover));
  }
  json["rollback"] = compatibility.rollback_together ? "together" : "alone";
  return json.dump(2) + "\n";
}

}  // namespace coalmine::report
