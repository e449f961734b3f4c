#include "../support/sweeps.hpp"

#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(eigen_functions)

using namespace reel;
using namespace reel::test;
using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd diagonal(const ArrayXd& d) { return d.matrix().asDiagonal(); }
const double infinity = std::numeric_limits<double>::infinity();

// The rules themselves are tested in expression.cpp; here, that each name stands for its rule.

using Array = decltype(std::declval<const VarVector&>().array());
template <class Rule>
using Of = decltype(elementwise::apply<elementwise::Kind::array, Rule>(std::declval<Array>()));
template <class Rule, class E>
bool stands_for(const E&)
{
    return std::is_same_v<E, Of<Rule>>;
}

BOOST_AUTO_TEST_CASE(each_function_of_arrays_is_the_rule_of_its_name)
{
    const VarVector v(VectorXd::Ones(1));
    const auto x = [&] { return v.array(); };
    using namespace reel::rule;
    BOOST_TEST((stands_for<Abs>(abs(x())) && stands_for<Sqrt>(sqrt(x())) && stands_for<Cbrt>(cbrt(x()))));
    BOOST_TEST((stands_for<Exp>(exp(x())) && stands_for<Exp2>(exp2(x())) && stands_for<Expm1>(expm1(x()))));
    BOOST_TEST((stands_for<Log>(log(x())) && stands_for<Log2>(log2(x())) && stands_for<Log10>(log10(x()))));
    BOOST_TEST((stands_for<Log1p>(log1p(x())) && stands_for<Erf>(erf(x())) && stands_for<Erfc>(erfc(x()))));
    BOOST_TEST((stands_for<Sin>(sin(x())) && stands_for<Cos>(cos(x())) && stands_for<Tan>(tan(x()))));
    BOOST_TEST((stands_for<Asin>(asin(x())) && stands_for<Acos>(acos(x())) && stands_for<Atan>(atan(x()))));
    BOOST_TEST((stands_for<Sinh>(sinh(x())) && stands_for<Cosh>(cosh(x())) && stands_for<Tanh>(tanh(x()))));
    BOOST_TEST((stands_for<Asinh>(asinh(x())) && stands_for<Acosh>(acosh(x())) && stands_for<Atanh>(atanh(x()))));
    BOOST_TEST((stands_for<Sigmoid>(sigmoid(x())) && stands_for<Softplus>(softplus(x())) && stands_for<Sign>(sign(x()))));
    BOOST_TEST((stands_for<Floor>(floor(x())) && stands_for<Ceil>(ceil(x())) && stands_for<Round>(round(x()))));
}

BOOST_AUTO_TEST_CASE(each_method_of_arrays_is_the_rule_of_its_name)
{
    const VarVector v(VectorXd::Ones(1));
    const auto x = [&] { return v.array(); };
    using namespace reel::rule;
    BOOST_TEST((stands_for<Abs>(x().abs()) && stands_for<Sqrt>(x().sqrt()) && stands_for<Exp>(x().exp())));
    BOOST_TEST((stands_for<Log>(x().log()) && stands_for<Log1p>(x().log1p()) && stands_for<Expm1>(x().expm1())));
    BOOST_TEST((stands_for<Sin>(x().sin()) && stands_for<Cos>(x().cos()) && stands_for<Tan>(x().tan())));
    BOOST_TEST((stands_for<Asin>(x().asin()) && stands_for<Acos>(x().acos()) && stands_for<Atan>(x().atan())));
    BOOST_TEST((stands_for<Sinh>(x().sinh()) && stands_for<Cosh>(x().cosh()) && stands_for<Tanh>(x().tanh())));
    BOOST_TEST((stands_for<Sign>(x().sign()) && stands_for<Floor>(x().floor()) && stands_for<Ceil>(x().ceil())));
    BOOST_TEST((stands_for<Round>(x().round())));
}

BOOST_AUTO_TEST_CASE(each_method_of_vectors_is_a_function_of_their_arrays)
{
    const VarVector v(VectorXd::Ones(1));
    const auto same = []<class A, class B>(const A&, const B&) { return std::is_same_v<A, B>; };
    BOOST_TEST(same(v.cwiseAbs(), v.array().abs().matrix()));
    BOOST_TEST(same(v.cwiseAbs2(), v.array().square().matrix()));
    BOOST_TEST(same(v.cwiseSqrt(), v.array().sqrt().matrix()));
    BOOST_TEST(same(v.cwiseSign(), v.array().sign().matrix()));
    BOOST_TEST(same(v.cwiseInverse(), (1.0 / v.array()).matrix()));
    BOOST_TEST(same(v.array().inverse(), 1.0 / v.array()));
    BOOST_TEST(same(v.cwiseProduct(v), (v.array() * v.array()).matrix()));
    BOOST_TEST(same(v.cwiseQuotient(v), (v.array() / v.array()).matrix()));
    BOOST_TEST(same(v.cwiseMax(v), max(v.array(), v.array()).matrix()));
    BOOST_TEST(same(v.cwiseMin(v), min(v.array(), v.array()).matrix()));
}

