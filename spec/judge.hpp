// A judge of a scenario: which engine, with which configuration, on which functions.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "models/system.hpp"
#include "routing/judge/argo/spec.hpp"
#include "routing/judge/burn_rate/spec.hpp"
#include "routing/judge/codedeploy/spec.hpp"
#include "routing/judge/evidence/spec.hpp"
#include "routing/judge/flagger/spec.hpp"
#include "routing/judge/kayenta/spec.hpp"

namespace coalmine::spec {

using Engine =
    std::variant<routing::codedeploy::Spec, routing::argo::Spec, routing::flagger::Spec,
                 routing::kayenta::Spec, routing::evidence::Spec, routing::burn_rate::Spec>;

struct Judge {
  std::string name;
  // Each is watched by an instance of its own; the first that wants to roll back does.
  std::vector<models::FunctionIndex> functions;
  Engine engine;
  friend bool operator==(const Judge&, const Judge&) = default;
};

}  // namespace coalmine::spec
