#include "directions_hand.hpp"

#include <algorithm>

namespace reel::bench {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

std::size_t bytes_of(const MatrixXd& matrix)
{
    return static_cast<std::size_t>(matrix.size()) * sizeof(double);
}

class ForwardTool : public Tool {
public:
    bool records() const override { return false; }
    VectorXd derivative() const override { return derivative_; }

protected:
    VectorXd derivative_;
};

/// X_dot <- (1 - h u) X_dot - h (A^T (A X_dot - B_dot) + x u_dot)
class RidgeTangents : public ForwardTool {
public:
    RidgeTangents(Shared<RidgeDescent> program, const MatrixXd& directions)
        : program_(std::move(program)), u_dot_(directions.row(0)), b_dot_(directions.bottomRows(directions.rows() - 1))
    {}
    void sweep() override
    {
        const auto& [A, b, start, target, u, h, K] = *program_;
        VectorXd x = start;
        VectorXd r(b.size());
        MatrixXd x_dot = MatrixXd::Zero(x.size(), u_dot_.size());
        MatrixXd r_dot(b.size(), u_dot_.size());
        for (int k = 0; k < K; ++k) {
            r.noalias() = A * x;
            r -= b;
            multiply(r_dot, A, x_dot);
            r_dot -= b_dot_;
            x_dot *= 1.0 - h * u;
            x_dot.noalias() -= x * (h * u_dot_);
            subtract(x_dot, A, r_dot, h);
            x *= 1.0 - h * u;
            x.noalias() -= h * (A.transpose() * r);
        }
        derivative_ = x_dot.transpose() * (x - target);
    }

private:
    // One column is a vector to Eigen only when it is told so.
    static void multiply(MatrixXd& to, const MatrixXd& A, const MatrixXd& from)
    {
        if (from.cols() == 1)
            to.col(0).noalias() = A * from.col(0);
        else
            to.noalias() = A * from;
    }
    static void subtract(MatrixXd& to, const MatrixXd& A, const MatrixXd& from, double h)
    {
        if (from.cols() == 1)
            to.col(0).noalias() -= h * (A.transpose() * from.col(0));
        else
            to.noalias() -= h * (A.transpose() * from);
    }

    Shared<RidgeDescent> program_;
    RowVectorXd u_dot_;
    MatrixXd b_dot_;
};

/// What the linearised step of Burgers' equation multiplies a cell, its left and its right neighbour by, and the
/// second difference; for one stretch of cells after the other, so that they stay in the nearest cache.
struct Coefficients {
    static constexpr Index longest = 512;
    double advection;
    double diffusion;
    explicit Coefficients(const Burgers& burgers)
        : advection(burgers.dt * burgers.a), diffusion(burgers.dt * burgers.nu * burgers.d)
    {}
    template <class F>
    static void for_each_stretch(Index cells, const F& f)
    {
        for (Index begin = 1; begin < cells - 1; begin += longest)
            f(begin, std::min(longest, cells - 1 - begin));
    }
};

/// u_dot_i <- c_i u_dot_i + l_i u_dot_{i-1} + r_i u_dot_{i+1} + dt d nu_dot (u_{i+1} - 2 u_i + u_{i-1}) with
///     c_i = 1 - 2 dt nu d - dt a (u_{i+1} - u_{i-1}),    l_i = dt (nu d + a u_i),    r_i = dt (nu d - a u_i)
class BurgersTangents : public ForwardTool {
public:
    BurgersTangents(Shared<Burgers> program, const MatrixXd& directions)
        : program_(std::move(program)), nu_dot_(directions.row(0)),
          start_dot_(directions.bottomRows(directions.rows() - 1))
    {}
    void sweep() override
    {
        const Burgers& burgers = *program_;
        ArrayXd u = burgers.start;
        ArrayXd next = u;
        MatrixXd u_dot = start_dot_;
        MatrixXd next_dot = u_dot;
        for (int k = 0; k < burgers.iterations; ++k) {
            Coefficients::for_each_stretch(u.size(), [&](Index i, Index n) { step(u, u_dot, next, next_dot, i, n); });
            u.swap(next);
            u_dot.swap(next_dot);
        }
        derivative_ = u_dot.transpose() * (u.matrix() - burgers.target);
    }

private:
    void step(const ArrayXd& u, const MatrixXd& u_dot, ArrayXd& next, MatrixXd& next_dot, Index i, Index n) const
    {
        const Burgers& burgers = *program_;
        const auto [advection, diffusion] = Coefficients(burgers);
        const auto left = u.segment(i - 1, n);
        const auto centre = u.segment(i, n);
        const auto right = u.segment(i + 1, n);
        using Stretch = Eigen::Array<double, Eigen::Dynamic, 1, 0, Coefficients::longest, 1>;
        const Stretch difference = advection * (right - left);
        const Stretch curvature = right - 2.0 * centre + left;
        const Stretch at_left = diffusion + advection * centre;
        next.segment(i, n) = centre - centre * difference + diffusion * curvature;
        for (Index j = 0; j < u_dot.cols(); ++j) {
            const auto dot = u_dot.col(j).array();
            next_dot.col(j).array().segment(i, n) =
                ((1.0 - 2.0 * diffusion) - difference) * dot.segment(i, n) + at_left * dot.segment(i - 1, n) +
                (2.0 * diffusion - at_left) * dot.segment(i + 1, n) + (burgers.dt * burgers.d * nu_dot_[j]) * curvature;
        }
    }

