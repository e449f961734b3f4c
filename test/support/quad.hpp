#pragma once
// Quadruple precision as an oracle: the library's templates run on vectors of 113-bit numbers, and central differences
// of such a run are exact to all digits of a double. With spacing h the error is h^2 f'''/6 + 1e-34 |f|/h, that is
// 1e-21 relative at h = 1e-11.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <Eigen/Core>

using Quad = boost::multiprecision::cpp_bin_float_quad;
using QuadVector = Eigen::Matrix<Quad, -1, 1>;
using QuadMatrix = Eigen::Matrix<Quad, -1, -1>;

inline const Quad quad_spacing = 1e-11;

// d f(t)/dt at t, for f: Quad -> Quad or QuadVector.
template <class F>
auto quad_derivative(const F& f, double t)
{
    using Result = std::decay_t<decltype(f(Quad(t)))>;
    const Result difference = f(Quad(t) + quad_spacing) - f(Quad(t) - quad_spacing);
    return Result(difference / Quad(2 * quad_spacing));
}

// The Jacobian of f: QuadVector -> QuadVector or Quad, one column an entry of x.
template <class F>
Eigen::MatrixXd quad_jacobian(const F& f, const Eigen::VectorXd& x)
{
    Eigen::MatrixXd columns;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
        const auto along = [&](const Quad& t) {
            QuadVector moved = x.cast<Quad>();
            moved[j] = t;
            QuadVector result(1);
            if constexpr (std::is_convertible_v<decltype(f(moved)), Quad>)
                result[0] = f(moved);
            else
                result = f(moved);
            return result;
        };
        const QuadVector column = quad_derivative(along, x[j]);
        if (j == 0)
            columns.resize(column.size(), x.size());
        columns.col(j) = column.cast<double>();
    }
    return columns;
}

// |a - b| / |b|
inline double relative_error(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
    return (a - b).norm() / b.norm();
}
