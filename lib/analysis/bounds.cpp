#include <reel/analysis/bounds.hpp>
#include <reel/error.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace reel {
namespace {

void require_contraction(double rho, double c)
{
    require(rho >= 0 && rho < 1 && std::isfinite(c) && c >= 1, [&] {
        return "bounds: rho = " + std::to_string(rho) + ", c = " + std::to_string(c) +
               "; they need 0 <= rho < 1 (the map contracts) and c >= 1";
    });
}

void require_size(double number, const char* name)
{
    require(std::isfinite(number) && number >= 0, [&] {
        return std::string("bounds: ") + name + " = " + std::to_string(number) + " must be finite and not negative";
    });
}

void check(const ErrorConstants& m)
{
    require_contraction(m.rho, m.c);
    require_size(m.C, "C");
    require_size(m.e0, "e_0");
    require_size(m.jacobian, "|J*|");
    require_size(m.edot0, "edot_0");
}

/// s = ln(1/rho), the decay per step on the log scale.
double decay(const ErrorConstants& m)
{
    require(m.rho > 0, [] { return "bounds: rho = 0, where the error vanishes after one step; this needs rho > 0"; });
    return -std::log(m.rho);
}

void require_steps(long steps, long least, const char* name)
{
    require(steps >= least, [&] {
        return std::string("bounds: ") + name + " = " + std::to_string(steps) + " must be at least " +
               std::to_string(least);
    });
}

/// c rho^steps start + c^2 C steps rho^{steps-1} e: what a derivative that starts wrong by `start` is wrong by later.
double growth_decay(const ErrorConstants& m, double steps, double start, double e)
{
    const double curse = steps > 0 ? m.c * m.c * m.C * steps * std::pow(m.rho, steps - 1) * e : 0;
    return m.c * std::pow(m.rho, steps) * start + curse;
}

/// a = c C e_0/(rho edot_0): bound = c edot_0 rho^k (1 + a k).
double growth(const ErrorConstants& m)
{
    require(m.edot0 > 0, [] { return "bounds: edot_0 = 0, the derivative starts exact; this needs edot_0 > 0"; });
    return m.c * m.C * m.e0 / (m.rho * m.edot0);
}

double curse_of(const ErrorConstants& m, double e, double start)
{
    const double forcing = m.c * m.C * e;
    return forcing == 0 ? 0 : forcing / ((1 - m.rho) * start); // start = 0 gives infinity
}

} // namespace

double forcing_constant(double lipschitz_x, double lipschitz_u, double jacobian)
{
    require_size(lipschitz_x, "L_x");
    require_size(lipschitz_u, "L_u");
    require_size(jacobian, "|J*|");
    return lipschitz_x * jacobian + lipschitz_u;
}

double iterate_bound(const ErrorConstants& model, long k)
{
    check(model);
    require_steps(k, 0, "k");
    return model.c * std::pow(model.rho, k) * model.e0;
}

double derivative_bound(const ErrorConstants& model, long k)
{
    check(model);
    require_steps(k, 0, "k");
    return growth_decay(model, static_cast<double>(k), model.edot0, model.e0);
}

double truncated_bound(const ErrorConstants& model, long k, long T)
{
    check(model);
    require_steps(T, 0, "T");
    require_steps(k, T, "k");
    return growth_decay(model, static_cast<double>(k - T), model.jacobian, std::pow(model.rho, T) * model.e0);
}

ErrorConstants restarted(const ErrorConstants& model, double e_T)
{
    ErrorConstants later = model;
    later.e0 = e_T;
    later.edot0 = model.jacobian;
    check(later);
    return later;
}

ErrorRecursion::ErrorRecursion(double rho, double start, double c) : rho_(rho), sum_(start), c_(c)
{
    require_contraction(rho, c);
    require_size(start, "the start of a recursion");
}

void ErrorRecursion::advance(double forcing)
{
    require(forcing >= 0, [&] { return "bounds: a forcing of " + std::to_string(forcing) + "; it is a norm"; });
    sum_ = rho_ * sum_ + forcing;
}

double curse_number(const ErrorConstants& model)
{
    check(model);
    return curse_of(model, model.e0, model.edot0);
}

Peak peak(const ErrorConstants& model)
{
    check(model);
    const double s = decay(model);
    const double a = growth(model);
    const double start = model.c * model.edot0;
    if (a <= s)
        return {0, start};
    return {1 / s - 1 / a, a / s * std::exp(s / a - 1) * start};
}

double burn_in_end(const ErrorConstants& model)
{
    check(model);
    const double s = decay(model);
    const double a = growth(model);
    if (a <= s)
        return 0;
    const double ratio = s / a;
    const double y = -lambert_w_minus1(-ratio * std::exp(-ratio)) / ratio;
    return std::max(0.0, (y - 1) / a);
}

double lambert_w_minus1(double x)
{
    // e = e_high + e_low to 106 bits: 1 + e x must not cancel at the branch point x = -1/e.
    constexpr double e_high = std::numbers::e;
    constexpr double e_low = 1.4456468917292502e-16;
    const double above = std::fma(e_high, x, 1.0) + e_low * x;
    require(x < 0 && above >= -1e-15,
            [&] { return "Lambert W_{-1}(" + std::to_string(x) + "): the argument must lie in [-1/e, 0)"; });
    const double p = -std::sqrt(2 * std::max(above, 0.0));
    if (p > -0.01) // the series in p about the branch point; its next term is below 1e-16 here
        return -1 + p * (1 + p * (-1.0 / 3 +
                                  p * (11.0 / 72 + p * (-43.0 / 540 + p * (769.0 / 17280 + p * (-221.0 / 8505))))));
    // Newton for g(w) = w + ln(-w) - ln(-x), increasing and concave for w < -1: one step, and all further ones
    // approach the root from below.
    const long double target = std::log(-static_cast<long double>(x));
    const long double outer = std::log(-target);
    long double w = p > -1 ? -1.0L + p * (1.0L - p / 3.0L) : target - outer;
    for (int iteration = 0; iteration < 50; ++iteration) {
        const long double change = (w + std::log(-w) - target) / (1 + 1 / w);
        w -= change;
        if (std::abs(change) <= 1e-18L * std::abs(w))
            break;
    }
    return static_cast<double>(w);
}