const VectorXd at{{-2.0, -0.5, 0.0, 0.25, 3.0}};

BOOST_AUTO_TEST_CASE(squares_and_inverses_have_the_derivatives_by_hand)
{
    const VectorXd x{{-2.0, -0.5, 0.25, 3.0, 8.0}};
    const ArrayXd a = x.array();
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return square(v.array()) + inverse(v.array()); }, x,
                             a.square() + a.inverse(), diagonal(2.0 * a - a.square().inverse()));
}

// Compositions that solvers are made of

// S(x, t) = sign(x) max(|x| - t, 0): dS/dx = 1 and dS/dt = -sign(x) where |x| > t, and 0 elsewhere; also at x = 0.
BOOST_AUTO_TEST_CASE(a_soft_threshold_differentiates_what_it_lets_through)
{
    VectorXd both(6);
    both << at, 0.4; // x, then t
    MatrixXd J = MatrixXd::Zero(5, 6);
    J(0, 0) = J(1, 1) = J(4, 4) = 1.0;
    J(0, 5) = J(1, 5) = 1.0;
    J(4, 5) = -1.0;
    check_value_and_jacobian(
        [](const VarVector& v) -> VarVector {
            const VarVector x = v.head(5);
            const Var t = v[5];
            return (x.array().abs() - t).max(0.0) * sign(x.array());
        },
        both, VectorXd{{-1.6, -0.1, 0.0, 0.0, 2.6}}, J);
}

// The derivative of a clamp is 1 inside and, by the choice for ties, on the bounds as well.
BOOST_AUTO_TEST_CASE(a_clamp_differentiates_what_lies_between_its_bounds)
{
    check_value_and_jacobian([](const VarVector& x) -> VarVector { return x.array().max(-0.5).min(0.25); }, at,
                             VectorXd{{-0.5, -0.5, 0.0, 0.25, 0.25}}, diagonal(ArrayXd{{0.0, 1.0, 1.0, 1.0, 0.0}}));
    const VectorXd low = VectorXd::Constant(5, -0.5);
    const VectorXd high{{1.0, 1.0, 1.0, 1.0, 2.0}};
    check_value_and_jacobian([&](const VarVector& x) -> VarVector { return x.cwiseMax(low).cwiseMin(high); }, at,
                             VectorXd{{-0.5, -0.5, 0.0, 0.25, 2.0}}, diagonal(ArrayXd{{0.0, 1.0, 1.0, 1.0, 0.0}}));
}

BOOST_AUTO_TEST_CASE(max_and_min_follow_their_first_argument_at_a_tie)
{
    const auto tie = [](auto choose) {
        return [choose](const VarVector& v) -> VarVector { return choose(v.head(2).array(), v.tail(2).array()); };
    };
    const VectorXd x{{1.0, 2.0, 1.0, 2.0}};
    MatrixXd first = MatrixXd::Zero(2, 4);
    first.leftCols(2).setIdentity();
    check_jacobian(tie([](const auto& a, const auto& b) { return max(a, b); }), x, first);
    check_jacobian(tie([](const auto& a, const auto& b) { return min(a, b); }), x, first);
    check_jacobian([](const VarVector& v) -> VarVector { return max(2.0, v.array()) + min(2.0, v.array()); },
                   VectorXd{{2.0, 1.0, 3.0}}, diagonal(ArrayXd{{0.0, 1.0, 1.0}}));
}

// w (sigma(z) - y), with sigma' = sigma (1 - sigma): the gradient of the logistic loss, entry by entry
BOOST_AUTO_TEST_CASE(a_fused_logistic_chain_has_the_derivative_by_hand)
{
    const ArrayXd w{{1.0, 0.5, 2.0, 1.5, 0.25}};
    const ArrayXd y{{0.0, 1.0, 1.0, 0.0, 1.0}};
    const ArrayXd s = 1.0 / (1.0 + (-at.array()).exp());
    check_value_and_jacobian(
        [&](const VarVector& z) -> VarVector { return w * (1.0 / (1.0 + exp(-z.array())) - y); }, at, w * (s - y),
        diagonal(w * s * (1.0 - s)));
}

