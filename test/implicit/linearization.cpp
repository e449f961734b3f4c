#include <reel/implicit/linearization.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(implicit_linearization)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// x <- x - h (A^T (A x - b) + u x): M = I - h (A^T A + u I), N = (-h x, h A^T) for the parameter (u, b).
struct Descent {
    MatrixXd A = (MatrixXd(3, 2) << 1.0, 0.2, -0.3, 0.7, 0.5, -0.4).finished();
    VectorXd b = (VectorXd(3) << 1.0, 2.0, 3.0).finished();
    VectorXd x = (VectorXd(2) << 0.3, -0.6).finished();
    double h = 0.3;
    double u = 0.1;
    Ridge ridge{A, b};
    GradientDescent<Ridge> step{ridge, h};
    MatrixXd M = MatrixXd::Identity(2, 2) - h * (A.transpose() * A + u * MatrixXd::Identity(2, 2));
    MatrixXd N = (MatrixXd(2, 4) << -h * x, h * A.transpose()).finished();
    Linearization at = linearize(step, x, std::tuple(u, b));
};

} // namespace

BOOST_FIXTURE_TEST_CASE(the_step_is_linearized_as_the_closed_form_says, Descent)
{
    BOOST_TEST(at.states() == 2);
    BOOST_TEST(at.parameters() == 4);
    BOOST_TEST((at.M() - M).norm() < 1e-15);
    BOOST_TEST((at.N() - N).norm() < 1e-15);
    BOOST_TEST((at.image() - (x - h * ridge.gradient(x, u))).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(pulling_is_the_transpose_of_pushing_for_several_columns, Descent)
{
    const MatrixXd w = (MatrixXd(2, 3) << 1.0, 0.0, -2.0, 0.5, 1.0, 0.25).finished();
    const auto pulled = at.pull(w);
    BOOST_TEST((pulled.x - M.transpose() * w).norm() < 1e-15);
    BOOST_TEST((pulled.u - N.transpose() * w).norm() < 1e-15);
}

// Heavy ball: (x, y) <- ((1 + beta) x - beta y - h grad f(x), x), so M = [[(1 + beta) I - h H, -beta I], [I, 0]]. The
// second part of the new state is the old first part itself: the same values of the tape, in another place.
BOOST_FIXTURE_TEST_CASE(a_part_of_the_state_that_is_only_moved_counts_in_its_new_place, Descent)
{
    const double beta = 0.4;
    const auto ball = [&]<class X>(const std::tuple<X, X>& s, const auto& p) -> std::tuple<X, X> {
        const X& now = std::get<0>(s);
        const X moved = now + beta * (now - std::get<1>(s)) - h * ridge.gradient(now, p);
        return {moved, now};
    };
    const Linearization two = linearize(ball, std::tuple(x, VectorXd(2.0 * x)), u);
    MatrixXd expected = MatrixXd::Zero(4, 4);
    expected.topLeftCorner(2, 2) = M + beta * MatrixXd::Identity(2, 2);
    expected.topRightCorner(2, 2) = -beta * MatrixXd::Identity(2, 2);
    expected.bottomLeftCorner(2, 2) = MatrixXd::Identity(2, 2);
    BOOST_TEST((two.M() - expected).norm() < 1e-15);
    BOOST_TEST((two.pull(MatrixXd::Identity(4, 4)).x - expected.transpose()).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(directions_of_another_length_are_refused, Descent)
{
    BOOST_CHECK_THROW(at.pull(MatrixXd::Zero(3, 1)), InvalidArgument);
    BOOST_CHECK_THROW(at.push(MatrixXd::Zero(2, 1), MatrixXd::Zero(3, 1)), InvalidArgument);
    BOOST_CHECK_THROW(at.push(MatrixXd::Zero(2, 1), MatrixXd::Zero(4, 2)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
