#include "conform/policy_router.hpp"

#include <algorithm>
#include <cassert>
#include <variant>

namespace coalmine::conform {
namespace {

std::optional<Version> version_named(std::string_view name) {
  for (const Version version : {Version::stable, Version::canary}) {
    if (routing::name_of(version) == name) return version;
  }
  return std::nullopt;
}

bool gives(const routing::Rule& rule, Version version) {
  return rule.gets == (version == Version::canary ? routing::Gets::canary : routing::Gets::stable);
}

}  // namespace

PolicyRouter::PolicyRouter(const spec::Scenario& scenario, std::uint64_t seed)
    : PolicyRouter(scenario.policies.front(), scenario.release.functions.size(), seed) {}

PolicyRouter::PolicyRouter(spec::Policy policy, std::size_t services, std::uint64_t seed)
    : policy_(std::move(policy)),
      services_(services),
      draws_(seed, 0, Purpose::invocation),
      router_(policy_.routing, services, 0),
      turns_(services) {
  if (const auto* bucketed = std::get_if<routing::Bucketed>(&policy_.routing.route)) {
    auto product = routing::ProductBucketing::make(bucketed->product, bucketed->parameters);
    assert(product.has_value());  // the scenario was checked
    product_ = *std::move(product);
  }
}

std::optional<std::string> PolicyRouter::lacks(Ability ability) const {
  switch (ability) {
    case Ability::set_weight:
    case Ability::change_release:
    case Ability::restart:
      return std::nullopt;
    case Ability::several_services:
      if (services_ > 1) return std::nullopt;
      return "its release has one function";
    case Ability::force_canary:
    case Ability::force_stable:
      if (override_for(ability == Ability::force_canary ? Version::canary : Version::stable)) {
        return std::nullopt;
      }
      return "its rules have no header that names the version";
    case Ability::carry:
      if (policy_.routing.propagation.enabled) return std::nullopt;
      return "its decision does not travel (propagate)";
  }
  return std::nullopt;
}

Checked<void> PolicyRouter::set(const Setting& setting) {
  const bool is_new_release = setting.release != setting_.release;
  setting_ = setting;
  if (is_new_release) {
    held_.clear();  // its cookies have another name
    step_ = 0;
    make_router();
  }
  step_ = setting.weight > 0 ? step_ + 1 : 0;
  set_weights();
  return {};
}

Checked<void> PolicyRouter::restart() {
  ++restarts_;
  if (policy_.holders.members > 0) held_.clear();
  turns_.assign(services_, {});
  make_router();
  set_weights();
  return {};
}

Checked<std::vector<Answer>> PolicyRouter::ask(std::span<const Question> questions) {
  std::vector<Answer> answers;
  answers.reserve(questions.size());
  for (const Question& question : questions) {
    const Draw draw = draws_.at(draw_index_++);
    const routing::Invocation invocation{
        .function = static_cast<routing::FunctionId>(question.service),
        .key = key_of(question.user),
        .draw = draw.first,
        .carried = version_named(question.carried)};
    const Version version = answer(question, invocation, draw);
    Answer& answer = answers.emplace_back(Answer{.version = version});
    if (!policy_.routing.propagation.enabled) continue;
    if (const auto sent = router_.onward(invocation, version)) answer.carry = name_of(*sent);
  }
  return answers;
}

Version PolicyRouter::answer(const Question& question, const routing::Invocation& invocation,
                             Draw draw) {
  if (question.force) {
    const routing::WithHeader* header = override_for(*question.force);
    assert(header != nullptr);
    const routing::HeaderField field{
        header->name, header->value ? std::string_view(*header->value) : std::string_view()};
    if (const auto version = router_.decide_by_rule(
            invocation.function,
            {.user = routing::key_of(question.user), .headers = std::span(&field, 1)})) {
      return *version;
    }
  }
  const bool in_turn = std::holds_alternative<routing::RoundRobin>(policy_.routing.route);
  if (in_turn && !invocation.carried) {
    return turns_[invocation.function].next(router_.weight_of(invocation.function));
  }
  return policy_.routing.memory ? recalled(question, invocation, draw) : router_.decide(invocation);
}

Version PolicyRouter::recalled(const Question& question, const routing::Invocation& invocation,
                               Draw draw) {
  const std::uint32_t members = policy_.holders.members;
  const Holder holder{invocation.function,
                      members > 0 ? below(members, draw.second) : routing::key_of(question.user)};
  const auto found = held_.find(holder);
  auto held = found == held_.end() ? std::nullopt : std::optional(found->second);
  const routing::Recalled recalled = router_.decide(invocation, held, now_);
  if (held) {
    if (recalled.drew && policy_.holders.life) held->until = now_ + *policy_.holders.life;
    held_.insert_or_assign(holder, *held);
  } else if (recalled.changed) {
    held_.erase(holder);
  }
  return recalled.version;
}

// Every kind of key is the user's: in a test each user has one session, one tenant, one device.
std::optional<std::uint64_t> PolicyRouter::key_of(std::string_view user) const {
  if (product_) return product_->position(user);
  const auto* sticky = std::get_if<routing::Sticky>(&policy_.routing.route);
  const bool by_request = sticky != nullptr && sticky->key == routing::StickyKey::request;
  return by_request ? draw_index_ : routing::key_of(user);
}

const routing::WithHeader* PolicyRouter::override_for(Version version) const {
  for (const routing::Rule& rule : policy_.routing.rules) {
    if (const auto* header = std::get_if<routing::WithHeader>(&rule.when)) {
      if (gives(rule, version)) return header;
    }
  }
  return nullptr;
}

void PolicyRouter::make_router() {
  std::uint64_t salt = routing::key_of(setting_.release);
  // Its seed is the process's own.
  const auto& route = policy_.routing.route;
  if (std::holds_alternative<routing::WrongRendezvous>(route)) salt = routing::mix(restarts_, salt);
  router_ = routing::Router(policy_.routing, services_, salt);
}

void PolicyRouter::set_weights() {
  const auto weight = routing::Weight::make(setting_.weight);
  assert(weight.has_value());  // Setting::weight is in [0, 1]
  for (std::size_t function = 0; function < services_; ++function) {
    router_.set_weight(static_cast<routing::FunctionId>(function), {*weight, step_});
  }
}

}  // namespace coalmine::conform
