#include "../support/wide.hpp"

#include <reel/error.hpp>
#include <reel/problem/elastic_net.hpp>
#include <reel/problem/generate.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <Eigen/LU>
#include <vector>

BOOST_AUTO_TEST_SUITE(problem_elastic_net)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Dataset data = generate_regression({.rows = 20, .cols = 8, .condition = 30});
    Lasso lasso = Lasso(data.A, data.b);
    ElasticNet net = ElasticNet(data.A, data.b);
    double u = 2;
    Eigen::VectorXd us = Eigen::VectorXd::LinSpaced(8, 0.5, 4);
    std::tuple<double, double> pair = {2, 0.5};
    std::tuple<Eigen::VectorXd, Eigen::VectorXd> pairs = {us, Eigen::VectorXd::LinSpaced(8, 0, 2)};
};

// Orthonormal columns: the problem falls apart into single unknowns, x*_j = soft((A^T b)_j, u)/(1 + v).
BOOST_AUTO_TEST_CASE(with_orthonormal_columns_the_solution_is_a_soft_threshold)
{
    const Eigen::MatrixXd A = Eigen::MatrixXd::Identity(5, 4);
    const Eigen::VectorXd b = (Eigen::VectorXd(5) << 3, -2, 0.5, -0.1, 7).finished();
    BOOST_TEST((Lasso(A, b).solution(1).x - Eigen::Vector4d(2, -1, 0, 0)).norm() < 1e-15);
    BOOST_TEST((Lasso(A, b).jacobian(1) - Eigen::Vector4d(-1, 1, 0, 0)).norm() < 1e-15);
    BOOST_TEST((ElasticNet(A, b).solution(std::tuple(1.0, 3.0)).x - Eigen::Vector4d(0.5, -0.25, 0, 0)).norm() < 1e-15);
    const Eigen::MatrixXd J = ElasticNet(A, b).jacobian(std::tuple(1.0, 3.0));
    BOOST_TEST((J.col(0) - Eigen::Vector4d(-0.25, 0.25, 0, 0)).norm() < 1e-15);
    BOOST_TEST((J.col(1) - Eigen::Vector4d(-0.125, 0.0625, 0, 0)).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified_and_has_entries_that_vanish, Setting)
{
    for (const Solution& solution : {lasso.solution(u), lasso.solution(us), net.solution(pair), net.solution(pairs)}) {
        BOOST_TEST(solution.error_bound < 1e-15 * (1 + solution.x.norm()));
        BOOST_TEST((solution.x.array() == 0).any());
        BOOST_TEST((solution.x.array() != 0).any());
    }
}

// The optimality conditions: A_j^T (A x - b) + v_j x_j = -u_j sign(x_j) on the active set, |A_j^T (A x - b)| <= u_j off
// it.
BOOST_FIXTURE_TEST_CASE(the_solution_satisfies_the_optimality_conditions, Setting)
{
    const auto& [l1, l2] = pairs;
    const Eigen::VectorXd x = net.solution(pairs).x;
    const Eigen::VectorXd slope = net.gradient(x, pairs) + l2.cwiseProduct(x);
    for (Eigen::Index j = 0; j < 8; ++j)
        if (x[j] != 0)
            BOOST_TEST(std::abs(slope[j] + std::copysign(l1[j], x[j])) < 1e-13);
        else
            BOOST_TEST(std::abs(slope[j]) <= l1[j]);
}

BOOST_FIXTURE_TEST_CASE(no_point_near_the_solution_is_lower, Setting)
{
    Eigen::VectorXd x = net.solution(pairs).x;
    const double lowest = net.value(x, pairs);
    for (Eigen::Index j = 0; j < 8; ++j)
        for (const double change : {-1e-4, 1e-4}) {
            Eigen::VectorXd moved = x;
            moved[j] += change;
            BOOST_TEST(net.value(moved, pairs) > lowest);
        }
}

// By central differences of solutions, which are affine in u (lasso) or smooth in (u, v) as long as the signs stay.
BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const double h = 1e-5;
    const auto derivative = [&](const auto& solution) {
        return Eigen::VectorXd((solution(h) - solution(-h)) / (2 * h));
    };
    BOOST_TEST(relative_error(lasso.jacobian(u), derivative([&](double t) { return lasso.solution(u + t).x; })) < 1e-9);
    const Eigen::VectorXd direction = Eigen::VectorXd::LinSpaced(8, -1, 1);
    const auto along_l1 = [&](double t) { return lasso.solution(Eigen::VectorXd(us + t * direction)).x; };
    BOOST_TEST(relative_error(lasso.jacobian(us) * direction, derivative(along_l1)) < 1e-9);
    const auto along_l2 = [&](double t) {
        return net.solution(std::tuple(us, Eigen::VectorXd(std::get<1>(pairs) + Eigen::VectorXd::Constant(8, t + 1))))
            .x;
    };
    const auto middle = std::tuple(us, Eigen::VectorXd(std::get<1>(pairs).array() + 1));
    BOOST_TEST(relative_error(net.jacobian(middle).rightCols(8).rowwise().sum(), derivative(along_l2)) < 1e-8);
}

