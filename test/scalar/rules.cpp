// Every rule at each of its points and at the ends of the range of doubles, by every way that a derivative is computed,
// against the closed forms of support/closed_forms.hpp. A new rule needs a line in that table, and none here.
#include <reel/scalar/rules.hpp>

#include "../support/closed_forms.hpp"

#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_rules)

using namespace reel;

using Limits = std::numeric_limits<double>;
const double infinity = Limits::infinity();

// To 1e-13, or to one step of the subnormal numbers.
bool agree(double found, Real truth)
{
    const auto rounded = static_cast<double>(truth);
    if (std::isnan(truth) || std::isnan(found))
        return std::isnan(truth) && std::isnan(found);
    return found == rounded || std::abs(found - truth) <= 1e-13L * std::abs(truth) + Limits::denorm_min();
}

// What one rule gives at one point.
struct Found {
    std::string way;
    std::vector<double> partials;
};
struct Row {
    std::string name;
    std::vector<double> point;
    double value;
    std::vector<Found> found;
};
std::string where(const Row& row, const std::string& way = "")
{
    std::ostringstream text;
    text.precision(17);
    text << row.name;
    for (const double x : row.point)
        text << ' ' << x;
    text << ' ' << way;
    return text.str();
}

// One recorded value of some variables by both sweeps.
void sweep(const Tape& tape, const Var& y, const std::vector<Var>& x, std::vector<Found>& found)
{
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    Tangents tangents(tape, static_cast<int>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
        tangents.at_column(x[i], static_cast<int>(i)) = 1.0;
    forward_sweep(tape, tangents);
    found.push_back({"reverse", {}});
    found.push_back({"forward", {}});
    for (std::size_t i = 0; i < x.size(); ++i) {
        found[found.size() - 2].partials.push_back(adjoints[x[i]]);
        found.back().partials.push_back(tangents.at_column(y, static_cast<int>(i)));
    }
}

template <class Rule>
Row evaluate(double x)
{
    Row row{Rule::name, {x}, double(Rule::value(x)), {}};
    Tape tape;
    const Recording on(tape);
    const Var a = independent(x);
    sweep(tape, unary(Rule{}, a), {a}, row.found);
    row.found.push_back({"Dual", {unary(Rule{}, Dual<2>::independent(x, 1)).tangent(1)}});
    return row;
}
template <class Rule>
Row evaluate(double x, double y)
{
    Row row{Rule::name, {x, y}, Rule::value(x, y), {}};
    Tape tape;
    const Recording on(tape);
    const Var a = independent(x);
    const Var b = independent(y);
    sweep(tape, binary(Rule{}, a, b), {a, b}, row.found);
    const Var by_number = binary(Rule{}, a, y);
    const Var of_number = binary(Rule{}, x, b);
    Adjoints adjoints(tape);
    adjoints[by_number] = 1.0;
    adjoints[of_number] = 1.0;
    reverse_sweep(tape, adjoints);
    row.found.push_back({"reverse with a number", {adjoints[a], adjoints[b]}});
    using D = Dual<2>;
    const D dual = binary(Rule{}, D::independent(x, 0), D::independent(y, 1));
    row.found.push_back({"Dual", {dual.tangent(0), dual.tangent(1)}});
    const D dual_by_number = binary(Rule{}, D::independent(x, 0), y);
    const D dual_of_number = binary(Rule{}, x, D::independent(y, 1));
    row.found.push_back({"Dual with a number", {dual_by_number.tangent(0), dual_of_number.tangent(1)}});
    return row;
}

// Ordinary points are the rule's own; extreme ones are the same for all.
const std::vector<double> extremes = {-Limits::max(), -Limits::denorm_min(), 0.0,  Limits::denorm_min(),
                                      1e-310,         Limits::min(),         1e-8, Limits::max()};
const std::vector<double> extremes_2 = {-1e300, -2.0, -1e-300, 1e-300, 0.5, 1e300};

std::vector<Row> unary_rows(bool extreme)
{
    std::vector<Row> rows;
    UnaryRules::for_each([&]<class Rule>() {
        for (const double x : Rule::points)
            rows.push_back(evaluate<Rule>(x));
        for (const double x : extreme ? extremes : std::vector<double>())
            rows.push_back(evaluate<Rule>(x));
    });
    return rows;
}
std::vector<Row> binary_rows()
{
    std::vector<Row> rows;
    BinaryRules::for_each([&]<class Rule>() {
        for (const auto& [x, y] : Rule::points)
            rows.push_back(evaluate<Rule>(x, y));
        for (const double x : extremes_2)
            for (const double y : extremes_2)
                rows.push_back(evaluate<Rule>(x, y));
    });
    return rows;
}

BOOST_AUTO_TEST_CASE(every_rule_has_a_closed_form_to_be_compared_with)
{
    for (const Row& row : unary_rows(false))
        BOOST_TEST(closed_forms().contains(row.name), row.name);
    for (const Row& row : binary_rows())
        BOOST_TEST(closed_forms_2().contains(row.name), row.name);
}

// The truth itself: central differences of its values and of its first derivatives, where they are ordinary numbers.
BOOST_AUTO_TEST_CASE(the_closed_forms_are_each_others_derivatives)
{
    const auto slope = [](auto f, Real x) { return (f(x + 1e-6L) - f(x - 1e-6L)) / 2e-6L; };
    const auto is_near = [](Real a, Real b) { return std::abs(a - b) <= 1e-9L * (1 + std::abs(b)); };
    for (const auto& [name, f] : closed_forms()) {
        const std::vector<Real> points = name == "acosh" ? std::vector<Real>{1.3L, 2.6L} : std::vector<Real>{0.3L, 0.7L};
        for (const Real x : points) {
            BOOST_TEST(is_near(slope(f.value, x), f.first(x)), name);
            BOOST_TEST(is_near(slope(f.first, x), f.second(x)), name);
        }
    }
    for (const auto& row : closed_forms_2()) {
        const ClosedForm2& f = row.second;
        for (const auto& [a, b] : {std::pair(0.3L, 0.7L), std::pair(1.7L, 0.4L)}) {
            const Real x = a;
            const Real y = b;
            BOOST_TEST(is_near(slope([&](Real t) { return f.value(t, y); }, x), f.by_a(x, y)), row.first);
            BOOST_TEST(is_near(slope([&](Real t) { return f.value(x, t); }, y), f.by_b(x, y)), row.first);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_rule_of_one_argument_is_its_closed_form_in_all_modes)
{
    for (const Row& row : unary_rows(true)) {
        const ClosedForm& truth = closed_forms().at(row.name);
        const Real x = row.point[0];
        if (std::isnan(truth.value(x)))
            continue; // log(-1)
        BOOST_TEST(agree(row.value, truth.value(x)), where(row) << "is " << row.value << ", not " << truth.value(x));
        for (const auto& [way, partials] : row.found)
            BOOST_TEST(agree(partials[0], truth.first(x)),
                       where(row, way) << " has the slope " << partials[0] << ", not " << truth.first(x));
    }
}

BOOST_AUTO_TEST_CASE(every_rule_of_two_arguments_is_its_closed_form_in_all_modes)
{
    for (const Row& row : binary_rows()) {
        const ClosedForm2& truth = closed_forms_2().at(row.name);
        const Real a = row.point[0];
        const Real b = row.point[1];
        if (std::isnan(truth.value(a, b)))
            continue; // pow(-2, 0.5)
        BOOST_TEST(agree(row.value, truth.value(a, b)), where(row) << "is " << row.value << ", not " << truth.value(a, b));
        for (const auto& [way, partials] : row.found) {
            BOOST_TEST(agree(partials[0], truth.by_a(a, b)), where(row, way) << " has " << partials[0] << " in a");
            BOOST_TEST(agree(partials[1], truth.by_b(a, b)), where(row, way) << " has " << partials[1] << " in b");
        }
    }
}

BOOST_AUTO_TEST_CASE(at_infinity_every_rule_has_the_limit_of_its_function_and_nan_stays_nan)
{
    UnaryRules::for_each([]<class Rule>() {
        const auto value = closed_forms().at(Rule::name).value;
        for (const double x : {-infinity, infinity})
            if (!std::isnan(value(x)))
                BOOST_CHECK_MESSAGE(Rule::value(x) == value(x), Rule::name << ' ' << x << " is " << Rule::value(x));
        BOOST_CHECK_MESSAGE(std::isnan(double(Rule::value(Limits::quiet_NaN()))), Rule::name);
    });
}

// Kinks: the choices that rules.hpp documents, where no difference quotient decides.

void partials_are(const Row& row, const std::vector<double>& expected)
{
    for (const auto& [way, partials] : row.found)
        BOOST_TEST(partials == expected, where(row, way));
}

BOOST_AUTO_TEST_CASE(steps_and_abs_have_derivative_0_where_they_jump_or_bend)
{
    partials_are(evaluate<rule::Abs>(0.0), {0.0});
    partials_are(evaluate<rule::Sign>(0.0), {0.0});
    partials_are(evaluate<rule::Floor>(2.0), {0.0});
    partials_are(evaluate<rule::Ceil>(2.0), {0.0});
    partials_are(evaluate<rule::Round>(2.5), {0.0});
}

BOOST_AUTO_TEST_CASE(roots_have_an_infinite_derivative_at_zero_of_either_sign)
{
    for (const double zero : {0.0, -0.0}) {
        partials_are(evaluate<rule::Sqrt>(zero), {infinity});
        partials_are(evaluate<rule::Cbrt>(zero), {infinity});
    }
}

BOOST_AUTO_TEST_CASE(max_and_min_follow_their_first_argument_at_a_tie)
{
    partials_are(evaluate<rule::Max>(1.0, 1.0), {1.0, 0.0});
    partials_are(evaluate<rule::Min>(1.0, 1.0), {1.0, 0.0});
    partials_are(evaluate<rule::Max>(0.0, -0.0), {1.0, 0.0});
}

BOOST_AUTO_TEST_CASE(pow_has_derivative_0_in_a_base_to_the_0_and_in_the_exponent_of_0)
{
    partials_are(evaluate<rule::Pow>(0.0, 0.0), {0.0, 0.0});
    partials_are(evaluate<rule::Pow>(0.0, 2.0), {0.0, 0.0});
    partials_are(evaluate<rule::Pow>(0.0, 1.0), {1.0, 0.0});
    BOOST_TEST(rule::Pow::first(1e-320, 0.0, 1.0) == 0.0); // not 0 inf
}

BOOST_AUTO_TEST_CASE(hypot_and_atan2_have_derivative_0_at_the_origin)
{
    partials_are(evaluate<rule::Hypot>(0.0, 0.0), {0.0, 0.0});
    partials_are(evaluate<rule::Atan2>(0.0, 0.0), {0.0, 0.0});
}

BOOST_AUTO_TEST_CASE(a_rule_whose_derivative_is_infinite_at_a_number_is_called_steep)
{
    UnaryRules::for_each([]<class Rule>() {
        bool steep = false;
        for (const double x : {-1.0, 0.0, Limits::denorm_min(), 1e-200, 1.0, 2000.0})
            if constexpr (Rule::keep != Keep::nothing)
                steep = steep || std::isinf(Rule::derivative(x, Rule::value(x)));
        BOOST_CHECK_MESSAGE(steep == rule::IsSteep<Rule>, Rule::name);
    });
    BOOST_TEST(std::isinf(rule::Pow::first(0.0, 0.5, 0.0)));
    BOOST_TEST(std::isinf(rule::Divides::second(1.0, 1e-200, 1e200)));
    BOOST_TEST(std::isinf(rule::Atan2::second(1e-310, 0.0, 0.5)));
    BOOST_TEST((rule::IsSteep<rule::Pow> && rule::IsSteep<rule::Divides> && rule::IsSteep<rule::Atan2>));
}

BOOST_AUTO_TEST_SUITE_END()
