#include <reel/implicit/linearization.hpp>

#include <string>
#include <utility>

namespace reel {
namespace {

using Block = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;

Block block_of(Workspace& workspace, Id first, Eigen::Index count)
{
    return {workspace.at(first.index), count, workspace.columns(),
            Eigen::OuterStride<>(static_cast<Eigen::Index>(workspace.stride()))};
}

void require_shape(const char* name, const Eigen::MatrixXd& given, Eigen::Index rows)
{
    require(given.rows() == rows && given.cols() >= 1, [&] {
        return std::string(name) + " is " + std::to_string(given.rows()) + " by " + std::to_string(given.cols()) +
               "; it needs " + std::to_string(rows) + " rows and at least one column";
    });
}

} // namespace

Linearization::Builder::Builder(Eigen::VectorXd point, Eigen::Index parameters)
{
    made_.n_ = point.size();
    made_.p_ = parameters;
    made_.point_ = std::move(point);
}

void Linearization::Builder::inputs(Id u, Id x)
{
    made_.u_ = u;
    made_.x_ = x;
}

Linearization Linearization::Builder::finish(Eigen::VectorXd image)
{
    require(image.size() == made_.n_, [&] {
        return "the map made " + std::to_string(image.size()) + " numbers of a state of " + std::to_string(made_.n_);
    });
    made_.image_ = std::move(image);
    return std::move(made_);
}

Linearization::Pulled Linearization::pull(const Eigen::MatrixXd& w) const
{
    require_shape("w", w, n_);
    Adjoints adjoints(*tape_, static_cast<int>(w.cols()));
    for (const Output& output : outputs_) // a value may stand in several places of the state
        block_of(adjoints, output.id, output.count) += w.middleRows(output.offset, output.count);
    reverse_sweep(*tape_, adjoints);
    return {block_of(adjoints, x_, n_), block_of(adjoints, u_, p_)};
}

Eigen::MatrixXd Linearization::push(const Eigen::MatrixXd& dx, const Eigen::MatrixXd& du) const
{
    require_shape("dx", dx, n_);
    require_shape("du", du, p_);
    require(dx.cols() == du.cols(), [&] {
        return "dx has " + std::to_string(dx.cols()) + " columns, du " + std::to_string(du.cols());
    });
    Tangents tangents(*tape_, static_cast<int>(dx.cols()));
    block_of(tangents, x_, n_) = dx;
    block_of(tangents, u_, p_) = du;
    forward_sweep(*tape_, tangents);
    Eigen::MatrixXd image = Eigen::MatrixXd::Zero(n_, dx.cols());
    for (const Output& output : outputs_)
        image.middleRows(output.offset, output.count) = block_of(tangents, output.id, output.count);
    return image;
}

Eigen::MatrixXd Linearization::M() const
{
    return push(Eigen::MatrixXd::Identity(n_, n_), Eigen::MatrixXd::Zero(p_, n_));
}

Eigen::MatrixXd Linearization::N() const
{
    return push(Eigen::MatrixXd::Zero(n_, p_), Eigen::MatrixXd::Identity(p_, p_));
}

} // namespace reel