BOOST_FIXTURE_TEST_CASE(one_weight_is_the_same_as_many_equal_ones, Setting)
{
    const Eigen::VectorXd equal = Eigen::VectorXd::Constant(8, u);
    BOOST_TEST((lasso.solution(u).x - lasso.solution(equal).x).norm() == 0);
    BOOST_TEST((lasso.jacobian(u) - lasso.jacobian(equal).rowwise().sum()).norm() == 0);
    BOOST_TEST((net.solution(std::tuple(u, 0.0)).x - lasso.solution(u).x).norm() == 0);
    BOOST_TEST(lasso.value(data.truth, u) == lasso.value(data.truth, equal), tolerance(1e-14));
}

// z = prox(y) minimises |z - y|^2/2 + t h(z): y - z is t times a subgradient of h at z.
BOOST_FIXTURE_TEST_CASE(the_prox_satisfies_its_optimality_conditions, Setting)
{
    const Eigen::VectorXd y = 10 * data.truth;
    const auto& [l1, l2] = pairs;
    const double t = 0.7;
    const Eigen::VectorXd z = net.prox(y, t, pairs);
    for (Eigen::Index j = 0; j < 8; ++j) {
        const double subgradient = (y[j] - z[j]) / t - l2[j] * z[j];
        if (z[j] != 0)
            BOOST_TEST(std::abs(subgradient - std::copysign(l1[j], z[j])) < 1e-13);
        else
            BOOST_TEST(std::abs(subgradient) <= l1[j]);
    }
    BOOST_TEST((net.prox(y, t, pair) - lasso.prox(y, t, 2.0) / 1.35).norm() < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(with_large_weights_everything_vanishes, Setting)
{
    BOOST_TEST(lasso.solution(1e6).x.norm() == 0);
    BOOST_TEST(lasso.jacobian(1e6).norm() == 0);
    BOOST_TEST(lasso.solution(1e6).error_bound == 0);
}

BOOST_AUTO_TEST_CASE(the_solution_is_certified_with_more_unknowns_than_samples)
{
    const Dataset wide = generate_regression({.rows = 8, .cols = 30, .condition = 20, .u = 0.1});
    const Lasso lasso(wide.A, wide.b);
    const double u = 0.05 * (wide.A.transpose() * wide.b).cwiseAbs().maxCoeff();
    BOOST_TEST(lasso.solution(u).error_bound < 1e-13);
    BOOST_TEST((lasso.solution(u).x.array() != 0).count() <= 8);
}

BOOST_FIXTURE_TEST_CASE(weights_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(lasso.solution(-1), InvalidArgument);
    BOOST_CHECK_THROW(lasso.solution(Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(net.solution(std::tuple(1.0, NAN)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
