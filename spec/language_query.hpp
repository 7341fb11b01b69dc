// The language of queries to a metrics store: what Argo Rollouts and Flagger have in common.
#pragma once

#include <string>

#include "routing/judge/query.hpp"
#include "spec/type.hpp"

namespace coalmine::spec {

struct Measured {
  routing::Measure measure = routing::Measure::success_rate;
  double percentile = 0;
};

Type<Measured> measured_type();
Type<routing::Side> side_type();

// A value as text: what is measured, which may be written behind it, says in which unit it is.
Type<Name> limit_type();

// What `written` means as a value of the query: a share, a number or seconds; of a difference, also
// below 0.
Value<double> limit_from(const routing::Query& query, const std::string& written);

// Notes why an engine refuses what is written in `node`, at the key that its message begins with.
void refuse_key(const Error& error, const Node& node, Problems& problems);

}  // namespace coalmine::spec