BOOST_AUTO_TEST_CASE(where_takes_one_side_entry_by_entry)
{
    check_value_and_jacobian(
        [](const VarVector& x) -> VarVector { return where(x.value().array() > 0.0, 3.0 * x.array(), -x.array()); }, at,
        VectorXd{{2.0, 0.5, 0.0, 0.75, 9.0}}, diagonal(ArrayXd{{-1.0, -1.0, -1.0, 3.0, 3.0}}));
}

// Powers

BOOST_AUTO_TEST_CASE(powers_have_the_derivatives_by_hand_in_all_three_forms)
{
    const VectorXd x{{0.5, 1.0, 2.0, 3.0}};
    const ArrayXd a = x.array();
    const ArrayXd p{{2.0, -1.0, 0.5, 0.0}};
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return pow(v.array(), 2.5); }, x, a.pow(2.5),
                             diagonal(2.5 * a.pow(1.5)), 1e-13);
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return v.array().pow(3); }, -x, -a.cube(),
                             diagonal(3.0 * a.square()), 1e-13);
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return pow(2.0, v.array()); }, x,
                             (std::log(2.0) * a).exp(), diagonal(std::log(2.0) * (std::log(2.0) * a).exp()), 1e-13);
    check_value_and_jacobian([&](const VarVector& v) -> VarVector { return pow(v.array(), p); }, x, a.pow(p),
                             diagonal(p * a.pow(p - 1.0)), 1e-13);
    VectorXd both(8);
    both << x, p.matrix();
    MatrixXd J(4, 8);
    J << diagonal(p * a.pow(p - 1.0)), diagonal(a.pow(p) * a.log());
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return pow(v.head(4).array(), v.tail(4).array()); },
                             both, a.pow(p), J, 1e-13);
}

// x^u for a scalar u: d/du = sum over the entries of x^u log x
BOOST_AUTO_TEST_CASE(an_active_scalar_exponent_collects_all_entries)
{
    const VectorXd x{{0.5, 2.0, 3.0, 1.5}}; // u = 1.5
    MatrixXd J = MatrixXd::Zero(3, 4);
    for (int i = 0; i < 3; ++i) {
        J(i, i) = 1.5 * std::sqrt(x[i]);
        J(i, 3) = std::pow(x[i], 1.5) * std::log(x[i]);
    }
    check_jacobian([](const VarVector& v) -> VarVector { return pow(v.head(3).array(), v[3]); }, x, J, 1e-13);
}

// As for scalars: 0^0 = 1 has derivative 0, and 0^p has the derivative 0 for p > 1, 1 for p = 1, +inf below.
BOOST_AUTO_TEST_CASE(powers_of_zero_are_those_of_scalars)
{
    const VectorXd at_0{{0.0, 4.0}}; // what does not depend on the power of 0 has derivative 0, not 0 inf
    const auto diagonal_of = [](double a, double b) { return diagonal(ArrayXd{{a, b}}); };
    const auto power = [](double p) { return [p](const VarVector& v) -> VarVector { return pow(v.array(), p); }; };
    check_value_and_jacobian(power(0.0), at_0, VectorXd::Ones(2), MatrixXd::Zero(2, 2));
    check_value_and_jacobian(power(1.0), at_0, at_0, MatrixXd::Identity(2, 2));
    check_value_and_jacobian(power(2.0), at_0, VectorXd{{0.0, 16.0}}, diagonal_of(0.0, 8.0));
    check_value_and_jacobian(power(0.5), at_0, VectorXd{{0.0, 2.0}}, diagonal_of(infinity, 0.25));
    const auto both = [](const VarVector& v) -> VarVector { return pow(v.head(1).array(), v.tail(1).array()); };
    check_jacobian(both, VectorXd{{0.0, 0.0}}, MatrixXd{{0.0, 0.0}});
    check_jacobian(both, VectorXd{{0.0, 2.0}}, MatrixXd{{0.0, 0.0}});
    const VectorXd half = VectorXd::Constant(2, 0.5);
    check_jacobian([&](const VarVector& v) -> VarVector { return pow(v.array(), half.array()); }, at_0,
                   diagonal_of(infinity, 0.25));
}

