#pragma once
/// Forward mode with any dual scalar: p directions, the derivative of the loss along each.

#include "tool.hpp"

#include <utility>
#include <vector>

namespace reel::bench {

/// `Dual` says of the scalar: its type `Scalar`, `make(value, directions)` with a row of p tangents, and
/// `tangent(x, i)`.
template <class Dual, class Program>
class ForwardPeer : public Tool {
public:
    ForwardPeer(std::shared_ptr<const Program> program, const Eigen::MatrixXd& directions)
        : program_(std::move(program)), start_(program_->parameters()), directions_(directions)
    {}
    bool records() const override { return false; }
    void sweep() override
    {
        parameters_.clear();
        for (Eigen::Index i = 0; i < start_.size(); ++i)
            parameters_.push_back(Dual::make(start_[i], directions_.row(i)));
        const typename Dual::Scalar loss = program_->loss(parameters_);
        derivative_.resize(directions_.cols());
        for (Eigen::Index j = 0; j < derivative_.size(); ++j)
            derivative_[j] = Dual::tangent(loss, static_cast<int>(j));
    }
    Eigen::VectorXd derivative() const override { return derivative_; }

private:
    std::shared_ptr<const Program> program_;
    Eigen::VectorXd start_;
    Eigen::MatrixXd directions_;
    std::vector<typename Dual::Scalar> parameters_;
    Eigen::VectorXd derivative_;
};

} // namespace reel::bench
