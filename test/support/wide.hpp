#pragma once
// Extended precision as an oracle: the library's templates run on vectors of long doubles (64 bits of significand on
// x86), and a central difference of such a run with six points has the error h^6 f^(7)/140 plus 1e-19 |f|/h, that is
// about 1e-15 relative for functions of scale 1 with the spacing here.
#include <Eigen/Core>
#include <type_traits>

// Passive doubles times wide numbers, as the problems' templates form them.
template <class Operation>
struct Eigen::ScalarBinaryOpTraits<double, long double, Operation> {
    using ReturnType = long double;
};
template <class Operation>
struct Eigen::ScalarBinaryOpTraits<long double, double, Operation> {
    using ReturnType = long double;
};

using Wide = long double;
using WideVectorX = Eigen::Matrix<Wide, -1, 1>;
using WideMatrixX = Eigen::Matrix<Wide, -1, -1>;

inline const Wide wide_spacing = 1e-4L;

// d f(t)/dt at t, for f: Wide -> Wide or WideVectorX.
template <class F>
auto wide_derivative(const F& f, double t)
{
    using Result = std::decay_t<decltype(f(Wide(t)))>;
    const Wide h = wide_spacing;
    const auto odd = [&](int i) { return Result(f(Wide(t) + i * h) - f(Wide(t) - i * h)); };
    return Result((45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * h));
}

// The Jacobian of f: WideVectorX -> WideVectorX or Wide, one column an entry of x.
template <class F>
Eigen::MatrixXd wide_jacobian(const F& f, const Eigen::VectorXd& x)
{
    Eigen::MatrixXd columns;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
        const auto along = [&](Wide t) {
            WideVectorX moved = x.cast<Wide>();
            moved[j] = t;
            WideVectorX result(1);
            if constexpr (std::is_convertible_v<decltype(f(moved)), Wide>)
                result[0] = f(moved);
            else
                result = f(moved);
            return result;
        };
        const WideVectorX column = wide_derivative(along, x[j]);
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
