#include "taped_run.hpp"

#include <reel/unroll/iterate.hpp>

#include <cmath>

namespace reel::apps {

TapedRun::TapedRun(const Experiment& experiment)
    : experiment_(experiment), u_(independent(experiment.u)),
      state_(recorded_tree(experiment.solver.init(experiment.x0)))
{
    mark();
}

void TapedRun::advance()
{
    state_ = experiment_.solver(state_, u_);
    mark();
}

void TapedRun::mark()
{
    mark_iteration(tape_, state_);
    marks_.push_back(tape_.mark());
}

Adjoints TapedRun::rows() const
{
    const VarVector& x = iterate();
    const auto n = static_cast<int>(x.size());
    Adjoints rows(tape_, n);
    for (int i = 0; x.active() && i < n; ++i)
        rows.at_column(x, i)[i] = 1.0;
    return rows;
}

double TapedRun::error_from(std::size_t T, Adjoints& rows) const
{
    reverse_sweep(tape_, rows, marks_.at(T));
    double sum = 0.0;
    for (int i = 0; i < rows.columns(); ++i)
        sum += (rows.at_column(u_, i) - experiment_.jacobian.row(i).transpose()).squaredNorm();
    return std::sqrt(sum);
}

} // namespace reel::apps
