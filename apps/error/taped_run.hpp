#pragma once
/// One tape of all steps of a run, and the derivative of its last iterate for every truncation index.

#include "zoo/experiment.hpp"

#include <reel/core/recording.hpp>
#include <reel/core/sweep.hpp>
#include <reel/eigen/vector.hpp>

#include <vector>

namespace reel::apps {

/// Records as long as it lives; nothing else may record meanwhile.
class TapedRun {
public:
    explicit TapedRun(const Experiment& experiment); ///< x_0
    void advance();                                  ///< One step.

    const VarVector& iterate() const { return experiment_.solver.solution(state_); }
    /// The identity at the iterate: an adjoint for each row of the Jacobian.
    Adjoints rows() const;
    /// Sweeps them down to x_T and returns |Zbar - J*|: what has reached u by then is the derivative that starts at T.
    /// From one call to the next T decreases.
    double error_from(std::size_t T, Adjoints& rows) const;

private:
    void mark();

    const Experiment& experiment_;
    Tape tape_;
    Recording on_{tape_};
    VarVector u_;
    AnyState<VarVector> state_;
    std::vector<Tape::Mark> marks_; ///< Of x_0, x_1, ...
};

} // namespace reel::apps
