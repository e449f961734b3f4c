#include "../problem/dense.hpp"

#include <reel/analysis/constants.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace reel {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

bool is_power_of_two(long k) { return k > 0 && (k & (k - 1)) == 0; }

/// No structure of a problem is orthogonal to it: the fractional parts of multiples of the golden ratio.
Eigen::VectorXd generic_direction(Eigen::Index size)
{
    Eigen::VectorXd v(size);
    for (Eigen::Index i = 0; i < size; ++i)
        v[i] = std::fmod(0.6180339887498949 * static_cast<double>(i + 1), 1.0) - 0.5;
    return v.normalized();
}

/// The matrix of M on the Krylov space of a generic vector, in an orthonormal basis (Arnoldi); infinite where M is.
Eigen::MatrixXd krylov_matrix(const Linearization& at, int vectors)
{
    const Eigen::Index n = at.states();
    const Eigen::Index most = std::min<Eigen::Index>(vectors, n);
    const Eigen::VectorXd no_du = Eigen::VectorXd::Zero(at.parameters());
    Eigen::MatrixXd basis(n, most + 1);
    Eigen::MatrixXd H = Eigen::MatrixXd::Zero(most + 1, most);
    basis.col(0) = generic_direction(n);
    Eigen::Index size = 0;
    while (size < most) {
        Eigen::VectorXd next = at.push(basis.col(size), no_du);
        const double before = next.norm();
        if (!std::isfinite(before))
            return Eigen::MatrixXd::Constant(1, 1, infinite);
        for (int twice = 0; twice < 2; ++twice) {
            const Eigen::VectorXd part = basis.leftCols(size + 1).transpose() * next;
            next -= basis.leftCols(size + 1) * part;
            H.col(size).head(size + 1) += part;
        }
        const double left = next.norm();
        H(size + 1, size) = left;
        ++size;
        if (left <= 1e-12 * before) // the space is invariant
            break;
        basis.col(size) = next / left;
    }
    return H.topLeftCorner(size, size);
}

double spectral_radius(const Eigen::MatrixXd& H)
{
    if (!H.allFinite())
        return infinite;
    return Eigen::EigenSolver<Eigen::MatrixXd>(H, false).eigenvalues().cwiseAbs().maxCoeff();
}

/// x + (I - M)^{-1} (A(x) - x), by a linear solver that starts at `guess`.
Eigen::VectorXd newton_step(const Linearization& at, const Eigen::VectorXd& guess)
{
    const Implicit roughly{.tolerance = 1e-4, .iterations = 100, .guess = guess - at.point()};
    const auto step = fixed_point::solve(at, fixed_point::Side::tangent, at.image() - at.point(), roughly);
    return at.point() + step.solution;
}

} // namespace

RunObserver::RunObserver(const Eigen::VectorXd& x0)
    : now_(x0), before_(x0), second_(x0), recent_(x0), older_(x0), finite_(x0.allFinite())
{}

void RunObserver::see(const Eigen::VectorXd& row)
{
    second_.swap(before_);
    before_.swap(now_);
    now_ = row;
    ++k_;
    const double increment = (now_ - before_).norm();
    finite_ = finite_ && std::isfinite(increment);
    over_two_ = (now_ - second_).norm();
    const double rounding = 64 * std::numeric_limits<double>::epsilon() * now_.norm();
    const bool returned = over_two_ <= rounding; // x_{k+2} = x_k: at rest, or it turns for ever
    settled_ = returned && increment <= 1e4 * rounding; // with a mode -rho the last steps are 2/(1 - rho^2) times as long
    if (k_ >= 2 && finite_ && !settled_)
        log(std::pow(returned ? increment : over_two_, 2));
    if (is_power_of_two(k_)) {
        older_.swap(recent_);
        older_k_ = recent_k_;
        recent_ = now_;
        recent_k_ = k_;
    }
}

