#include "../support/sweeps.hpp"

#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(eigen_expression)

using namespace reel;
using namespace reel::test;
using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using elementwise::Kind;

// Relative difference; equal infinities and NaN do not differ.
double relative(double found, double expected)
{
    if (found == expected || (std::isnan(found) && std::isnan(expected)))
        return 0.0;
    return std::abs(found - expected) / std::abs(expected);
}

// The value and derivative of a rule at a, from a scalar.
template <class Rule>
std::pair<double, double> scalar_rule(double a)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(a);
    const Var y = unary(Rule{}, x);
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    return {y.value(), adjoints[x]};
}

using Limits = std::numeric_limits<double>;

// Numbers that fill a packet several times over, with every test point of the rule, and where slopes are infinite.
template <class Rule>
VectorXd points()
{
    constexpr int count = std::size(Rule::points);
    const VectorXd steep{{-1.0, -0.0, 0.0, Limits::denorm_min(), Limits::min(), 1.0, Limits::quiet_NaN()}};
    VectorXd x(3 * count + steep.size());
    for (int i = 0; i < 3 * count; ++i)
        x[i] = Rule::points[i % count];
    x.tail(steep.size()) = steep;
    return x;
}

// Where values are finite, one that does not depend on an argument has derivative 0, however steep the rule is there.
bool is_diagonal(const MatrixXd& J, const VectorXd& value)
{
    for (Eigen::Index column = 0; column < J.cols(); ++column)
        for (Eigen::Index row = 0; row < J.rows(); ++row)
            if (row != column && std::isfinite(value[row]) && std::isfinite(value[column]) && J(row, column) != 0.0)
                return false;
    return true;
}

BOOST_AUTO_TEST_CASE(each_rule_of_one_argument_agrees_with_the_scalar_rule_in_all_sweeps)
{
    UnaryRules::for_each([]<class Rule>() {
        const VectorXd x = points<Rule>();
        const auto found = sweeps(
            [](const VarVector& v) -> VarVector { return elementwise::apply<Kind::array, Rule>(v.array()); }, x);
        for (int i = 0; i < x.size(); ++i) {
            const auto [value, slope] = scalar_rule<Rule>(x[i]);
            BOOST_TEST_CONTEXT(Rule::name << " at " << x[i])
            {
                if (x[i] != Limits::denorm_min()) // Eigen's log of subnormal numbers is that of the least normal one
                    BOOST_TEST(relative(found.value[i], value) <= 1e-14);
                BOOST_TEST(relative(found.by_rows(i, i), slope) <= 1e-14);
                BOOST_TEST(relative(found.by_rows_at_once(i, i), slope) <= 1e-14);
                BOOST_TEST(relative(found.by_columns(i, i), slope) <= 1e-14);
                BOOST_TEST(relative(found.by_columns_at_once(i, i), slope) <= 1e-14);
            }
        }
        BOOST_TEST(is_diagonal(found.by_rows, found.value), Rule::name);
        BOOST_TEST(is_diagonal(found.by_rows_at_once, found.value), Rule::name);
        BOOST_TEST(is_diagonal(found.by_columns, found.value), Rule::name);
        BOOST_TEST(is_diagonal(found.by_columns_at_once, found.value), Rule::name);
    });
}

// d(f(a) + b)/da: a parent that needs no value of a function must not disturb what the function keeps.
BOOST_AUTO_TEST_CASE(a_function_of_a_function_has_the_product_of_their_derivatives)
{
    const VectorXd x = VectorXd::LinSpaced(7, 0.2, 0.9);
    const ArrayXd a = x.array();
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return exp(sin(v.array())); }, x,
                             a.sin().exp(), MatrixXd((a.sin().exp() * a.cos()).matrix().asDiagonal()));
    check_value_and_jacobian([](const VarVector& v) -> VarVector { return log2(cbrt(v.array()) + 1.0); }, x,
                             a.unaryExpr([](double t) { return std::log2(std::cbrt(t) + 1.0); }),
                             MatrixXd(a.unaryExpr([](double t) {
                                           const double r = std::cbrt(t);
                                           return 1.0 / (std::log(2.0) * (r + 1.0) * 3.0 * r * r);
                                       }).matrix().asDiagonal()));
}

