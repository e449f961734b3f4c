#include <reel/eigen/jacobian.hpp>

#include <algorithm>
#include <string>

namespace reel {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_entries(const char* what, const VectorXd& given, const VarVector& like)
{
    require(given.size() == like.size(), [&] {
        return std::string(what) + ": a direction of " + std::to_string(given.size()) + " entries for a vector of " +
               std::to_string(like.size());
    });
}

/// Rows first, ..., first + count - 1 of the Jacobian.
MatrixXd rows(const Tape& tape, const VarVector& y, const VarVector& x, Eigen::Index first, int count)
{
    Adjoints adjoints(tape, count);
    for (int i = 0; i < count; ++i)
        adjoints.at_column(y, i)[first + i] = 1.0;
    reverse_sweep(tape, adjoints);
    MatrixXd result(count, x.size());
    for (int i = 0; i < count; ++i)
        result.row(i) = adjoints.at_column(x, i);
    return result;
}

MatrixXd columns_of(const Tape& tape, const VarVector& y, const VarVector& x, Eigen::Index first, int count)
{
    Tangents tangents(tape, count);
    for (int i = 0; i < count; ++i)
        tangents.at_column(x, i)[first + i] = 1.0;
    forward_sweep(tape, tangents);
    MatrixXd result(y.size(), count);
    for (int i = 0; i < count; ++i)
        result.col(i) = tangents.at_column(y, i);
    return result;
}

} // namespace

MatrixXd jacobian(const Tape& tape, const VarVector& y, const VarVector& x, int columns)
{
    require(columns >= 1, [&] { return "jacobian: " + std::to_string(columns) + " columns at once; at least 1"; });
    MatrixXd J = MatrixXd::Zero(y.size(), x.size());
    if (!y.active())
        return J;
    const bool by_rows = y.size() <= x.size();
    const Eigen::Index needed = by_rows ? y.size() : x.size();
    for (Eigen::Index first = 0; first < needed; first += columns) {
        const int count = static_cast<int>(std::min<Eigen::Index>(columns, needed - first));
        if (by_rows)
            J.middleRows(first, count) = rows(tape, y, x, first, count);
        else
            J.middleCols(first, count) = columns_of(tape, y, x, first, count);
    }
    return J;
}

VectorXd vjp(const Tape& tape, const VarVector& y, const VarVector& x, const VectorXd& w)
{
    require_entries("vjp", w, y);
    if (!y.active())
        return VectorXd::Zero(x.size());
    Adjoints adjoints(tape);
    adjoints[y] = w;
    reverse_sweep(tape, adjoints);
    return adjoints[x];
}

VectorXd jvp(const Tape& tape, const VarVector& y, const VarVector& x, const VectorXd& v)
{
    require_entries("jvp", v, x);
    if (!y.active())
        return VectorXd::Zero(y.size());
    Tangents tangents(tape);
    tangents[x] = v;
    forward_sweep(tape, tangents);
    return tangents[y];
}

} // namespace reel