    Shared<Burgers> program_;
    RowVectorXd nu_dot_;
    MatrixXd start_dot_;
};

/// The gradient of W1 by hand (ridge.cpp) with W a block.
class RidgeAdjoints : public Tool {
public:
    RidgeAdjoints(Shared<RidgeDescent> program, const MatrixXd& weights)
        : program_(std::move(program)), weights_(weights)
    {}

    void record() override
    {
        const auto& [A, b, start, target, u, h, K] = *program_;
        states_.resize(A.cols(), K + 1);
        states_.col(0) = start;
        VectorXd r(b.size());
        for (int k = 0; k < K; ++k) {
            r.noalias() = A * states_.col(k);
            r -= b;
            states_.col(k + 1) = (1.0 - h * u) * states_.col(k);
            states_.col(k + 1).noalias() -= h * (A.transpose() * r);
        }
    }
    void sweep() override
    {
        const auto& [A, b, start, target, u, h, K] = *program_;
        MatrixXd w = weights_;
        MatrixXd q(b.size(), w.cols());
        bars_.setZero(1 + b.size(), w.cols());
        for (int k = K - 1; k >= 0; --k) {
            q.noalias() = A * w;
            bars_.bottomRows(b.size()) += h * q;
            bars_.row(0).noalias() -= h * (states_.col(k).transpose() * w);
            w *= 1.0 - h * u;
            w.noalias() -= h * (A.transpose() * q);
        }
    }
    VectorXd derivative() const override { return bars_.reshaped(); }
    std::optional<std::size_t> bytes() const override { return bytes_of(states_); }

private:
    Shared<RidgeDescent> program_;
    MatrixXd weights_;
    MatrixXd states_;
    MatrixXd bars_;
};

/// The gradient of W4 by hand (burgers.cpp) with g a block.
class BurgersAdjoints : public Tool {
public:
    BurgersAdjoints(Shared<Burgers> program, const MatrixXd& weights) : program_(std::move(program)), weights_(weights)
    {}

    void record() override { program_->march(states_); }
    void sweep() override
    {
        const Burgers& burgers = *program_;
        MatrixXd g = weights_;
        MatrixXd before(g.rows(), g.cols());
        RowVectorXd curvatures = RowVectorXd::Zero(g.cols());
        for (int k = burgers.iterations - 1; k >= 0; --k) {
            const auto u = states_.col(k).array();
            hold_ends(u, g, before);
            Coefficients::for_each_stretch(u.size(), [&](Index i, Index n) { step(u, g, before, curvatures, i, n); });
            g.swap(before);
        }
        bars_.resize(1 + g.rows(), g.cols());
        bars_ << burgers.dt * burgers.d * curvatures, g;
    }
    VectorXd derivative() const override { return bars_.reshaped(); }
    std::optional<std::size_t> bytes() const override { return bytes_of(states_); }

private:
    void hold_ends(const auto& u, MatrixXd& g, MatrixXd& before) const
    {
        const auto [advection, diffusion] = Coefficients(*program_);
        const Index last = u.size() - 1;
        before.row(0) = g.row(0) + (diffusion + advection * u[1]) * g.row(1);
        before.row(last) = g.row(last) + (diffusion - advection * u[last - 1]) * g.row(last - 1);
        g.row(0).setZero();
        g.row(last).setZero();
    }
    void step(const auto& u, const MatrixXd& g, MatrixXd& before, RowVectorXd& curvatures, Index i, Index n) const
    {
        const auto [advection, diffusion] = Coefficients(*program_);
        using Stretch = Eigen::Array<double, Eigen::Dynamic, 1, 0, Coefficients::longest, 1>;
        const Stretch own = (1.0 - 2.0 * diffusion) - advection * (u.segment(i + 1, n) - u.segment(i - 1, n));
        const Stretch from_left = diffusion - advection * u.segment(i - 1, n);
        const Stretch from_right = diffusion + advection * u.segment(i + 1, n);
        const Stretch curvature = u.segment(i + 1, n) - 2.0 * u.segment(i, n) + u.segment(i - 1, n);
        for (Index j = 0; j < g.cols(); ++j) {
            const auto bar = g.col(j).array();
            before.col(j).array().segment(i, n) =
                own * bar.segment(i, n) + from_left * bar.segment(i - 1, n) + from_right * bar.segment(i + 1, n);
            curvatures[j] += (bar.segment(i, n) * curvature).sum();
        }
    }

    Shared<Burgers> program_;
    MatrixXd weights_;
    MatrixXd states_;
    MatrixXd bars_;
};

} // namespace

std::unique_ptr<Tool> hand_tangents(Shared<RidgeDescent> program, const MatrixXd& directions)
{
    return std::make_unique<RidgeTangents>(std::move(program), directions);
}
std::unique_ptr<Tool> hand_tangents(Shared<Burgers> program, const MatrixXd& directions)
{
    return std::make_unique<BurgersTangents>(std::move(program), directions);
}
std::unique_ptr<Tool> hand_adjoints(Shared<RidgeDescent> program, const MatrixXd& weights)
{
    return std::make_unique<RidgeAdjoints>(std::move(program), weights);
}
std::unique_ptr<Tool> hand_adjoints(Shared<Burgers> program, const MatrixXd& weights)
{
    return std::make_unique<BurgersAdjoints>(std::move(program), weights);
}

} // namespace reel::bench
