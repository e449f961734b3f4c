#include <reel/eigen/kept_sweep.hpp>

namespace reel::elementwise {

double sum_from_first(const ConstArray& y) { return (y + 0.0).sum(); } // an expression has no alignment

void add_multiple(MutableArray x_bar, const ConstArray& y_bar, double factor, bool steep)
{
    if (steep)
        x_bar += chained<true>(y_bar, factor);
    else
        x_bar += chained<false>(y_bar, factor);
}

namespace {

template <bool steep, class Factor>
double sum_of_products(const Factor& factor, const ConstArray& y)
{
    if constexpr (std::is_same_v<Factor, double>)
        return chained<steep>(sum_from_first(y), factor);
    else
        return chained<steep>(y, factor).sum();
}

/// x_bar += factor y_bar, or y_dot += factor x_dot
template <bool steep, class Factor>
void apply_to_vector(Workspace& workspace, bool pulls, Index x, Index y, Part part, const Factor& factor)
{
    const Index from = pulls ? y : x;
    const Index to = pulls ? x : y;
    for (int column = 0; column < workspace.columns(); ++column)
        array_at(workspace.at(to, column), part) += chained<steep>(array_at(workspace.at(from, column), part), factor);
}
/// the same for a scalar x, which is broadcast
template <bool steep, class Factor>
void apply_to_scalar(Workspace& workspace, bool pulls, Index x, Index y, Part part, const Factor& factor)
{
    for (int column = 0; column < workspace.columns(); ++column) {
        double* at_x = workspace.at(x, column);
        double* at_y = workspace.at(y, column);
        if (pulls)
            *at_x += sum_of_products<steep>(factor, array_at(static_cast<const double*>(at_y), part));
        else
            array_at(at_y, part) += chained<steep>(*at_x, factor);
    }
}

} // namespace

template <class Factor>
void Columns::to_vector(Index x, const Factor& factor) const
{
    if (steep_)
        apply_to_vector<true>(workspace_, pulls_, x, y_, part_, factor);
    else
        apply_to_vector<false>(workspace_, pulls_, x, y_, part_, factor);
}
template <class Factor>
void Columns::to_scalar(Index x, const Factor& factor) const
{
    if (steep_)
        apply_to_scalar<true>(workspace_, pulls_, x, y_, part_, factor);
    else
        apply_to_scalar<false>(workspace_, pulls_, x, y_, part_, factor);
}
template void Columns::to_vector(Index, const double&) const;
template void Columns::to_vector(Index, const ConstArray&) const;
template void Columns::to_scalar(Index, const double&) const;
template void Columns::to_scalar(Index, const ConstArray&) const;

} // namespace reel::elementwise