double optimal_truncation(const ErrorConstants& model)
{
    check(model);
    const double s = decay(model);
    require(model.jacobian > 0, [] { return "bounds: |J*| = 0; the best T needs |J*| > 0"; });
    return std::log(model.c * model.C * model.e0 / (model.rho * s * model.jacobian)) / s;
}

long optimal_truncation(const ErrorConstants& model, long k)
{
    check(model);
    require_steps(k, 0, "k");
    // b(T + 1) >= b(T)  <=>  (1 - rho) |J*| >= c C rho^T e_0: b is convex in T, so the first such T is the best.
    const double curse = curse_of(model, model.e0, model.jacobian);
    if (curse <= 1 || k == 0)
        return 0;
    if (model.rho == 0)
        return 1;
    const double first = std::ceil(std::log(curse) / decay(model));
    return first < static_cast<double>(k) ? static_cast<long>(first) : k;
}

long optimal_truncation(const ErrorConstants& model, std::span<const double> errors)
{
    check(model);
    const auto free_of_curse = [&](double e) { return model.c * model.C * e <= (1 - model.rho) * model.jacobian; };
    return std::ranges::find_if(errors, free_of_curse) - errors.begin();
}

BudgetSplit split_budget(const ErrorConstants& model, double budget, double w, long cap)
{
    check(model);
    require_size(budget, "the budget");
    require(std::isfinite(w) && w > 0, [&] {
        return "bounds: recording and sweeping a step costs w = " + std::to_string(w) + " steps; w must be above 0";
    });
    require_steps(cap, 0, "the cap on recorded steps");
    const double s = decay(model);
    const double most = std::min(std::floor(budget / (1 + w)), static_cast<double>(cap));
    const auto passive = [&](double n2) { return budget - (1 + w) * n2; };
    const auto bound = [&](double n2) {
        return growth_decay(model, n2, model.jacobian, model.e0 * std::pow(model.rho, passive(n2)));
    };
    const auto grows = [&](double n2) { // the sign of G'(n2), both sides divided by c rho^{n2}
        const double curse = model.c * model.C * model.e0 * std::pow(model.rho, passive(n2) - 1) * (1 + w * s * n2);
        return curse >= s * model.jacobian;
    };
    double low = 0;
    double high = most;
    while (high - low > 0.5) {
        const double middle = (low + high) / 2;
        (grows(middle) ? high : low) = middle;
    }
    double best = std::floor(low);
    for (double n2 = best + 1; n2 <= std::min(std::ceil(high), most); ++n2)
        if (bound(n2) < bound(best))
            best = n2;
    return {static_cast<long>(std::floor(passive(best))), static_cast<long>(best), bound(best)};
}

long passive_steps_for(const ErrorConstants& model, long recorded)
{
    check(model);
    require_steps(recorded, 1, "the number of recorded steps");
    require(model.jacobian > 0, [] { return "bounds: |J*| = 0; this needs |J*| > 0"; });
    const double excess = model.c * model.C * static_cast<double>(recorded) * model.e0 / (model.rho * model.jacobian);
    return excess <= 1 ? 0 : static_cast<long>(std::ceil(std::log(excess) / decay(model)));
}

double implicit_bound(const ErrorConstants& model, double e, double residual)
{
    return certificate(model, residual, e);
}

double neumann_bound(const ErrorConstants& model, long n, double e, double frozen_jacobian)
{
    require_steps(n, 0, "the number of Neumann terms");
    require_size(frozen_jacobian, "the norm of the frozen Jacobian");
    return model.c * std::pow(model.rho, n) * frozen_jacobian + certificate(model, 0, e);
}

double one_step_bound(double rho, double lipschitz_u, double jacobian, double e)
{
    require_contraction(rho, 1);
    require_size(lipschitz_u, "L_u");
    require_size(jacobian, "|J*|");
    require_size(e, "the error of the iterate");
    return rho * jacobian + lipschitz_u * e;
}

double certificate(const ErrorConstants& model, double residual, double e)
{
    check(model);
    require_size(residual, "the residual");
    require_size(e, "the error of the iterate");
    return model.c * (residual + model.C * e) / (1 - model.rho);
}

double error_from_increment(double rho, long m, double increment, double c)
{
    require_contraction(rho, c);
    require_steps(m, 1, "the lag m");
    require_size(increment, "the increment");
    const double left = c * std::pow(rho, m);
    require(left < 1, [&] {
        return "bounds: over " + std::to_string(m) + " steps errors shrink by c rho^m = " + std::to_string(left) +
               ", which is no contraction; take a larger lag m";
    });
    return increment / (1 - left);
}

double warm_start_error(const ErrorConstants& model, long K, double parameter_change)
{
    require_size(parameter_change, "|du|");
    return iterate_bound(model, K) + model.jacobian * parameter_change;
}

} // namespace reel
