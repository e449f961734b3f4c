#include <reel/eigen/vector.hpp>

#include <algorithm>
#include <string>

namespace reel {
namespace elementwise {

void Untouched::pull(Run result, Adjoints& adjoints) const
{
    if (old == passive)
        return;
    for (int column = 0; column < adjoints.columns(); ++column) {
        const ConstArray bar(adjoints.at(result.first, column), result.count);
        MutableArray old_bar(adjoints.at(old, column), result.count);
        old_bar.head(offset) += bar.head(offset);
        old_bar.tail(result.count - offset - count) += bar.tail(result.count - offset - count);
    }
}

void Untouched::push(Run result, Tangents& tangents) const
{
    for (int column = 0; column < tangents.columns(); ++column) {
        MutableArray dot(tangents.at(result.first, column), result.count);
        if (old == passive)
            dot.setZero();
        else
            dot = ConstArray(tangents.at(old, column), result.count);
    }
}

void require_inside(Eigen::Index size, Eigen::Index first, Eigen::Index count)
{
    require(first >= 0 && count >= 0 && count <= size - first, [&] {
        return "x.segment(" + std::to_string(first) + ", " + std::to_string(count) + "): x has " +
               std::to_string(size) + " entries";
    });
}

void require_assignable(Eigen::Index size, Eigen::Index first, Eigen::Index count)
{
    require(size == count || size == broadcast, [&] {
        return "x.segment(" + std::to_string(first) + ", " + std::to_string(count) + ") = y: y has " +
               std::to_string(size) + " entries";
    });
}

} // namespace elementwise

void VarVector::no_such_entry(Eigen::Index i) const
{
    throw InvalidArgument("x(" + std::to_string(i) + "): x has " + std::to_string(size()) + " entries");
}

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
