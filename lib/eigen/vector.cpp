#include <reel/eigen/vector.hpp>

#include <algorithm>
#include <string>

namespace reel {

VarVector VarVector::slice(Eigen::Index i, Eigen::Index n) const
{
    elementwise::require_inside(size(), i, n);
    VarVector part(value_.segment(i, n));
    if (active())
        part.id_ = {id_.index + static_cast<Index>(i), id_.stamp};
    if (kept_.numbers != nullptr)
        part.kept_ = {kept_.numbers + i, kept_.epoch};
    return part;
}

const double* VarVector::keep(Tape& tape) const
{
    if (kept_.epoch != tape.epoch()) {
        double* numbers = tape.numbers(static_cast<std::size_t>(size()));
        std::copy_n(value_.data(), size(), numbers);
        kept_ = {numbers, tape.epoch()};
    }
    return kept_.numbers;
}

elementwise::KeptVector VarVector::kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count,
                                        bool needed) const
{
    keeper.reads(value_.data() + offset, count);
    Tape& tape = *keeper.tape();
    const Index index =
        active() ? tape.use(id_, static_cast<Index>(size())) + static_cast<Index>(offset) : elementwise::passive;
    const double* live = value_.data() + offset;
    if (!needed)
        return {live, index};
    const bool whole = kept_.epoch == tape.epoch() || 2 * count >= size();
    return {whole ? keep(tape) + offset : keeper.keep(live, count), index};
}

VarVector independent(const Eigen::VectorXd& value)
{
    return VarVector(value, Recording::tape().independent(static_cast<Index>(value.size())));
}

} // namespace reel
