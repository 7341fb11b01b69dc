#include "conform/url_router.hpp"

#include <fmt/format.h>

#include <boost/algorithm/string/replace.hpp>
#include <utility>

#include "conform/cookie.hpp"
#include "conform/http_client.hpp"
#include "conform/process.hpp"

namespace coalmine::conform {
namespace {

namespace http = boost::beast::http;

constexpr Duration command_time_max = std::chrono::minutes{1};

std::string filled_in(std::string command, const Setting& setting) {
  using boost::algorithm::replace_all;
  replace_all(command, "{weight}", fmt::format("{:g}", setting.weight));
  replace_all(command, "{percent}", fmt::format("{:g}", 100 * setting.weight));
  replace_all(command, "{release}", setting.release);
  return command;
}

class UrlRouter final : public RouterUnderTest {
 public:
  UrlRouter(UrlRouterOptions options, std::vector<HttpUrl> urls) : options_(std::move(options)) {
    for (HttpUrl& url : urls) {
      clients_.push_back(std::make_unique<HttpClient>(std::move(url), options_.time_max));
    }
  }

  std::string name() const override { return options_.urls.front(); }

  std::optional<std::string> lacks(Ability ability) const override {
    const auto unless = [](bool given, const char* option) {
      return given ? std::nullopt : std::optional<std::string>(fmt::format("no {} given", option));
    };
    const std::string& command = options_.set_weight_command;
    switch (ability) {
      case Ability::set_weight:
        return unless(!command.empty(), "--set-weight-command");
      case Ability::change_release:
        return unless(command.find("{release}") != std::string::npos,
                      "--set-weight-command with {release}");
      case Ability::restart:
        return unless(!options_.restart_command.empty(), "--restart-command");
      case Ability::several_services:
        return unless(clients_.size() > 1, "second --url");
      case Ability::force_canary:
        return unless(options_.override_header.has_value(), "--override-header");
      case Ability::force_stable:
        return "an override of HTTP names the canary only";
      case Ability::carry:
        return unless(!options_.carry_header.empty(), "--carry-header");
    }
    return std::nullopt;
  }

  std::size_t services() const override { return clients_.size(); }

  Checked<void> set(const Setting& setting) override {
    if (options_.set_weight_command.empty()) return {};
    return run_and_reconnect(filled_in(options_.set_weight_command, setting));
  }

  Checked<void> restart() override { return run_and_reconnect(options_.restart_command); }

  Checked<std::vector<Answer>> ask(std::span<const Question> questions) override {
    std::vector<Answer> answers;
    for (const Question& question : questions) {
      HttpClient& client = *clients_[question.service];
      auto answer = client.get(headers_of(question)).and_then([this](const HttpResponse& response) {
        return answer_from(response);
      });
      if (!answer) {
        const std::string& url = options_.urls[question.service];
        return tl::unexpected(Error{fmt::format("{}: {}", url, answer.error().message)});
      }
      answers.push_back(*std::move(answer));
    }
    return answers;
  }

 private:
  // What the old process had open would keep it alive, or be closed under a request.
  Checked<void> run_and_reconnect(const std::string& command) {
    for (const auto& client : clients_) client->disconnect();
    return run_command(command, command_time_max);
  }

  HttpFields headers_of(const Question& question) const {
    HttpFields headers;
    headers.set(options_.user_header, question.user);
    if (!question.cookies.empty())
      headers.set(http::field::cookie, cookie_header(question.cookies));
    if (question.force && options_.override_header) {
      headers.set(options_.override_header->name, options_.override_header->value);
    }
    if (!question.carried.empty()) headers.set(options_.carry_header, question.carried);
    return headers;
  }

  Checked<Answer> answer_from(const HttpResponse& response) {
    const auto header = response.find(options_.version_header);
    if (header == response.end()) {
      return tl::unexpected(
          Error{fmt::format("an answer with status {} has no header {}: see --version-header",
                            response.result_int(), options_.version_header)});
    }
    const std::string value(header->value());
    const auto version = version_of(value);
    if (!version) return tl::unexpected(version.error());
    Answer answer{.version = *version};
    const auto [first, last] = response.equal_range(http::field::set_cookie);
    for (auto field = first; field != last; ++field) {
      const auto text = field->value();
      if (auto cookie = set_cookie_from({text.data(), text.size()})) {
        answer.set_cookies.insert_or_assign(std::move(cookie->name), std::move(cookie->value));
      }
    }
    if (!options_.carry_header.empty()) answer.carry = std::string(response[options_.carry_header]);
    return answer;
  }

  // Which of the two values is the canary's has to be said, or it is called "canary". What stable
  // is called, the answers show; two such names mean that the canary's was never said.
  Checked<Version> version_of(const std::string& value) {
    if (value == options_.canary_value) return Version::canary;
    if (!options_.stable_value) options_.stable_value = value;
    if (value == *options_.stable_value) return Version::stable;
    return tl::unexpected(Error{fmt::format(
        "{} is \"{}\" and \"{}\", but the canary's value is said to be \"{}\": "
        "see --canary-value",
        options_.version_header, *options_.stable_value, value, options_.canary_value)});
  }

  UrlRouterOptions options_;
  std::vector<std::unique_ptr<HttpClient>> clients_;
};

}  // namespace

Checked<std::unique_ptr<RouterUnderTest>> make_url_router(UrlRouterOptions options) {
  std::vector<HttpUrl> urls;
  for (const std::string& text : options.urls) {
    auto url = http_url_from(text);
    if (!url) return tl::unexpected(url.error());
    urls.push_back(*std::move(url));
  }
  return std::make_unique<UrlRouter>(std::move(options), std::move(urls));
}

}  // namespace coalmine::conform
