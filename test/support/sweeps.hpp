#pragma once
// The Jacobian of a map of vectors by every kind of sweep, so that a test compares all of them with its closed form.
#include "recorded.hpp"

#include <reel/core/sweep.hpp>
#include <reel/eigen/vector.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <Eigen/Core>
#include <functional>
#include <limits>
#include <string>

namespace reel::test {

struct Sweeps {
    Eigen::VectorXd value;
    Eigen::MatrixXd by_rows;         // a reverse sweep for each entry of y
    Eigen::MatrixXd by_rows_at_once; // one reverse sweep with a column for each entry of y
    Eigen::MatrixXd by_columns;      // a forward sweep for each entry of x
    Eigen::MatrixXd by_columns_at_once;
};

inline Eigen::MatrixXd rows_of(const Tape& tape, const VarVector& x, const VarVector& y, int at_once)
{
    Eigen::MatrixXd J(y.size(), x.size());
    Adjoints adjoints(tape, at_once);
    for (int row = 0; row < y.size(); row += at_once, adjoints.clear()) {
        for (int k = 0; k < at_once; ++k)
            adjoints.at_column(y, k)[row + k] += 1.0;
        reverse_sweep(tape, adjoints);
        for (int k = 0; k < at_once; ++k)
            J.row(row + k) = adjoints.at_column(x, k);
    }
    return J;
}
inline Eigen::MatrixXd columns_of(const Tape& tape, const VarVector& x, const VarVector& y, int at_once)
{
    Eigen::MatrixXd J(y.size(), x.size());
    Tangents tangents(tape, at_once);
    for (int column = 0; column < x.size(); column += at_once, tangents.clear()) {
        for (int k = 0; k < at_once; ++k)
            tangents.at_column(x, k)[column + k] += 1.0;
        forward_sweep(tape, tangents);
        for (int k = 0; k < at_once; ++k)
            J.col(column + k) = tangents.at_column(y, k);
    }
    return J;
}

using Map = std::function<VarVector(const VarVector&)>; // to a vector that is not empty

inline Sweeps sweeps(const Map& f, const Eigen::VectorXd& at)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(at);
    const VarVector y = f(x);
    return {y.value(), rows_of(tape, x, y, 1), rows_of(tape, x, y, static_cast<int>(y.size())),
            columns_of(tape, x, y, 1), columns_of(tape, x, y, static_cast<int>(x.size()))};
}

// The largest difference, relative to the entry where that is more than 1; infinite and NaN entries must be equal.
inline double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
    if (a.rows() != b.rows() || a.cols() != b.cols())
        return std::numeric_limits<double>::infinity();
    double worst = 0.0;
    for (Eigen::Index i = 0; i < a.size(); ++i) {
        const double p = a.reshaped()[i];
        const double q = b.reshaped()[i];
        if (p == q || (std::isnan(p) && std::isnan(q)))
            continue;
        const double error = std::abs(p - q) / std::max(1.0, std::abs(q));
        worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(worst, error);
    }
    return worst;
}

// All sweeps through f at x give the Jacobian J.
inline void check_jacobian(const Map& f, const Eigen::VectorXd& x, const Eigen::MatrixXd& J, double tolerance = 1e-14)
{
    const Sweeps found = sweeps(f, x);
    BOOST_TEST(distance(found.by_rows, J) <= tolerance);
    BOOST_TEST(distance(found.by_rows_at_once, J) <= tolerance);
    BOOST_TEST(distance(found.by_columns, J) <= tolerance);
    BOOST_TEST(distance(found.by_columns_at_once, J) <= tolerance);
}
inline void check_value_and_jacobian(const Map& f, const Eigen::VectorXd& x, const Eigen::VectorXd& y,
                                     const Eigen::MatrixXd& J, double tolerance = 1e-14)
{
    BOOST_TEST(distance(sweeps(f, x).value, y) <= tolerance);
    check_jacobian(f, x, J, tolerance);
}

// A scalar as a vector of one entry.
inline VarVector as_vector(const Var& x)
{
    return VarVector(Eigen::VectorXd::Constant(1, x.value()), x.id());
}

using Function = std::function<Var(const VarVector&)>;

inline void check_value_and_gradient(const Function& f, const Eigen::VectorXd& x, double y,
                                     const Eigen::VectorXd& gradient, double tolerance = 1e-14)
{
    check_value_and_jacobian([&](const VarVector& v) { return as_vector(f(v)); }, x, Eigen::VectorXd::Constant(1, y),
                             gradient.transpose(), tolerance);
}

} // namespace reel::test