void RunObserver::log(double squared)
{
    if (bins_.size() == most_bins && in_last_ == bin_steps_) { // two bins become one
        for (std::size_t i = 0; i < most_bins / 2; ++i)
            bins_[i] = bins_[2 * i] + bins_[2 * i + 1];
        bins_.resize(most_bins / 2);
        bin_steps_ *= 2;
        in_last_ = bin_steps_;
    }
    if (bins_.empty() || in_last_ == bin_steps_) {
        bins_.push_back(0.0);
        in_last_ = 0;
    }
    bins_.back() += squared;
    ++in_last_;
}

double RunObserver::rho() const
{
    if (settled_ && bins_.size() < 6)
        return 0.0;
    const std::size_t whole = bins_.size() - (in_last_ == bin_steps_ ? 0 : 1);
    if (bins_.empty() || whole < 6)
        return 1.0;
    const std::size_t last = whole - 1;
    const std::size_t apart = std::max<std::size_t>(whole / 4, 2);
    const double ratio = bins_[last] / bins_[last - apart];
    return std::min(std::pow(ratio, 0.5 / static_cast<double>(static_cast<long>(apart) * bin_steps_)), 1.0);
}

double RunObserver::progress() const
{
    const std::size_t quarter = bins_.size() / 4;
    if (quarter == 0)
        return 1.0;
    const auto end = bins_.end() - static_cast<std::ptrdiff_t>(in_last_ == bin_steps_ ? 0 : 1);
    const auto width = static_cast<std::ptrdiff_t>(quarter);
    if (end - bins_.begin() < 2 * width)
        return 1.0;
    return std::sqrt(*std::max_element(end - width, end) / *std::max_element(end - 2 * width, end - width));
}

double RunObserver::error() const
{
    return error(rho());
}

double RunObserver::error(double rho, double growth) const
{
    if (!finite_ || !(rho < 1.0))
        return infinite;
    double least = infinite;
    const auto consider = [&](long m, double increment) {
        const double left = growth * std::pow(rho, m);
        if (m > 0 && left < 1.0)
            least = std::min(least, left * increment / (1.0 - left));
    };
    consider(k_ - older_k_, (now_ - older_).norm());
    consider(k_ - recent_k_, (now_ - recent_).norm());
    if (k_ >= 2)
        consider(2, over_two_);
    return least;
}

Eigen::VectorXd RunObserver::limit(double rho) const
{
    const double left = std::pow(rho, k_ - older_k_);
    return left < 1.0 ? Eigen::VectorXd(now_ + left / (1.0 - left) * (now_ - older_)) : now_;
}

double spectral_radius(const Linearization& at, int vectors)
{
    return spectral_radius(krylov_matrix(at, vectors));
}

Contraction contraction(const Linearization& at, int vectors)
{
    const Eigen::MatrixXd H = krylov_matrix(at, vectors);
    Contraction found{spectral_radius(H), 1.0};
    if (!(found.rho > 0.0 && found.rho < 1.0))
        return found;
    const double decay = -std::log(found.rho);
    Eigen::MatrixXd power = H / found.rho;
    for (double k = 1.0; k * decay <= 1.0; k *= 2.0) {
        found.growth = std::max(found.growth, spectral_norm(power));
        power *= power;
    }
    return found;
}

double operator_norm(const Linearization& at, int sweeps)
{
    Eigen::VectorXd v = generic_direction(at.states());
    const Eigen::VectorXd no_du = Eigen::VectorXd::Zero(at.parameters());
    double norm = 0.0;
    for (int i = 0; i < sweeps; ++i) {
        const Eigen::VectorXd image = at.push(v, no_du);
        norm = image.norm();
        const Eigen::VectorXd back = at.pull(image).x;
        if (!(back.norm() > 0.0))
            return norm;
        v = back.normalized();
    }
    return norm;
}

