// How many users have at least one request that "hits", whatever a hit is: the step from the
// probability that one request is exposed, or harmed, to the number of users.
//
// It is the users' numbers of requests that make this step non-linear, so here is what each traffic
// pattern says about them. Formulas, sources and limits: docs/MODELS.md, "Closed forms".
#pragma once

#include <optional>
#include <vector>

#include "harness/setup.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {

// Of those that share a bucket, a share falls into each class. Given the class, requests hit
// independently of one another, with a probability for each stretch of the window.
struct HitClass {
  double share;
  std::vector<double> hit;
};

// A route without memory has one class. What is counted by inclusion and exclusion has classes of
// negative share: nothing here but adds up over classes.
struct Hits {
  WeightPath stretches;  // of the window
  std::vector<HitClass> classes;
  bool by_session = false;  // is it sessions that share a bucket, and not users?
};

// Every request of the window hits.
Hits every_request(const Setup& setup);

// The requests that hit one by one where all of a class did before: with this probability each.
Hits thinned(Hits hits, double probability);

// The requests that did not hit.
Hits complement(Hits hits);

// Expected number of users with at least one hit. Nothing, here and below, where the traffic
// pattern has no exact form for these hits.
std::optional<double> users_hit(const Setup& setup, const Hits& hits);

// Expectation of that number / active users, given that there is one.
std::optional<double> share_of_users_hit(const Setup& setup, const Hits& hits);

// Expected number of requests in the window.
std::optional<double> expected_requests(const Setup& setup);

// The time average of a weight, as the requests of the window see it: the expected share of them
// that it covers.
std::optional<double> mean_weight(const Setup& setup, const WeightPath& stretches);

}  // namespace coalmine::harness
