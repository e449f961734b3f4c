#include <reel/eigen/scalar.hpp>

#include "../support/eigen_of_vars.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(eigen_scalar_expression)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Setting : Recorded {
    VectorXd x0 = VectorXd::LinSpaced(5, -1.0, 1.5);
    VectorXd d = VectorXd::LinSpaced(5, 2.0, 3.0);
    VectorXv x = entries_of(independent(x0));
    Var u = independent(0.7);

    /// d sum(y) / dx
    template <class Y>
    VectorXd gradient(const Y& y)
    {
        const Var total = y.sum();
        Adjoints adjoints(tape);
        adjoints[total] = 1.0;
        reverse_sweep(tape, adjoints);
        return adjoints[x];
    }
};
bool near(const VectorXd& found, const VectorXd& truth)
{
    return (found - truth).norm() <= 1e-14 * (1 + truth.norm());
}

// What VarVector records for the same expression is asserted in the test of VarVector.
BOOST_FIXTURE_TEST_CASE(a_chain_is_the_block_that_varvector_would_record, Setting)
{
    const VarVector v(x);
    VarVector w;
    VectorXv y;
    const std::size_t by_hand = bytes([&] { w = v.array() * (1 / (1 + exp(-v.array())) - d.array()) + u; });
    BOOST_TEST(bytes([&] { y = x.array() * (1 / (1 + exp(-x.array())) - d.array()) + u; }) == by_hand);
    BOOST_TEST((VarVector(y).value() == w.value()));
    BOOST_TEST(near(gradient(y), gradient(w)));
}

BOOST_FIXTURE_TEST_CASE(a_sum_of_vectors_stores_no_number, Setting)
{
    VectorXv y;
    BOOST_TEST(bytes([&] { y = x + 2.0 * x - d; }) == bytes([&] { y = x.head(2) + 2.0 * x.head(2) - d.head(2); }));
}

BOOST_FIXTURE_TEST_CASE(copies_blocks_and_reversals_record_nothing, Setting)
{
    VectorXv y;
    MatrixXv M;
    BOOST_TEST(bytes([&] {
                   y = x;
                   y.head(2) = x.tail(2);
                   y = x.reverse();
                   M = x.transpose();
                   y = d.cast<Var>();
               }) == 0U);
}

BOOST_FIXTURE_TEST_CASE(passive_entries_record_nothing, Setting)
{
    const VectorXv c = d.cast<Var>();
    VectorXv y;
    BOOST_TEST(bytes([&] { y = 2.0 * c + c.cwiseProduct(c); }) == 0U);
    BOOST_TEST((VarVector(y).value() == VectorXd(2.0 * d + d.cwiseProduct(d))));
}

BOOST_FIXTURE_TEST_CASE(entries_that_do_not_stand_in_a_row_are_gathered, Setting)
{
    VectorXv mixed = x;
    mixed(1) = u;
    mixed(2) = 4.0;
    const VectorXv y = mixed.cwiseProduct(d.cast<Var>()) + x.reverse();
    BOOST_TEST((VarVector(y).value() ==
                VectorXd((VectorXd(5) << x0[0], 0.7, 4.0, x0[3], x0[4]).finished().cwiseProduct(d) + x0.reverse())));
    BOOST_TEST(near(gradient(y), (VectorXd(5) << 1 + d[0], 1, 1, 1 + d[3], 1 + d[4]).finished()));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_function_is_evaluated_entry_by_entry_inside_an_expression, Setting)
{
    const VectorXv y = x + 2.0 * x.unaryExpr([](const Var& v) -> Var { return v * v * v; });
    BOOST_TEST(near(gradient(y), VectorXd::Ones(5) + 6.0 * x0.cwiseAbs2()));
}

BOOST_FIXTURE_TEST_CASE(assignment_in_place_reads_the_old_entries, Setting)
{
    VectorXv y = x;
    y = y.reverse() + 2.0 * y;
    y -= y.cwiseProduct(d.cast<Var>());
    y *= u;
    y /= 2.0;
    y += d;
    y.array() *= 3.0;
    const VectorXd value = 3 * ((x0.reverse() + 2 * x0).cwiseProduct(VectorXd::Ones(5) - d) * 0.35 + d);
    BOOST_TEST(near(VarVector(y).value(), value));
    const VectorXd weight = 1.05 * (VectorXd::Ones(5) - d);
    BOOST_TEST(near(gradient(y), weight.reverse() + 2 * weight));
}

BOOST_FIXTURE_TEST_CASE(matrices_are_taken_in_the_order_of_the_result, Setting)
{
    using RowMajor = Eigen::Matrix<Var, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    MatrixXv M = entries_of(independent(VectorXd::LinSpaced(6, 1, 6))).reshaped(2, 3);
    const RowMajor R = 2.0 * M + M.cwiseProduct(M);
    MatrixXv T = (M + M).transpose() + R.transpose();
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            const double m = M(i, j).value();
            Adjoints adjoints(tape);
            adjoints[T(j, i)] = 1.0;
            reverse_sweep(tape, adjoints);
            BOOST_TEST(R(i, j).value() == 2 * m + m * m);
            BOOST_TEST(T(j, i).value() == 4 * m + m * m);
            BOOST_TEST(adjoints[M(i, j)] == 4 + 2 * m);
        }
}

// x > 0 ? x^2 : u x
BOOST_FIXTURE_TEST_CASE(a_selection_takes_the_derivative_of_the_side_taken, Setting)
{
    const VectorXv y = (x.array() > 0).select(x.cwiseProduct(x), u * x);
    BOOST_TEST(near(gradient(y), (x0.array() > 0).select(2 * x0, VectorXd::Constant(5, 0.7))));
}