// atan2(a, b): (b, -a) / r^2;  hypot(a, b): (a, b) / r
BOOST_AUTO_TEST_CASE(angles_and_radii_have_the_derivatives_by_hand)
{
    const VectorXd x{{3.0, -5.0, 4.0, 12.0}};
    const ArrayXd a = x.head(2);
    const ArrayXd b = x.tail(2);
    const ArrayXd r{{5.0, 13.0}};
    MatrixXd J(2, 4);
    J << diagonal(b / (r * r)), diagonal(-a / (r * r));
    check_jacobian([](const VarVector& v) -> VarVector { return atan2(v.head(2).array(), v.tail(2).array()); }, x, J);
    J << diagonal(a / r), diagonal(b / r);
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return hypot(v.head(2).array(), v.tail(2).array()); }, x,
                             r, J);
    check_jacobian([&](const VarVector& v) -> VarVector { return hypot(v.array(), b); }, x.head(2), diagonal(a / r));
    check_jacobian([&](const VarVector& v) -> VarVector { return atan2(1.0, v.array()); }, x.head(2),
                   diagonal(-(1.0 + a * a).inverse()));
}

// Kinks: abs at 0 is in expression.cpp with its rule, the norm in reduce.cpp.
BOOST_AUTO_TEST_CASE(a_root_at_zero_has_an_infinite_derivative)
{
    check_jacobian([](const VarVector& v) -> VarVector { return sqrt(v.array()); }, VectorXd{{0.0, 4.0}},
                   diagonal(ArrayXd{{infinity, 0.25}}));
}

// max(sqrt x, 1) is 1 at 0, and min(1 / x, 2) is 2
BOOST_AUTO_TEST_CASE(a_side_not_taken_has_no_derivative_however_steep_it_is)
{
    const VectorXd x{{0.0, 4.0}};
    check_jacobian([](const VarVector& v) -> VarVector { return sqrt(v.array()).max(1.0); }, x,
                   diagonal(ArrayXd{{0.0, 0.25}}));
    check_jacobian([](const VarVector& v) -> VarVector { return (1.0 / v.array()).min(2.0); }, x,
                   diagonal(ArrayXd{{0.0, -0.0625}}));
}

// exp overflows, 1 / (1 + exp) is 0, and so is its slope.
BOOST_AUTO_TEST_CASE(a_function_that_saturates_where_exp_overflows_has_derivative_zero)
{
    check_jacobian([](const VarVector& z) -> VarVector { return 1.0 / (1.0 + exp(-z.array())); },
                   VectorXd{{-800.0, 0.0}}, diagonal(ArrayXd{{0.0, 0.25}}));
    check_jacobian([](const VarVector& z) -> VarVector { return 1.0 / cosh(z.array()); }, VectorXd{{800.0, 0.0}},
                   diagonal(ArrayXd{{0.0, 0.0}}));
}

// y_2 does not depend on x_1 = 0, where sqrt is infinitely steep.
BOOST_AUTO_TEST_CASE(an_entry_without_adjoint_gives_none_wherever_the_steep_function_stands)
{
    const auto x_bar = [](const auto& f) {
        Tape tape;
        Recording on(tape);
        const VarVector x = independent(VectorXd{{0.0, 4.0}});
        const VarVector y = f(x.array());
        Adjoints adjoints(tape);
        adjoints[y][1] = 1.0;
        reverse_sweep(tape, adjoints);
        return adjoints[x][0];
    };
    BOOST_TEST(x_bar([](const auto& x) -> VarVector { return sqrt(x) - x; }) == 0.0);
    BOOST_TEST(x_bar([](const auto& x) -> VarVector { return x - sqrt(x); }) == 0.0);
    BOOST_TEST(x_bar([](const auto& x) -> VarVector { return sin(sqrt(x)); }) == 0.0);
}

// u / 0 is infinite, but what does not depend on u still does not, for u a scalar.
BOOST_AUTO_TEST_CASE(an_entry_without_adjoint_gives_a_scalar_none)
{
    const ArrayXd divisor{{1e-310, 4.0}};
    Tape tape;
    Recording on(tape);
    const Var u = independent(0.0);
    const VarVector y = u / VarVector(divisor.matrix()).array();
    Adjoints adjoints(tape, 2);
    adjoints.at_column(y, 0)[1] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints.at_column(u, 0) == 0.25);
    BOOST_TEST(adjoints.at_column(u, 1) == 0.0);
    Tangents tangents(tape);
    forward_sweep(tape, tangents);
    BOOST_TEST(tangents[y][0] == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
