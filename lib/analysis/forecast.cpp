#include "forecast.hpp"

#include <algorithm>
#include <cmath>

namespace reel {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// |E(start)|/rho^{K-T}: where K - T is large that power is 0.
double error_at_T(const Forecast& f, long start)
{
    const double later = std::min(-std::log(f.rho) * static_cast<double>(start - f.T), 300.0);
    const double a = f.cut_off * std::exp(later);
    const double b = f.curse * static_cast<double>(f.K - start);
    return std::sqrt(std::max(a * a + b * b - 2 * f.cosine * a * b, 0.0));
}

} // namespace

double Forecast::error(long start) const
{
    return std::pow(rho, K - T) * error_at_T(*this, start);
}

long Forecast::start(long earliest) const
{
    long best = earliest;
    double least = error_at_T(*this, best);
    for (long S = earliest + 1; S <= K; ++S)
        if (const double error = error_at_T(*this, S); error < least) {
            best = S;
            least = error;
        }
    return error_at_T(*this, T) <= 1.05 * least ? T : best;
}

Forecast forecast(const AnyRun& run, const Estimates& seen, long T, long K)
{
    const Linearization here = run.linearize();
    const Linearization there = run.linearize(seen.limit);
    const VectorXd du = probe_direction(run.parameters());
    MatrixXd ahead(seen.tangent.size(), 2);
    ahead.col(0) = seen.tangent;
    ahead.col(1) = here.push(seen.tangent, du) - there.push(seen.tangent, du);
    const MatrixXd no_du = MatrixXd::Zero(du.size(), 2);
    const long h = std::clamp(std::lround(4.0 / (1.0 - seen.rho)), 0L, std::max(K - T - 1, 0L));
    for (long step = 0; step < h; ++step)
        ahead = there.push(ahead, no_du) / seen.rho;
    const double cut_off = ahead.col(0).norm();
    const double curse = ahead.col(1).norm();
    const bool signs_count = run.parameters() == 1 && cut_off * curse > 0.0;
    return {.T = T, .K = K, .rho = seen.rho, .cut_off = cut_off, .curse = curse / seen.rho,
            .cosine = signs_count ? ahead.col(0).dot(ahead.col(1)) / (cut_off * curse) : 0.0};
}

} // namespace reel
