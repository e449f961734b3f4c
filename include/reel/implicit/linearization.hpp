#pragma once
/// One step of a map at a point, as a linear map:  dx' = M dx + N du,  M = D_x A(x, u),  N = D_u A(x, u).
///
/// The step is recorded once; the tape is then swept as often as anybody asks, forward or in reverse, for several
/// directions at once. Nothing is ever formed as a matrix unless asked for.
///
///     const Linearization at = linearize(step, x, u);
///     const auto [xbar, ubar] = at.pull(w);          // M^T w, N^T w: one reverse sweep
///     const VectorXd dx = at.push(z, du);            // M z + N du:   one forward sweep
///
/// States and parameters are rows of numbers here (unroll/flat.hpp): n of them, and p.

#include <reel/unroll/flat.hpp>
#include <reel/unroll/map.hpp>

#include <Eigen/Core>

#include <memory>
#include <utility>
#include <vector>

namespace reel {

class Linearization {
public:
    struct Pulled {
        Eigen::MatrixXd x; ///< M^T w, n x d
        Eigen::MatrixXd u; ///< N^T w, p x d
    };

    Eigen::Index states() const noexcept { return n_; }     ///< n
    Eigen::Index parameters() const noexcept { return p_; } ///< p
    const Eigen::VectorXd& point() const noexcept { return point_; }  ///< x
    const Eigen::VectorXd& image() const noexcept { return image_; }  ///< A(x, u)
    double residual() const { return (image_ - point_).norm(); }      ///< |A(x, u) - x|: 0 at a fixed point
    std::size_t bytes() const noexcept { return tape_->memory().used(); }

    /// M^T w and N^T w for the d columns of w (n x d).
    Pulled pull(const Eigen::MatrixXd& w) const;
    /// M dx + N du for the d columns of dx (n x d) and du (p x d).
    Eigen::MatrixXd push(const Eigen::MatrixXd& dx, const Eigen::MatrixXd& du) const;

    Eigen::MatrixXd M() const; ///< n x n, by n directions at once.
    Eigen::MatrixXd N() const; ///< n x p.

    /// Built by linearize(): the independents of u, then those of x, then the recorded step.
    class Builder;

private:
    struct Output {
        Eigen::Index offset; // in the row of the image
        Id id;
        Index count;
    };
    Linearization() : tape_(std::make_unique<Tape>()) {}

    std::unique_ptr<Tape> tape_;
    Eigen::Index n_ = 0;
    Eigen::Index p_ = 0;
    Id x_;
    Id u_;
    Eigen::VectorXd point_;
    Eigen::VectorXd image_;
    std::vector<Output> outputs_;
};

class Linearization::Builder {
public:
    Builder(Eigen::VectorXd point, Eigen::Index parameters);
    Tape& tape() { return *made_.tape_; }
    void inputs(Id u, Id x);
    template <class Leaf>
    void output(const Leaf& leaf)
    {
        if (leaf.active())
            made_.outputs_.push_back({offset_, leaf.id(), leaf_size(leaf)});
        offset_ += leaf_size(leaf);
    }
    Linearization finish(Eigen::VectorXd image);

private:
    Linearization made_;
    Eigen::Index offset_ = 0;
};

/// Records one step of the map at the plain state x and parameter u; with it comes the state that the step leads to.
/// Cost and memory of one recorded step.
template <class Map, class State, class Parameter>
std::pair<Linearization, State> linearized_step(const Map& step, const State& x, const Parameter& u)
{
    static_assert(is_map_on<Map, Recorded<State>, Recorded<Parameter>>,
                  "step(x, u) must return the type of x, not an expression: declare its result, `-> X`");
    Linearization::Builder builder(flatten(x), flat_size(u));
    Recording on(builder.tape());
    const Id first_u{builder.tape().values(), 0};
    const auto parameter = transform(u, detail::AsIndependent{});
    const Id first_x{builder.tape().values(), 0};
    const auto state = transform(x, detail::AsIndependent{});
    builder.inputs(first_u, first_x);
    const auto next = step(state, parameter);
    for_each_leaf([&](const auto& leaf) { builder.output(leaf); }, next);
    State image = plain_tree(next);
    Linearization at = builder.finish(flatten(image));
    return {std::move(at), std::move(image)};
}
template <class Map, class State, class Parameter>
Linearization linearize(const Map& step, const State& x, const Parameter& u)
{
    return linearized_step(step, x, u).first;
}

} // namespace reel