struct Partials {
    double value, left, right;
};
template <class F>
Partials scalar_operator(const F& f, double a, double b)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(a);
    const Var y = independent(b);
    const Var z = f(x, y);
    Adjoints adjoints(tape);
    adjoints[z] = 1.0;
    reverse_sweep(tape, adjoints);
    return {z.value(), adjoints[x], adjoints[y]};
}

// f on arrays of the given numbers: both active, one active, the other a passive vector, a scalar, or a number.
template <class F, class Rule>
void check_operator(const F& f, const Rule&)
{
    constexpr int count = std::size(Rule::points);
    const VectorXd steep_a{{0.0, 1e-310, 1.0, -1.0}};
    const VectorXd steep_b{{1e-310, -1.0, 1e-200, -0.5}};
    VectorXd a(3 * count + steep_a.size()), b(3 * count + steep_a.size());
    for (int i = 0; i < 3 * count; ++i) {
        a[i] = Rule::points[i % count][0];
        b[i] = Rule::points[i % count][1];
    }
    a.tail(steep_a.size()) = steep_a;
    b.tail(steep_b.size()) = steep_b;
    const Eigen::Index n = a.size();
    VectorXd both(2 * n), value(n), left(n), right(n);
    both << a, b;
    for (int i = 0; i < n; ++i) {
        const Partials p = scalar_operator(f, a[i], b[i]);
        value[i] = p.value;
        left[i] = p.left;
        right[i] = p.right;
    }
    const auto agree = [&](const MatrixXd& J, const VectorXd& slope, Eigen::Index offset) {
        for (int i = 0; i < n; ++i)
            BOOST_TEST(relative(J(i, offset + i), slope[i]) <= 1e-14);
        BOOST_TEST(is_diagonal(J.middleCols(offset, n), value));
    };
    const auto all_agree = [&](const Sweeps& found, const VectorXd& slope, Eigen::Index offset) {
        for (int i = 0; i < n; ++i)
            BOOST_TEST(relative(found.value[i], value[i]) <= 1e-14);
        agree(found.by_rows, slope, offset);
        agree(found.by_rows_at_once, slope, offset);
        agree(found.by_columns, slope, offset);
        agree(found.by_columns_at_once, slope, offset);
    };
    BOOST_TEST_CONTEXT(Rule::name)
    {
        const auto of_both = sweeps(
            [&](const VarVector& v) -> VarVector { return f(v.head(n).array(), v.tail(n).array()); }, both);
        all_agree(of_both, left, 0);
        all_agree(of_both, right, n);
        all_agree(sweeps([&](const VarVector& v) -> VarVector { return f(v.array(), b.array()); }, a), left, 0);
        all_agree(sweeps([&](const VarVector& v) -> VarVector { return f(a.array(), v.array()); }, b), right, 0);
        all_agree(sweeps([&](const VarVector& v) -> VarVector { return f(v.array(), VarVector(b).array()); }, a), left, 0);
        all_agree(sweeps([&](const VarVector& v) -> VarVector { return f(VarVector(a).array(), v.array()); }, b), right, 0);
    }
}

BOOST_AUTO_TEST_CASE(each_operator_of_two_arguments_agrees_with_the_scalar_operator_in_all_sweeps)
{
    check_operator([](const auto& a, const auto& b) { return a + b; }, rule::Plus{});
    check_operator([](const auto& a, const auto& b) { return a - b; }, rule::Minus{});
    check_operator([](const auto& a, const auto& b) { return a * b; }, rule::Times{});
    check_operator([](const auto& a, const auto& b) { return a / b; }, rule::Divides{});
    check_operator([](const auto& a, const auto& b) { return reel::max(a, b); }, rule::Max{});
    check_operator([](const auto& a, const auto& b) { return reel::min(a, b); }, rule::Min{});
}

BOOST_AUTO_TEST_SUITE_END()