// The derivative of each is that of its rule; which rule stands for a functor of Eigen shows in the value.
namespace functor = Eigen::internal;
template <template <class> class Functor>
void check_functor(double at)
{
    const Var found = entries::Operation<Functor<Var>>::on(Var(at));
    BOOST_TEST(found.value() == Functor<double>()(at), boost::test_tools::tolerance(1e-15));
}
BOOST_AUTO_TEST_CASE(each_functor_of_one_argument_is_the_function_of_its_name)
{
    check_functor<functor::scalar_opposite_op>(0.3);
    check_functor<functor::scalar_abs_op>(-0.3);
    check_functor<functor::scalar_cube_op>(0.3);
    check_functor<functor::scalar_inverse_op>(0.3);
    check_functor<functor::scalar_sqrt_op>(0.3);
    check_functor<functor::scalar_exp_op>(0.3);
    check_functor<functor::scalar_expm1_op>(0.3);
    check_functor<functor::scalar_log_op>(0.3);
    check_functor<functor::scalar_log1p_op>(0.3);
    check_functor<functor::scalar_log2_op>(0.3);
    check_functor<functor::scalar_log10_op>(0.3);
    check_functor<functor::scalar_sin_op>(0.3);
    check_functor<functor::scalar_cos_op>(0.3);
    check_functor<functor::scalar_tan_op>(0.3);
    check_functor<functor::scalar_asin_op>(0.3);
    check_functor<functor::scalar_acos_op>(0.3);
    check_functor<functor::scalar_atan_op>(0.3);
    check_functor<functor::scalar_sinh_op>(0.3);
    check_functor<functor::scalar_cosh_op>(0.3);
    check_functor<functor::scalar_tanh_op>(0.3);
    check_functor<functor::scalar_asinh_op>(0.3);
    check_functor<functor::scalar_acosh_op>(1.3);
    check_functor<functor::scalar_atanh_op>(0.3);
    check_functor<functor::scalar_logistic_op>(0.3);
    check_functor<functor::scalar_sign_op>(-0.3);
    check_functor<functor::scalar_floor_op>(1.6);
    check_functor<functor::scalar_ceil_op>(1.3);
    check_functor<functor::scalar_round_op>(1.6);
}
template <class Functor>
double of_six_and_three()
{
    const Var found = entries::Operation<Functor>::on(Var(6.0), Var(3.0));
    return found.value();
}
BOOST_AUTO_TEST_CASE(each_functor_of_two_arguments_is_the_operator_of_its_name)
{
    BOOST_TEST((of_six_and_three<functor::scalar_sum_op<Var, Var>>()) == 9.0);
    BOOST_TEST((of_six_and_three<functor::scalar_difference_op<Var, Var>>()) == 3.0);
    BOOST_TEST((of_six_and_three<functor::scalar_product_op<Var, Var>>()) == 18.0);
    BOOST_TEST((of_six_and_three<functor::scalar_conj_product_op<Var, Var>>()) == 18.0);
    BOOST_TEST((of_six_and_three<functor::scalar_quotient_op<Var, Var>>()) == 2.0);
    BOOST_TEST((of_six_and_three<functor::scalar_max_op<Var, Var, Eigen::PropagateFast>>()) == 6.0);
    BOOST_TEST((of_six_and_three<functor::scalar_min_op<Var, Var, Eigen::PropagateFast>>()) == 3.0);
    BOOST_TEST((of_six_and_three<functor::scalar_pow_op<Var, Var>>()) == 216.0);
    BOOST_TEST((of_six_and_three<functor::add_assign_op<Var, Var>>()) == 9.0);
    BOOST_TEST((of_six_and_three<functor::sub_assign_op<Var, Var>>()) == 3.0);
    BOOST_TEST((of_six_and_three<functor::mul_assign_op<Var, Var>>()) == 18.0);
    BOOST_TEST((of_six_and_three<functor::div_assign_op<Var, Var>>()) == 2.0);
}

BOOST_FIXTURE_TEST_CASE(max_min_and_powers_are_those_of_arrays, Setting)
{
    const VectorXv y =
        x.array().max(0.0) + x.array().min(u) + (x.array() + 2.0).pow(1.5) + x.array().square() + x.array().abs2();
    const Eigen::ArrayXd a = x0.array();
    const VectorXd truth = (a >= 0).cast<double>() + (a <= 0.7).cast<double>() + 1.5 * (a + 2).pow(0.5) + 4 * a;
    BOOST_TEST(near(gradient(y), truth));
}

BOOST_FIXTURE_TEST_CASE(sums_are_one_block_each, Setting)
{
    const VarVector v(x);
    Var s;
    BOOST_TEST(bytes([&] { s = x.sum(); }) == bytes([&] { s = v.sum(); }));
    BOOST_TEST(bytes([&] { s = x.dot(d); }) == bytes([&] { s = v.dot(d); }));
    BOOST_TEST(bytes([&] { s = x.squaredNorm(); }) == bytes([&] { s = VarVector(x).squaredNorm(); }));
    BOOST_TEST(x.maxCoeff().value() == 1.5);
    BOOST_TEST(x.array().exp().maxCoeff().value() == std::exp(1.5));
}

BOOST_FIXTURE_TEST_CASE(vectors_of_reel_and_matrices_of_scalars_mix_in_expressions, Setting)
{
    const VarVector v(x);
    const VectorXv y = v + u * d - 2.0 * x;
    const VectorXv z = x - u * d;
    BOOST_TEST(near(VarVector(y).value(), 0.7 * d - x0));
    BOOST_TEST(near(gradient(y), -VectorXd::Ones(5)));
    BOOST_TEST(near(VarVector(z).value(), x0 - 0.7 * d));
}

BOOST_AUTO_TEST_SUITE_END()
