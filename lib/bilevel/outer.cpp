#include <reel/bilevel/outer.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace reel {
namespace {

using Eigen::VectorXd;

void require_settings(const LineSearch& search)
{
    require(search.first > 0.0 && search.shrink > 0.0 && search.shrink < 1.0 && search.grow >= 1.0 &&
                search.armijo >= 0.0 && search.armijo < 1.0 && search.trials >= 1,
            [&] {
                return "line search: first " + std::to_string(search.first) + ", shrink " + std::to_string(search.shrink) +
                       ", grow " + std::to_string(search.grow) + ", armijo " + std::to_string(search.armijo) +
                       ", trials " + std::to_string(search.trials) +
                       "; first > 0, shrink in (0, 1), grow >= 1, armijo in [0, 1), trials >= 1";
            });
}
void require_settings(const Adam& adam)
{
    require(adam.rate > 0.0 && adam.mean >= 0.0 && adam.mean < 1.0 && adam.square >= 0.0 && adam.square < 1.0, [&] {
        return "Adam: rate " + std::to_string(adam.rate) + ", mean " + std::to_string(adam.mean) + ", square " +
               std::to_string(adam.square) + "; rate > 0, mean and square in [0, 1)";
    });
}

/// The step with no entry longer than `longest`.
VectorXd limited(const VectorXd& step, double longest)
{
    const double largest = step.cwiseAbs().maxCoeff();
    return largest > longest ? VectorXd(step * (longest / largest)) : step;
}

/// What a line search remembers from one outer step to the next.
class Searching {
public:
    explicit Searching(const LineSearch& settings) : settings_(settings) {}

    VectorXd next(const Observe& observe, const Outer& how, OuterStep& step)
    {
        const double slope = step.gradient.squaredNorm();
        if (!(slope > 0.0))
            return step.theta;
        double a = length_ > 0.0 ? settings_.grow * length_ : settings_.first / std::sqrt(slope);
        for (; step.trials < settings_.trials && step.work < how.budget; a *= settings_.shrink) {
            const VectorXd moved = limited(-a * step.gradient, how.longest);
            const Observation trial = observe(step.theta + moved, false);
            ++step.trials;
            step.work += trial.work;
            // limited or not, the decrease is asked of the step that was made
            if (trial.loss <= step.loss + settings_.armijo * moved.dot(step.gradient)) {
                length_ = a;
                return step.theta + moved;
            }
        }
        length_ = a / settings_.grow; // the next outer step begins below the last trial
        return step.theta;
    }

private:
    LineSearch settings_;
    double length_ = 0.0; // the a that was taken last
};

class Moments {
public:
    explicit Moments(const Adam& settings) : settings_(settings) {}

    VectorXd next(const Observe&, const Outer& how, OuterStep& step)
    {
        const VectorXd& g = step.gradient;
        if (k_ == 0)
            mean_ = square_ = VectorXd::Zero(g.size());
        ++k_;
        mean_ = settings_.mean * mean_ + (1.0 - settings_.mean) * g;
        square_ = settings_.square * square_ + (1.0 - settings_.square) * g.cwiseAbs2();
        const double mean_weight = 1.0 - std::pow(settings_.mean, k_);
        const double square_weight = 1.0 - std::pow(settings_.square, k_);
        const VectorXd size = (square_ / square_weight).cwiseSqrt().array() + settings_.epsilon;
        return step.theta + limited(-settings_.rate / mean_weight * mean_.cwiseQuotient(size), how.longest);
    }

private:
    Adam settings_;
    VectorXd mean_;
    VectorXd square_;
    int k_ = 0;
};

template <class Method>
OuterRun run(const Observe& observe, VectorXd theta, const Outer& how, const OuterWatch& watch, Method method)
{
    OuterRun result;
    result.theta = theta;
    for (int t = 0; t < how.steps; ++t) {
        OuterStep step{observe(theta, true), theta};
        if (!std::isfinite(step.loss) || !step.gradient.allFinite()) {
            result.status = OuterStatus::not_finite;
        } else {
            if (step.loss < result.loss) {
                result.loss = step.loss;
                result.theta = theta;
            }
            if (step.gradient.norm() <= how.tolerance)
                result.status = OuterStatus::converged;
            else
                theta = method.next(observe, how, step);
        }
        step.moved = step.theta != theta;
        result.untrusted += step.status == DerivativeStatus::ok ? 0 : 1;
        result.work += step.work;
        result.steps.push_back(std::move(step));
        if (watch && !watch(result.steps.back()) && result.status == OuterStatus::completed)
            result.status = OuterStatus::ended;
        if (result.status != OuterStatus::completed)
            break;
    }
    return result;
}

} // namespace

const char* to_string(OuterStatus status) noexcept
{
    switch (status) {
    case OuterStatus::completed: return "completed";
    case OuterStatus::converged: return "converged";
    case OuterStatus::not_finite: return "not finite";
    case OuterStatus::ended: return "ended";
    }
    return "unknown";
}

OuterRun minimize(const Observe& observe, Eigen::VectorXd theta, const Outer& how, const OuterWatch& watch)
{
    require(how.steps >= 1 && how.tolerance >= 0.0 && how.longest > 0.0 && how.budget >= 1, [&] {
        return "outer method: " + std::to_string(how.steps) + " steps, tolerance " + std::to_string(how.tolerance) +
               ", longest " + std::to_string(how.longest) + ", budget " + std::to_string(how.budget) +
               "; at least 1 step, tolerance >= 0, longest > 0, budget >= 1";
    });
    if (const auto* search = std::get_if<LineSearch>(&how.method)) {
        require_settings(*search);
        return run(observe, std::move(theta), how, watch, Searching(*search));
    }
    const Adam& adam = std::get<Adam>(how.method);
    require_settings(adam);
    return run(observe, std::move(theta), how, watch, Moments(adam));
}

} // namespace reel
