#include <reel/eigen/vector.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace reel {

const double* elementwise::zeros(Eigen::Index count)
{
    static thread_local std::vector<double> row;
    if (row.size() < static_cast<std::size_t>(count))
        row.resize(static_cast<std::size_t>(count));
    return row.data();
}

const double* VarVector::keep(Tape& tape) const
{
    if (active() && kept_.epoch == tape.epoch())
        return kept_.numbers;
    double* numbers = tape.numbers(static_cast<std::size_t>(size()));
    std::copy_n(value_.data(), size(), numbers);
    if (active())
        kept_ = {numbers, tape.epoch()};
    return numbers;
}

elementwise::KeptVector VarVector::kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count,
                                        bool needed) const
{
    const double* live = value_.data() + offset;
    if (!active())
        return {needed ? keeper.keep(live, count) : live, elementwise::passive};
    Tape& tape = *keeper.tape();
    const Index index = tape.use(id_, static_cast<Index>(size())) + static_cast<Index>(offset);
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
