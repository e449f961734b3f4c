#include <reel/eigen/dual_vector.hpp>
#include <reel/eigen/reduce.hpp>

#include <memory>
#include <span>
#include <string>

namespace reel {
namespace {

Dual<dynamic> scalar(double value, const Eigen::VectorXd& tangent)
{
    return {value, std::span(tangent.data(), static_cast<std::size_t>(tangent.size()))};
}

/// z with dz/dx = factor s:  z_dot = factor X^T s
Dual<dynamic> along(const DualVector& x, double value, double factor, const Eigen::VectorXd& slope)
{
    if (!x.active())
        return value;
    return scalar(value, factor * (x.tangents().transpose() * slope));
}

} // namespace

const Eigen::MatrixXd DualVector::none;

DualVector::DualVector(Eigen::VectorXd value, Eigen::MatrixXd tangents) : value_(std::move(value))
{
    if (tangents.cols() == 0)
        return;
    require(tangents.rows() == value_.size(), [&] {
        return "DualVector of " + std::to_string(value_.size()) + " entries: the tangents have " +
               std::to_string(tangents.rows()) + " rows; a row for each entry is needed";
    });
    tangents_ = std::make_shared<Eigen::MatrixXd>(std::move(tangents));
}

/// Tangents that no copy shares: entries first, ..., first + count - 1 are to be written, the others are as before.
void DualVector::prepare(Eigen::Index first, Eigen::Index count, Eigen::Index directions)
{
    if (directions == 0)
        return;
    if (tangents_.use_count() == 1) {
        std::shared_ptr(tangents_).reset(); // counts down, and so comes after the last read of a copy on another thread
        return;
    }
    auto own = std::make_shared<Eigen::MatrixXd>(size(), directions);
    const Eigen::Index rest = size() - first - count;
    if (active()) {
        own->topRows(first) = tangents_->topRows(first);
        own->bottomRows(rest) = tangents_->bottomRows(rest);
    } else {
        own->topRows(first).setZero();
        own->bottomRows(rest).setZero();
    }
    tangents_ = std::move(own);
}

const Dual<dynamic> DualVector::operator()(Eigen::Index i) const
{
    require(i >= 0 && i < size(), [&] {
        return "x(" + std::to_string(i) + "): x has " + std::to_string(size()) + " entries";
    });
    return scalar(value_[i], active() ? Eigen::VectorXd(tangents_->row(i)) : Eigen::VectorXd());
}

DualVector unit_directions(const Eigen::VectorXd& value) { return unit_directions(value, 0, value.size()); }

DualVector unit_directions(const Eigen::VectorXd& value, Eigen::Index first, Eigen::Index directions)
{
    require(first >= 0 && first + value.size() <= directions, [&] {
        return "unit_directions: entries " + std::to_string(first) + " to " +
               std::to_string(first + value.size() - 1) + " of " + std::to_string(directions) + " independents";
    });
    Eigen::MatrixXd tangents = Eigen::MatrixXd::Zero(value.size(), directions);
    tangents.middleCols(first, value.size()).setIdentity();
    return {value, std::move(tangents)};
}

Dual<dynamic> sum(const DualVector& x) { return scalar(x.value().sum(), x.tangents().colwise().sum()); }

Dual<dynamic> dot(const DualVector& x, const DualVector& y)
{
    require(x.size() == y.size(), [&] {
        return "x.dot(y): x has " + std::to_string(x.size()) + " entries, y has " + std::to_string(y.size());
    });
    elementwise::ForwardKeeper keeper;
    keeper.join(x.directions());
    keeper.join(y.directions());
    Eigen::VectorXd tangent = Eigen::VectorXd::Zero(keeper.directions());
    if (x.active())
        tangent.noalias() += x.tangents().transpose() * y.value();
    if (y.active())
        tangent.noalias() += y.tangents().transpose() * x.value();
    return scalar(x.value().dot(y.value()), tangent);
}

Dual<dynamic> squared_norm(const DualVector& x) { return along(x, x.value().squaredNorm(), 2.0, x.value()); }

Dual<dynamic> norm(const DualVector& x)
{
    const double value = x.value().norm();
    return along(x, value, value == 0.0 ? 0.0 : 1.0 / value, x.value());
}

Dual<dynamic> logsumexp(const DualVector& x)
{
    const double value = detail::logsumexp(x.value());
    Eigen::ArrayXd weights(x.size());
    detail::softmax(x.value(), value, {weights.data(), weights.size()});
    return along(x, value, 1.0, weights);
}

} // namespace reel
