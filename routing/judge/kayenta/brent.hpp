// Brent's search for a zero, asked one point at a time.
//
// Boost.Math has root finders and not this one: which zero of a staircase is found, and so
// Kayenta's bounds and verdicts, hangs on the order of its trials and on the tolerance. This is the
// method of R. P. Brent, Algorithms for Minimization without Derivatives, chapter 4, in the form
// known as zeroin, as Kayenta's BrentSolver has it: the same trials, to the bit (field
// semantics 4.9).
#pragma once

#include <optional>

namespace coalmine::routing::kayenta {

class Brent {
 public:
  struct Point {
    double x;
    double f;
  };

  // The zero lies between the two, where `f` has opposite signs or is 0.
  Brent(Point low, Point high);

  // Where it wants to know `f` next; nothing when it has come near enough to the zero.
  std::optional<double> next() const { return next_; }
  void tell(double f);  // the value there. Precondition: next()

  double zero() const { return best_.x; }  // so far

 private:
  void prepare();  // finds the next trial, or ends
  double interpolated_step(double half, double tolerance, double last_step) const;

  Point last_;              // the one before the best
  Point best_;              // nearest to the zero
  Point across_;            // on the other side of it
  int trials_left_ = 1001;  // Kayenta's bound, never reached
  std::optional<double> next_;
};

}  // namespace coalmine::routing::kayenta
