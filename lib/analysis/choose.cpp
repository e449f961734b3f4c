#include "forecast.hpp"
#include "watched.hpp"

#include <reel/analysis/choose.hpp>
#include <reel/unroll/cost_ratio.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

namespace reel {
namespace {

void require_steps(long steps, const char* what)
{
    require(steps >= 0, [&] { return std::string(what) + " = " + std::to_string(steps) + "; it must not be negative"; });
}

ErrorConstants model_of(const Estimates& from)
{
    return {.rho = std::clamp(from.rho, 1e-6, 1.0 - 1e-12), .C = from.C, .e0 = from.error, .jacobian = from.jacobian,
            .edot0 = from.jacobian, .c = from.growth};
}
bool usable(const Estimates& from)
{
    return from.rho < 1.0 && std::isfinite(from.C * from.error) && std::isfinite(from.jacobian) && from.jacobian > 0.0;
}

void finish(Choice& choice, Watched& watched, long recorded)
{
    choice.passive = watched.k();
    choice.recorded = recorded;
    choice.from = watched.finite() ? watched.look_closely() : Estimates{.k = watched.k()};
    choice.waited_for_active_set = watched.waited();
    Estimates at_end = choice.from;
    if (usable(choice.from)) {
        choice.bound = derivative_bound(model_of(choice.from), recorded);
        choice.last_error = (recorded > 0 ? choice.from.growth : 1.0) * choice.from.error * std::pow(choice.from.rho, recorded);
        at_end.error = std::min(choice.from.error, choice.last_error);
    }
    choice.inside_burn_in = !(at_end.rho < 1.0 && at_end.curse_number() <= 1.0);
}

/// From the start of the least bound to that of the least error, as far as that can be foretold: the limit must be known well.
void move_to_forecast(Choice& choice, AnyRun& run, Watched& watched)
{
    const Estimates& seen = choice.from;
    if (!usable(seen) || !(seen.rho > 0.0) || seen.limit.size() == 0 || seen.limit_error > 0.1 * seen.error)
        return;
    const long K = choice.passive + choice.recorded;
    const Forecast ahead = forecast(run, seen, choice.passive, K);
    watched.move_to(ahead.start(watched.earliest()));
    choice.passive = watched.k();
    choice.recorded = K - choice.passive;
    choice.from = watched.look_closely();
    choice.bound = derivative_bound(model_of(choice.from), choice.recorded);
    choice.forecast = ahead.error(choice.passive);
}

} // namespace

const char* to_string(Rule rule) noexcept
{
    switch (rule) {
    case Rule::curse_free_start: return "curse-free start";
    case Rule::budget_stop: return "budget stop";
    case Rule::adjoint_stop: return "adjoint stop";
    case Rule::restart_monitor: return "restart monitor";
    case Rule::two_starts: return "two starts";
    case Rule::identification: return "identification";
    }
    return "unknown";
}

std::string Choice::text() const
{
    std::ostringstream out;
    out << to_string(rule) << ": " << passive << " plain steps, then " << recorded << " recorded";
    out << "; seen there: rho = " << from.rho << ", C = " << from.C << ", |x - x*| <= " << from.error
        << ", |J*| = " << from.jacobian << ", c = " << from.growth << ", curse number " << from.curse_number();
    if (std::isfinite(forecast))
        out << "; |Z - J*| = " << forecast << " is expected";
    if (inside_burn_in)
        out << "; the steps end inside the burn-in";
    return out.str();
}

Choice choose(AnyRun& run, const CurseFreeStart& rule)
{
    require_steps(rule.iterations, "curse-free start: iterations");
    Watched watched(run, rule.settled);
    const long K = rule.iterations;
    const auto wanted = [&](const Estimates& seen) { return usable(seen) ? optimal_truncation(model_of(seen), K) : 0; };
    watched.advance_while(wanted, K);
    watched.go_back_if([&](const Estimates& then) { return usable(then) && wanted(then) == 0; });
    Choice choice{.rule = Rule::curse_free_start};
    finish(choice, watched, K - watched.k());
    move_to_forecast(choice, run, watched);
    return choice;
}

Choice choose(AnyRun& run, const BudgetStop& rule)
{
    require(std::isfinite(rule.budget) && rule.budget >= 0.0 && rule.cost_ratio.value_or(1.0) > 0.0, [&] {
        return "budget stop: a budget of " + std::to_string(rule.budget) + " and a cost ratio of " +
               std::to_string(rule.cost_ratio.value_or(1.0)) + "; the first must not be negative, the second above 0";
    });
    Choice choice{.rule = Rule::budget_stop, .cost_ratio = rule.cost_ratio ? *rule.cost_ratio : measure_cost_ratio(run)};
    const double w = choice.cost_ratio;
    const double per_step = static_cast<double>(run.step_size().from_truncation.bytes(StretchSize::most)) / StretchSize::most;
    const double cap = std::min(static_cast<double>(rule.memory_limit) / per_step, 1e9);
    const auto left = [&](long k) { return rule.budget - static_cast<double>(k); };
    const auto all = static_cast<long>(rule.budget);
    Watched watched(run, rule.settled);
    const auto wanted = [&](const Estimates& seen) {
        const long steps = usable(seen) ? split_budget(model_of(seen), left(watched.k()), w, static_cast<long>(cap)).passive : 0;
        return static_cast<double>(steps) < 1.0 + w ? 0 : steps; // what is left over by rounding is no wish
    };
    watched.advance_while(wanted, all);
    const double affordable = std::floor(std::max(left(watched.k()), 0.0) / (1.0 + w));
    finish(choice, watched, static_cast<long>(std::min(affordable, std::floor(cap))));
    return choice;
}

Choice choose(AnyRun& run, const AdjointStop& rule)
{
    require_steps(rule.iterations, "adjoint stop: iterations");
    const std::unique_ptr<AnyRun> ahead = run.clone();
    Watched watched(*ahead, 0);
    watched.advance(rule.iterations);
    Choice choice{.rule = Rule::adjoint_stop};
    finish(choice, watched, 0);
    choice.passive = 0;
    choice.recorded = rule.iterations;
    return choice;
}

Choice choose(AnyRun& run, const RestartMonitor& rule)
{
    require_steps(rule.iterations, "restart monitor: iterations");
    const std::unique_ptr<AnyRun> ahead = run.clone();
    const Eigen::VectorXd du = probe_direction(run.parameters());
    Eigen::VectorXd z = Eigen::VectorXd::Zero(run.row().size());
    Eigen::VectorXd before = z;
    double change = std::numeric_limits<double>::infinity(); // |z_k - z_{k-2}|
    long T = 0;
    for (long k = 1; k <= rule.iterations; ++k, ahead->advance()) {
        const Eigen::VectorXd next = ahead->linearize().push(z, du);
        const double now = (next - before).norm();
        before = z;
        z = next;
        if (k > T + 2 && now > change) {
            T = k;
            z.setZero();
            before.setZero();
        }
        change = now;
    }
    Choice choice{.rule = Rule::restart_monitor};
    Watched watched(run, 0);
    watched.advance(T);
    finish(choice, watched, rule.iterations - T);
    return choice;
}

Choice choose(AnyRun& run, const TwoStarts& rule)
{
    require(0 <= rule.first && rule.first < rule.second && rule.second <= rule.iterations, [&] {
        return "two starts at " + std::to_string(rule.first) + " and " + std::to_string(rule.second) + " of " +
               std::to_string(rule.iterations) + " steps; the second must be later than the first, and both within the run";
    });
    const std::unique_ptr<AnyRun> ahead = run.clone();
    const Eigen::VectorXd direction = probe_direction(run.parameters());
    Eigen::MatrixXd z = Eigen::MatrixXd::Zero(run.row().size(), 2);
    Eigen::MatrixXd du = Eigen::MatrixXd::Zero(direction.size(), 2);
    for (long k = 0; k < rule.iterations; ++k, ahead->advance()) {
        if (k == rule.first)
            du.col(0) = direction;
        if (k == rule.second)
            du.col(1) = direction;
        if (k >= rule.first)
            z = ahead->linearize().push(z, du);
    }
    Choice choice{.rule = Rule::two_starts, .difference = (z.col(0) - z.col(1)).norm()};
    const long T = choice.difference <= rule.tolerance * z.col(0).norm() ? rule.second : rule.first;
    Watched watched(run, 0);
    watched.advance(T);
    finish(choice, watched, rule.iterations - T);
    return choice;
}

Choice choose(AnyRun& run, const Identification& rule)
{
    require_steps(rule.iterations, "identification: iterations");
    Watched watched(run, rule.settled);
    require(watched.has_active_set(), [] {
        return std::string("identification: the map has no active_set(state); for a smooth map there is nothing to identify");
    });
    while (watched.k() < rule.iterations && watched.finite() && watched.unsettled() > 0)
        watched.advance(1);
    watched.go_back_if([&](const Estimates&) { return watched.unsettled() == 0; });
    Choice choice{.rule = Rule::identification};
    finish(choice, watched, rule.iterations - watched.k());
    return choice;
}

double measure_cost_ratio(const AnyRun& run)
{
    const Eigen::VectorXd x = run.row();
    const Eigen::MatrixXd w = Eigen::MatrixXd::Ones(x.size(), 1);
    const auto twenty = [](const auto& work) {
        return [&work] {
            for (int i = 0; i < 20; ++i)
                work();
        };
    };
    const auto plain = [&] { run.image(x); };
    const auto recorded = [&] { run.linearize(x).pull(w); };
    return std::max(detail::cost_ratio(twenty(plain), twenty(recorded), 5), 0.1);
}

SweepStop::SweepStop(const Choice& choice)
    : recorded_(static_cast<Step>(choice.recorded)), usable_(usable(choice.from)), jacobian_(choice.from.jacobian),
      curse_of_a_step_(usable_ ? choice.from.C * choice.last_error / model_of(choice.from).rho : 0.0)
{}

bool SweepStop::add(Step k, double adjoint_norm)
{
    if (!usable_) {
        best_ = k;
        return true;
    }
    if (k == recorded_)
        whole_ = adjoint_norm;
    const double curse = whole_ * curse_of_a_step_ * static_cast<double>(recorded_ - k);
    const double now = adjoint_norm * jacobian_ + curse;
    if (now <= least_) {
        least_ = now;
        best_ = k;
    }
    return curse <= least_;
}

Step least_certified(const SweepCurve& swept, const Certificate& certificate, Step otherwise)
{
    Step best = otherwise;
    double least = certificate.bound(swept.sum(best));
    for (Step T = swept.first(); T <= swept.last(); ++T)
        if (const double bound = certificate.bound(swept.sum(T)); bound < least) {
            best = T;
            least = bound;
        }
    return best;
}

} // namespace reel
