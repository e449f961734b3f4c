#include <reel/eigen/dual_vector.hpp>
#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <Eigen/Cholesky>
#include <Eigen/SparseCore>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(eigen_dual_vector)

using namespace reel;
using boost::test_tools::tolerance;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double relative(const MatrixXd& found, const MatrixXd& truth)
{
    return found.rows() == truth.rows() && found.cols() == truth.cols() ? (found - truth).norm() / truth.norm() : 1.0;
}

struct Seeded {
    MatrixXd A = MatrixXd::Random(6, 4);
    VectorXd b = VectorXd::Random(6);
    VectorXd x0 = VectorXd::Random(4).array() + 1.5;
    VectorXd d = VectorXd::Random(4);
    DualVector x = unit_directions(x0);
};

// Gradient descent on |A x - b|^2 / 2 + u |x|^2 / 2, written once for every type of vector.
template <class X, class U, class B>
X step(const MatrixXd& A, const B& b, double h, const X& x, const U& u)
{
    return x - h * (A.transpose() * (A * x - b) + u * x);
}
template <class X, class U, class B>
X iterate(const MatrixXd& A, const B& b, X x, const U& u)
{
    for (int k = 0; k < 30; ++k)
        x = step(A, b, 0.05, x, u);
    return x;
}

// d step / d x = I - h (A^T A + u I),  d step / d u = -h x
BOOST_FIXTURE_TEST_CASE(one_step_of_gradient_descent_has_the_derivative_by_hand, Seeded)
{
    const auto u = Dual<dynamic>::independent(0.3, 4, 5);
    const DualVector y = step(A, b, 0.1, unit_directions(x0, 0, 5), u);
    MatrixXd truth(4, 5);
    truth << MatrixXd::Identity(4, 4) - 0.1 * (A.transpose() * A + 0.3 * MatrixXd::Identity(4, 4)), -0.1 * x0;
    BOOST_TEST(relative(y.tangents(), truth) < 1e-15);
    BOOST_TEST(relative(y.value(), step(A, b, 0.1, x0, 0.3)) < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(forward_and_reverse_agree_on_an_unrolled_solver, Seeded)
{
    const auto u = Dual<dynamic>::independent(0.3, 6, 7);
    const DualVector forward = iterate(A, unit_directions(b, 0, 7), DualVector(x0), u);

    Tape tape;
    Recording on(tape);
    const VarVector tape_b = independent(b);
    const Var tape_u = independent(0.3);
    const VarVector reverse = iterate(A, tape_b, VarVector(x0), tape_u);
    MatrixXd jacobian(4, 7);
    for (int i = 0; i < 4; ++i) {
        Adjoints adjoints(tape);
        adjoints[reverse(i)] = 1.0;
        reverse_sweep(tape, adjoints);
        jacobian.row(i) << adjoints[tape_b].transpose(), adjoints[tape_u];
    }
    BOOST_TEST(relative(forward.tangents(), jacobian) < 1e-13);
    BOOST_TEST((forward.value() == reverse.value()));
}

BOOST_FIXTURE_TEST_CASE(a_product_multiplies_the_tangents_by_the_matrix, Seeded)
{
    const Eigen::SparseMatrix<double> S = A.sparseView();
    const MatrixXd B = MatrixXd::Random(4, 4);
    const DualVector y = A * x;
    BOOST_TEST(relative(y.tangents(), A) < 1e-15);
    BOOST_TEST(relative(DualVector(A.transpose() * y).tangents(), A.transpose() * A) < 1e-15);
    BOOST_TEST(relative(DualVector(MatrixXd(A) * x).tangents(), A) < 1e-15);
    BOOST_TEST(relative(DualVector(A.topRows(2) * (x + x)).tangents(), 2 * A.topRows(2)) < 1e-15);
    BOOST_TEST(relative(DualVector(S * x).tangents(), A) < 1e-15);
    BOOST_TEST(relative(DualVector(S.transpose() * y).tangents(), A.transpose() * A) < 1e-15);
    BOOST_TEST(relative(DualVector(d.asDiagonal() * x).tangents(), d.asDiagonal().toDenseMatrix()) < 1e-15);
    BOOST_TEST(relative(DualVector(B.triangularView<Eigen::Lower>() * x).tangents(),
                        B.triangularView<Eigen::Lower>().toDenseMatrix()) < 1e-15);
    BOOST_TEST(relative(DualVector(B.selfadjointView<Eigen::Upper>() * x).tangents(),
                        MatrixXd(B.selfadjointView<Eigen::Upper>())) < 1e-15);
}

// (exp(x) + 1) / (1 + x^2) - d x:  diag of  exp(x) / (1 + x^2) - (exp(x) + 1) 2 x / (1 + x^2)^2 - d
BOOST_FIXTURE_TEST_CASE(an_elementwise_chain_has_the_derivative_by_hand, Seeded)
{
    const DualVector y = (x.array().exp() + 1.0) / (1 + x.array() * x.array()) - d.array() * x.array();
    const Eigen::ArrayXd a = x0.array();
    const VectorXd slope = a.exp() / (1 + a * a) - (a.exp() + 1) * 2 * a / (1 + a * a).square() - d.array();
    BOOST_TEST(relative(y.tangents(), slope.asDiagonal().toDenseMatrix()) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(each_function_of_an_array_has_the_tangent_of_its_rule, Seeded)
{
    UnaryRules::for_each([&]<class Rule>() {
        if constexpr (Rule::keep != Keep::nothing) {
            const VectorXd at = VectorXd::LinSpaced(3, Rule::points[0] < 0 ? 0.1 : 1.1, Rule::points[0] < 0 ? 0.7 : 2.1);
            const DualVector y = elementwise::apply<elementwise::Kind::array, Rule>(unit_directions(at).array());
            for (int i = 0; i < 3; ++i) {
                const double value = Rule::value(at[i]);
                BOOST_TEST(y.value()[i] == value, tolerance(1e-14));
                BOOST_TEST(y.tangents()(i, i) == Rule::derivative(at[i], value), tolerance(1e-14));
            }
        }
    });
}

BOOST_FIXTURE_TEST_CASE(segments_are_read_and_assigned_with_their_tangents, Seeded)
{
    DualVector y = 2.0 * x;
    y.segment(1, 2) = x.head(2).cwiseProduct(d.head(2));
    MatrixXd truth = 2 * MatrixXd::Identity(4, 4);
    truth.middleRows(1, 2) << d[0], 0, 0, 0, 0, d[1], 0, 0;
    BOOST_TEST((y.tangents() == truth));
}

BOOST_FIXTURE_TEST_CASE(a_shift_of_a_vector_onto_itself_reads_the_old_numbers, Seeded)
{
    DualVector y = x;
    y.tail(3) = y.head(3);
    BOOST_TEST((y.tangents().bottomRows(3) == MatrixXd::Identity(3, 4)));
    BOOST_TEST((y.tangents().row(0) == x.tangents().row(0)));
    BOOST_TEST((y.value().tail(3) == x0.head(3)));
}

BOOST_FIXTURE_TEST_CASE(a_passive_vector_becomes_active_by_assignment_to_a_part, Seeded)
{
    DualVector y(x0);
    BOOST_TEST(!y.active());
    y.head(1) = x.tail(1);
    BOOST_TEST((y.tangents() == (MatrixXd(4, 4) << 0, 0, 0, 1, MatrixXd::Zero(3, 4)).finished()));
    DualVector(x0, MatrixXd::Constant(4, 4, 7.0)); // the memory that the next tangents are likely to have
    DualVector z(x0);
    z.segment(2, 1) = x.tail(1);
    BOOST_TEST((z.tangents() == (MatrixXd(4, 4) << MatrixXd::Zero(2, 4), 0, 0, 0, 1, 0, 0, 0, 0).finished()));
}

BOOST_FIXTURE_TEST_CASE(a_copy_keeps_its_tangents_when_the_other_is_assigned_to, Seeded)
{
    DualVector y = x;
    y.head(2) = 3.0 * x.tail(2);
    BOOST_TEST((x.tangents() == MatrixXd::Identity(4, 4)));
    BOOST_TEST((y.tangents().topRows(2) == 3.0 * MatrixXd::Identity(4, 4).bottomRows(2)));
    BOOST_TEST((y.tangents().bottomRows(2) == MatrixXd::Identity(4, 4).bottomRows(2)));
}

// d (sum_k (k x)^2 + k x) / dx = sum_k 2 k^2 x + k,  k = 1, ..., 4, and then 5
BOOST_FIXTURE_TEST_CASE(an_expression_may_have_many_vectors, Seeded)
{
    const DualVector v1 = 1.0 * x, v2 = 2.0 * x, v3 = 3.0 * x, v4 = 4.0 * x, v5 = 5.0 * x;
    const DualVector four = v1.array() * v1.array() + v1.array() + v2.array() * v2.array() + v2.array() +
                            v3.array() * v3.array() + v3.array() + v4.array() * v4.array() + v4.array();
    BOOST_TEST(relative(four.tangents(), MatrixXd((60 * x0.array() + 10).matrix().asDiagonal())) < 1e-15);
    const DualVector five = four.array() * four.array() + v1.array() * v1.array() + v2.array() * v2.array() +
                            v3.array() * v3.array() + v5.array() * v5.array();
    const Eigen::ArrayXd f = 30 * x0.array().square() + 10 * x0.array();
    const Eigen::ArrayXd slope = 2 * f * (60 * x0.array() + 10) + 78 * x0.array();
    BOOST_TEST(relative(five.tangents(), MatrixXd(slope.matrix().asDiagonal())) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(in_place_operators_are_those_of_eigen, Seeded)
{
    DualVector y = x;
    y += x;
    y *= 3.0;
    y -= x.cwiseProduct(x);
    y /= 2.0;
    BOOST_TEST(relative(y.tangents(), MatrixXd((3 - x0.array()).matrix().asDiagonal())) < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(sums_have_the_gradients_by_hand, Seeded)
{
    const auto gradient = [](const Dual<dynamic>& z) {
        return VectorXd(VectorXd::NullaryExpr(z.directions(), [&](Eigen::Index i) { return z.tangent(static_cast<int>(i)); }));
    };
    BOOST_TEST((gradient(x.sum()) == VectorXd::Ones(4)));
    BOOST_TEST((gradient(x.mean()) == VectorXd::Constant(4, 0.25)));
    BOOST_TEST((gradient(x.dot(d)) == d));
    BOOST_TEST((gradient(d.dot(x0) * x.dot(x)) == 2 * d.dot(x0) * x0));
    BOOST_TEST((gradient(x.squaredNorm()) == 2 * x0));
    BOOST_TEST(relative(gradient(x.norm()), x0 / x0.norm()) < 1e-15);
    const VectorXd weights = x0.array().exp() / x0.array().exp().sum();
    BOOST_TEST(relative(gradient(logsumexp(x)), weights) < 1e-15);
    BOOST_TEST((gradient(x(2) * x(3)) == (VectorXd(4) << 0, 0, x0[3], x0[2]).finished()));
}

BOOST_AUTO_TEST_CASE(the_norm_has_derivative_zero_at_zero)
{
    const Dual<dynamic> z = unit_directions(VectorXd::Zero(2)).norm();
    BOOST_TEST(z.tangent(0) == 0.0);
    BOOST_TEST(z.tangent(1) == 0.0);
}

BOOST_AUTO_TEST_CASE(no_dependence_stays_none_where_a_root_is_infinitely_steep)
{
    const DualVector x = unit_directions(VectorXd{{0.0, 4.0}});
    const DualVector root = sqrt(x.array());
    const double infinity = std::numeric_limits<double>::infinity();
    BOOST_TEST((root.tangents() == MatrixXd{{infinity, 0.0}, {0.0, 0.25}}));
    const DualVector clamped = sqrt(x.array()).max(1.0);
    BOOST_TEST((clamped.tangents() == MatrixXd{{0.0, 0.0}, {0.0, 0.25}}));
}

BOOST_AUTO_TEST_CASE(a_function_that_saturates_where_exp_overflows_has_derivative_zero)
{
    const DualVector z = unit_directions(VectorXd{{-800.0, -900.0}});
    const DualVector y = 1.0 / (1.0 + exp(-z.array()));
    BOOST_TEST((y.tangents() == MatrixXd::Zero(2, 2)));
}

BOOST_AUTO_TEST_CASE(logsumexp_of_minus_infinities_has_derivative_zero)
{
    const double infinity = std::numeric_limits<double>::infinity();
    const Dual<dynamic> z = logsumexp(unit_directions(VectorXd::Constant(2, -infinity)));
    BOOST_TEST(z.value() == -infinity);
    BOOST_TEST(z.tangent(0) == 0.0);
    BOOST_TEST(z.tangent(1) == 0.0);
}

BOOST_FIXTURE_TEST_CASE(a_scalar_in_an_expression_brings_its_tangents, Seeded)
{
    const auto u = Dual<dynamic>::independent(2.0, 0, 1);
    const DualVector y = ((u * DualVector(x0)).array() + u * u).matrix() / u; // x + u
    BOOST_TEST(relative(y.value(), (x0.array() + 2.0).matrix()) < 1e-15);
    BOOST_TEST(relative(y.tangents(), VectorXd::Ones(4)) < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(passive_vectors_have_no_tangents, Seeded)
{
    const DualVector y = A * (2.0 * DualVector(x0) + x0);
    BOOST_TEST(!y.active());
    BOOST_TEST(y.tangents().size() == 0);
    BOOST_TEST(y.squaredNorm().directions() == 0);
}

BOOST_FIXTURE_TEST_CASE(long_vectors_are_evaluated_in_parts, Seeded)
{
    const int n = 1300;
    const VectorXd at = VectorXd::LinSpaced(n, 0.1, 2.0);
    const DualVector z(at, VectorXd::Ones(n));
    const DualVector y = z.array() * z.array().log() + 0.5 * z.array();
    BOOST_TEST(relative(y.tangents(), (at.array().log() + 1.5).matrix()) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_named_with_their_numbers, Seeded)
{
    const auto says = [](const std::string& part) {
        return [part](const InvalidArgument& e) { return std::string(e.what()).find(part) != std::string::npos; };
    };
    const DualVector other = unit_directions(x0, 0, 5);
    BOOST_CHECK_EXCEPTION(DualVector(x + other), InvalidArgument, says("along 4 directions, another along 5"));
    BOOST_CHECK_EXCEPTION(x.dot(other), InvalidArgument, says("along 4 directions, another along 5"));
    BOOST_CHECK_EXCEPTION(DualVector(x0, MatrixXd::Zero(3, 2)), InvalidArgument, says("tangents have 3 rows"));
    BOOST_CHECK_EXCEPTION(A.transpose() * x, InvalidArgument, says("4 by 6"));
    BOOST_CHECK_EXCEPTION(unit_directions(x0, 2, 5), InvalidArgument, says("entries 2 to 5 of 5"));
    BOOST_CHECK_EXCEPTION(x(4), InvalidArgument, says("x has 4 entries"));
    BOOST_CHECK_EXCEPTION(x.segment(3, 2), InvalidArgument, says("segment(3, 2)"));
}

BOOST_AUTO_TEST_SUITE_END()
