#include "../support/decompositions.hpp"

#include <reel/eigen/scalar.hpp>
#include <reel/scalar/dual.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <Eigen/Cholesky>

BOOST_AUTO_TEST_SUITE(eigen_scalar)

using namespace reel;
using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The natural forms of templated code, with the derivative of each by hand, for both scalars.

constexpr int count = 4;
using Forward = Dual<count + 1>;
using Scalars = boost::mpl::list<Var, Forward>;

template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// x (4 entries) and u are the independents; `jacobian(y)` has a column for each.
template <class T>
struct Independents;

template <>
struct Independents<Var> {
    Tape tape;
    Recording on{tape};
    Vector<Var> x;
    Var u;
    Independents(const VectorXd& x0, double u0) : x(entries_of(independent(x0))), u(independent(u0)) {}
    MatrixXd jacobian(const Vector<Var>& y) const
    {
        MatrixXd result(y.size(), count + 1);
        for (Eigen::Index i = 0; i < y.size(); ++i) {
            Adjoints adjoints(tape);
            adjoints[y(i)] = 1.0;
            reverse_sweep(tape, adjoints);
            result.row(i) << adjoints[x].transpose(), adjoints[u];
        }
        return result;
    }
};
template <>
struct Independents<Forward> {
    Vector<Forward> x{count};
    Forward u;
    Independents(const VectorXd& x0, double u0) : u(Forward::independent(u0, count))
    {
        for (int i = 0; i < count; ++i)
            x(i) = Forward::independent(x0[i], i);
    }
    MatrixXd jacobian(const Vector<Forward>& y) const
    {
        return MatrixXd::NullaryExpr(y.size(), count + 1,
                                     [&](auto i, auto j) { return y(i).tangent(static_cast<int>(j)); });
    }
};

template <class T>
struct Setting {
    MatrixXd A = (MatrixXd(3, count) << 1, 2, -1, 0.5, 0, 1, 3, -2, 4, 1, 0, 1).finished();
    VectorXd x0 = (VectorXd(count) << 0.3, -1.2, 0.8, 2.0).finished();
    double u0 = 0.7;
    Independents<T> at{x0, u0};
    Vector<T>& x = at.x;
    T& u = at.u;

    /// dy/dx and dy/du are the truth, and the value is that of the same form on numbers.
    void check(const Vector<T>& y, const VectorXd& value, const MatrixXd& dx, const VectorXd& du)
    {
        MatrixXd truth(dx.rows(), count + 1);
        truth << dx, du;
        BOOST_REQUIRE(y.size() == value.size());
        for (Eigen::Index i = 0; i < y.size(); ++i)
            BOOST_TEST(std::abs(y(i).value() - value[i]) <= 1e-14 * (1 + std::abs(value[i])));
        BOOST_TEST((at.jacobian(y) - truth).norm() <= 1e-13 * (1 + truth.norm()));
    }
    void check(const Vector<T>& y, const VectorXd& value, const MatrixXd& dx)
    {
        check(y, value, dx, VectorXd::Zero(value.size()));
    }
    void check_number(const T& y, double value, const VectorXd& gradient)
    {
        check(Vector<T>::Constant(1, y), VectorXd::Constant(1, value), gradient.transpose());
    }
};

BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_of_numbers_times_a_vector, T, Scalars)
{
    Setting<T> s;
    s.check(s.A * s.x, s.A * s.x0, s.A);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_that_was_cast_times_a_vector, T, Scalars)
{
    Setting<T> s;
    s.check(s.A.template cast<T>() * s.x, s.A * s.x0, s.A);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_of_passive_scalars_times_a_vector, T, Scalars)
{
    Setting<T> s;
    const Matrix<T> A = s.A.template cast<T>();
    s.check(A * s.x, s.A * s.x0, s.A);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_scalar_times_a_vector, T, Scalars)
{
    Setting<T> s;
    s.check(s.u * s.x, s.u0 * s.x0, s.u0 * MatrixXd::Identity(count, count), s.x0);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_number_times_a_vector, T, Scalars)
{
    Setting<T> s;
    s.check(0.5 * s.x, 0.5 * s.x0, 0.5 * MatrixXd::Identity(count, count));
}
BOOST_AUTO_TEST_CASE_TEMPLATE(norm_and_dot_product, T, Scalars)
{
    Setting<T> s;
    s.check_number(s.x.norm(), s.x0.norm(), s.x0 / s.x0.norm());
    s.check_number(s.x.squaredNorm(), s.x0.squaredNorm(), 2 * s.x0);
    s.check_number(s.x.dot(s.A.row(0)), s.x0.dot(s.A.row(0)), s.A.row(0));
    s.check_number(s.x.sum(), s.x0.sum(), VectorXd::Ones(count));
}
BOOST_AUTO_TEST_CASE_TEMPLATE(exp_of_an_array, T, Scalars)
{
    Setting<T> s;
    const VectorXd exp = s.x0.array().exp();
    s.check(s.x.array().exp(), exp, exp.asDiagonal());
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_product_with_noalias, T, Scalars)
{
    Setting<T> s;
    Vector<T> y(3);
    y.noalias() = s.A * s.x;
    y.noalias() -= 2.0 * (s.A * s.x);
    s.check(y, -s.A * s.x0, -s.A);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(the_logistic_function_written_out, T, Scalars)
{
    Setting<T> s;
    const ArrayXd p = 1 / (1 + exp(-s.x0.array()));
    s.check(1 / (1 + exp(-s.x.array())), p, (p * (1 - p)).matrix().asDiagonal());
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_lazy_product, T, Scalars)
{
    Setting<T> s;
    s.check(s.A.lazyProduct(s.x), s.A * s.x0, s.A);
}
// X B has the columns B_11 X_1 + B_21 X_2 and B_12 X_1 + B_22 X_2; B X has the columns B X_1 and B X_2.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_times_a_matrix_of_numbers_on_either_side, T, Scalars)
{
    Setting<T> s;
    const MatrixXd B = (MatrixXd(2, 2) << 1, -2, 0.5, 3).finished();
    const Matrix<T> X = s.x.reshaped(2, 2);
    const MatrixXd I = MatrixXd::Identity(2, 2);
    MatrixXd right(count, count);
    right << B(0, 0) * I, B(1, 0) * I, B(0, 1) * I, B(1, 1) * I;
    s.check(Matrix<T>(X * B).reshaped(), right * s.x0, right);
    MatrixXd left(count, count);
    left << B, 0 * I, 0 * I, B;
    s.check(Matrix<T>(B * X).reshaped(), left * s.x0, left);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(a_vector_plus_a_column_of_numbers, T, Scalars)
{
    Setting<T> s;
    const MatrixXd B = s.A.transpose();
    s.check(s.x + B.col(0), s.x0 + B.col(0), MatrixXd::Identity(count, count));
}
// H = A^T A + u I, y = H^{-1} x: dy/dx = H^{-1}, dy/du = -H^{-1} y
BOOST_AUTO_TEST_CASE_TEMPLATE(solving_with_an_active_matrix, T, Scalars)
{
    Setting<T> s;
    const MatrixXd H0 = s.A.transpose() * s.A + s.u0 * MatrixXd::Identity(count, count);
    Matrix<T> H = (s.A.transpose() * s.A).template cast<T>();
    H.diagonal().array() += s.u;
    const MatrixXd inverse = inverse_of(H0);
    const VectorXd y0 = inverse * s.x0;
    s.check(H.ldlt().solve(s.x), y0, inverse, -inverse * y0);
}

// d/dx (x - h (A^T (A x - b) + u x)) = I - h (A^T A + u I), d/du = -h x
BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_of_gradient_descent, T, Scalars)
{
    Setting<T> s;
    const Vector<T> b = s.A.col(1).template cast<T>();
    const double h = 0.1;
    const Vector<T> y = s.x - h * (s.A.transpose() * (s.A * s.x - b) + s.u * s.x);
    s.check(y, s.x0 - h * (s.A.transpose() * (s.A * s.x0 - s.A.col(1)) + s.u0 * s.x0),
            (1 - h * s.u0) * MatrixXd::Identity(count, count) - h * (s.A.transpose() * s.A), -h * s.x0);
}

// d|x|/dx is taken to be 0 at 0, as for VarVector.
BOOST_AUTO_TEST_CASE_TEMPLATE(the_norm_has_derivative_zero_at_zero, T, Scalars)
{
    Independents<T> at(VectorXd::Zero(count), 0.0);
    BOOST_TEST(at.jacobian(Vector<T>::Constant(1, at.x.norm())).norm() == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
