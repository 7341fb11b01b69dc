#include "conform/command_router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "conform/process.hpp"

namespace coalmine::conform {
namespace {

using Json = nlohmann::ordered_json;

// The services it is asked about; a program without services ignores them.
constexpr std::array services{"first", "second", "third"};

// What a router may say in its greeting that it can.
struct Word {
  Ability ability;
  std::string_view word;
};
constexpr std::array words{
    Word{Ability::set_weight, "weights"},    Word{Ability::change_release, "releases"},
    Word{Ability::restart, "restarts"},      Word{Ability::several_services, "services"},
    Word{Ability::force_canary, "override"}, Word{Ability::force_stable, "override"},
    Word{Ability::carry, "carry"},
};

std::string_view word_of(Ability ability) { return words[static_cast<std::size_t>(ability)].word; }

// The beginning of a line, so that a message stays readable.
std::string quoted(const std::string& line) {
  constexpr std::size_t shown = 120;
  const std::string text = Json(line).dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= shown ? text : text.substr(0, shown) + "...";
}

tl::unexpected<Error> wrong(const std::string& line, std::string_view expected) {
  return tl::unexpected(Error{fmt::format("it answered {}; expected {}", quoted(line), expected)});
}

Json question_json(const Question& question, const Setting& setting, std::uint64_t id) {
  Json json{{"id", id},
            {"user", question.user},
            {"service", services[question.service]},
            {"release", setting.release},
            {"weight", setting.weight}};
  if (!question.cookies.empty()) json["cookies"] = question.cookies;
  if (question.force) json["override"] = routing::name_of(*question.force);
  if (!question.carried.empty()) json["carried"] = question.carried;
  return json;
}

std::optional<Version> version_named(const Json& json) {
  for (const Version version : {Version::stable, Version::canary}) {
    if (json == routing::name_of(version)) return version;
  }
  return std::nullopt;
}

Checked<Answer> answer_from(const std::string& line, std::uint64_t id) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) {
    return wrong(line, fmt::format(R"(a JSON object such as {{"id":{},"version":"stable"}})", id));
  }
  if (json.value("id", Json()) != id) return wrong(line, fmt::format(R"("id": {})", id));
  const auto version = version_named(json.value("version", Json()));
  if (!version) return wrong(line, R"("version": "stable" or "canary")");
  Answer answer{.version = *version};
  const Json cookies = json.value("set_cookies", Json::object());
  if (!cookies.is_object()) return wrong(line, R"("set_cookies" to be an object)");
  for (const auto& [name, value] : cookies.items()) {
    if (value.is_null()) {
      answer.set_cookies[name] = std::nullopt;
    } else if (value.is_string()) {
      answer.set_cookies[name] = value.get<std::string>();
    } else {
      return wrong(line, R"("set_cookies" with texts, or null for one that is to go)");
    }
  }
  const Json carry = json.value("carry", Json(""));
  if (!carry.is_string()) return wrong(line, R"("carry" to be a text)");
  answer.carry = carry.get<std::string>();
  return answer;
}

struct Greeting {
  std::string name;
  std::vector<std::string> can;
};

Checked<Greeting> greeting_from(const std::string& line, const std::string& command) {
  constexpr std::string_view example =
      R"(a greeting such as {"coalmine_conform":1,"can":["weights","releases"]})";
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return wrong(line, example);
  if (json.value("coalmine_conform", Json()) != protocol_version) {
    return wrong(line, fmt::format(R"("coalmine_conform": {})", protocol_version));
  }
  Greeting greeting{.name = command, .can = {}};
  if (json.contains("name")) {
    if (!json["name"].is_string()) return wrong(line, R"("name" to be a text)");
    greeting.name = json["name"].get<std::string>();
  }
  const Json can = json.value("can", Json());
  if (!can.is_array()) return wrong(line, R"("can" to be a list)");
  for (const Json& word : can) {
    const bool known =
        std::any_of(words.begin(), words.end(), [&](const Word& w) { return word == w.word; });
    if (!known) {
      return wrong(line, R"("can" of "weights", "releases", "restarts", "services", "override", )"
                         R"("carry")");
    }
    greeting.can.push_back(word.get<std::string>());
  }
  return greeting;
}

Checked<std::pair<Process, Greeting>> greeted(const std::string& command, Duration silence_max) {
  auto process = Process::start(command);
  if (!process) return tl::unexpected(process.error());
  const std::string hello = Json{{"coalmine_conform", protocol_version}}.dump() + '\n';
  const auto lines = process->exchange(hello, 1, silence_max);
  if (!lines) return tl::unexpected(lines.error());
  auto greeting = greeting_from(lines->front(), command);
  if (!greeting) return tl::unexpected(greeting.error());
  return std::pair{*std::move(process), *std::move(greeting)};
}

class CommandRouter final : public RouterUnderTest {
 public:
  CommandRouter(std::string command, Duration silence_max, Process process, Greeting greeting)
      : command_(std::move(command)),
        silence_max_(silence_max),
        process_(std::move(process)),
        greeting_(std::move(greeting)) {}

  std::string name() const override { return greeting_.name; }

  std::optional<std::string> lacks(Ability ability) const override {
    const std::string_view word = word_of(ability);
    for (const std::string& can : greeting_.can) {
      if (can == word) return std::nullopt;
    }
    return fmt::format("its greeting does not name \"{}\"", word);
  }

  std::size_t services() const override {
    return lacks(Ability::several_services) ? 1 : conform::services.size();
  }

  Checked<void> set(const Setting& setting) override {
    setting_ = setting;
    return {};
  }

  Checked<void> restart() override {
    { const Process ends = std::move(process_); }
    auto again = greeted(command_, silence_max_);
    if (!again) return tl::unexpected(again.error());
    process_ = std::move(again->first);
    return {};
  }

  Checked<std::vector<Answer>> ask(std::span<const Question> questions) override {
    const std::uint64_t first = next_id_;
    std::string text;
    for (const Question& question : questions) {
      text += question_json(question, setting_, next_id_++).dump() + '\n';
    }
    const auto lines = process_.exchange(text, questions.size(), silence_max_);
    if (!lines) return tl::unexpected(lines.error());
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      auto answer = answer_from((*lines)[i], first + i);
      if (!answer) return tl::unexpected(answer.error());
      answers.push_back(*std::move(answer));
    }
    return answers;
  }

 private:
  std::string command_;
  Duration silence_max_;
  Process process_;
  Greeting greeting_;
  Setting setting_;
  std::uint64_t next_id_ = 1;
};

}  // namespace

Checked<std::unique_ptr<RouterUnderTest>> start_command_router(std::string command,
                                                               Duration silence_max) {
  auto started = greeted(command, silence_max);
  if (!started) return tl::unexpected(started.error());
  return std::make_unique<CommandRouter>(std::move(command), silence_max, std::move(started->first),
                                         std::move(started->second));
}

}  // namespace coalmine::conform
