#include <variant>

#include "harness/judges/argo_judge.hpp"
#include "harness/judges/burn_rate_judge.hpp"
#include "harness/judges/codedeploy_judge.hpp"
#include "harness/judges/evidence_judge.hpp"
#include "harness/judges/flagger_judge.hpp"
#include "harness/judges/judge.hpp"
#include "harness/judges/kayenta_judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> make_judge(const spec::Judge& spec, const Setup& setup) {
  return std::visit([&](const auto& engine) { return judge_of(engine, setup); }, spec.engine);
}

}  // namespace coalmine::harness