double transient_growth(const Linearization& at, double rho, long horizon)
{
    require(rho > 0.0, [&] { return "transient growth for rho = " + std::to_string(rho) + "; rho must be above 0"; });
    const Eigen::MatrixXd M = at.M() / rho;
    Eigen::MatrixXd power = Eigen::MatrixXd::Identity(M.rows(), M.cols());
    double most = 1.0;
    for (long k = 1; k <= horizon; ++k) {
        power = M * power;
        if (power.norm() > most) // the Frobenius norm is an upper bound
            most = std::max(most, spectral_norm(power));
    }
    return most;
}

double forcing_secant(const Linearization& x, const Linearization& x_next, const Eigen::VectorXd& z,
                      const Eigen::VectorXd& du)
{
    const double moved = (x_next.point() - x.point()).norm();
    return moved > 0.0 ? (x_next.push(z, du) - x.push(z, du)).norm() / moved : 0.0;
}

Bracket jacobian_bracket(double N, double rho)
{
    return {N / (1.0 + rho), rho < 1.0 ? N / (1.0 - rho) : infinite};
}

Eigen::VectorXd probe_direction(Eigen::Index parameters)
{
    return parameters == 1 ? Eigen::VectorXd::Ones(1) : generic_direction(parameters);
}

double Estimates::curse_number() const
{
    const double forcing = growth * C * error;
    return forcing == 0.0 ? 0.0 : forcing / ((1.0 - rho) * jacobian);
}

void Estimates::follow(long k_now, const Eigen::VectorXd& x)
{
    k = k_now;
    error = (x - limit).norm() + limit_error;
}

Estimates glance(const AnyRun& run, const RunObserver& seen, const Contraction& known)
{
    const double rho = std::max(known.rho, seen.rho());
    const Linearization here = run.linearize();
    const Linearization there = run.linearize(seen.limit(rho));
    const Eigen::VectorXd du = probe_direction(here.parameters());
    const Eigen::VectorXd N = there.push(Eigen::MatrixXd::Zero(here.states(), 1), du);
    const Bracket range = jacobian_bracket(N.norm(), rho);
    const Eigen::VectorXd z = rho < 1.0 ? Eigen::VectorXd(N / (1.0 - rho)) : N;
    return {.k = run.k(), .rho = rho, .C = forcing_secant(here, there, z, du), .error = seen.error(rho, known.growth),
            .jacobian = range.high, .jacobian_range = range, .growth = known.growth};
}

Estimates look_closely(const AnyRun& run, const RunObserver& seen)
{
    const Linearization here = run.linearize();
    const Contraction local = contraction(here);
    Estimates found{.k = run.k(), .rho = seen.rho()};
    if (local.rho < 1.0) {
        found.rho = seen.rho() < 1.0 ? std::max(local.rho, seen.rho()) : local.rho;
        found.growth = local.growth;
    }
    found.error = seen.error(found.rho, found.growth);
    if (found.rho < 1.0) {
        const Eigen::VectorXd y = newton_step(here, seen.limit(found.rho));
        const double moved = (y - here.point()).norm();
        const double doubt = found.growth * (run.image(y) - y).norm() / (1.0 - found.rho);
        if (doubt <= 0.5 * moved) {
            found.limit = y;
            found.limit_error = doubt;
            found.error = std::min(found.error, moved + doubt);
        } else if (seen.rho() >= 1.0) { // and nothing says that the run is where this rho counts
            found.rho = 1.0;
            found.error = infinite;
        }
    }
    const Linearization there = run.linearize(found.limit.size() > 0 ? found.limit : seen.limit(found.rho));
    const Eigen::VectorXd du = probe_direction(here.parameters());
    const double N = there.push(Eigen::MatrixXd::Zero(here.states(), 1), du).norm();
    found.tangent = fixed_point::jvp(there, du, Implicit{.tolerance = 0.01, .iterations = 50}).estimate;
    found.C = forcing_secant(here, there, found.tangent, du);
    found.jacobian = found.tangent.norm();
    found.jacobian_range = jacobian_bracket(N, found.rho);
    return found;
}

} // namespace reel
