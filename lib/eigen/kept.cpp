#include <reel/eigen/kept_sweep.hpp>

namespace reel::elementwise {
namespace {

double sum_of_products(double factor, const ConstArray& y) { return factor * y.sum(); }
double sum_of_products(const ConstArray& factor, const ConstArray& y) { return (factor * y).sum(); }

/// x_bar += factor y_bar, or y_dot += factor x_dot
template <class Factor>
void apply_to_vector(Workspace& workspace, bool pulls, Index x, Index y, Part part, const Factor& factor)
{
    const Index from = pulls ? y : x;
    const Index to = pulls ? x : y;
    for (int column = 0; column < workspace.columns(); ++column)
        array_at(workspace.at(to, column), part) += factor * array_at(workspace.at(from, column), part);
}
/// the same for a scalar x, which is broadcast
template <class Factor>
void apply_to_scalar(Workspace& workspace, bool pulls, Index x, Index y, Part part, const Factor& factor)
{
    for (int column = 0; column < workspace.columns(); ++column) {
        double* at_x = workspace.at(x, column);
        double* at_y = workspace.at(y, column);
        if (pulls)
            *at_x += sum_of_products(factor, array_at(static_cast<const double*>(at_y), part));
        else
            array_at(at_y, part) += factor * *at_x;
    }
}

} // namespace

void Columns::apply_vector(Index x, double factor) const
{
    apply_to_vector(workspace_, pulls_, x, y_, part_, factor);
}
void Columns::apply_vector(Index x, const ConstArray& factor) const
{
    apply_to_vector(workspace_, pulls_, x, y_, part_, factor);
}
void Columns::apply_scalar(Index x, double factor) const
{
    apply_to_scalar(workspace_, pulls_, x, y_, part_, factor);
}
void Columns::apply_scalar(Index x, const ConstArray& factor) const
{
    apply_to_scalar(workspace_, pulls_, x, y_, part_, factor);
}

} // namespace reel::elementwise
