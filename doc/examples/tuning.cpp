// Tuning a hyper-parameter by a gradient method: ridge regression from a far start, warm against cold, at equal work.
#include <reel/bilevel/hypergradient.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <cmath>
#include <cstdio>

using Eigen::VectorXd;
using reel::Ridge;

int main()
{
    const reel::Dataset data = reel::generate_regression({.rows = 120, .cols = 20, .condition = 300.0, .noise = 1.0});
    const Ridge train(data.A.topRows(60), data.b.head(60));
    const Ridge validation(data.A.bottomRows(60), data.b.tail(60));
    const VectorXd far = VectorXd::Constant(20, 100.0);

    // [tune]
    const auto solver_at = [&](double u) { return reel::GradientDescent<Ridge>{train, 1.0 / train.curvature(u).L}; };
    const auto loss = [&]<class X>(const X& x) -> reel::ScalarOf<X> { return validation.value(x, 0.0); };

    reel::Bilevel how;
    how.warm = {.primal = true, .derivative = true};
    how.outer = {.method = reel::LineSearch{.first = 1.0}, .steps = 60};
    const auto truncated = reel::Unrolling::truncated(60, 30);
    const auto warm = reel::tune(solver_at, far, loss, 1.0, truncated, how);
    // [tune]
    how.warm = {.primal = false, .derivative = false};
    const auto cold = reel::tune(solver_at, far, loss, 1.0, truncated, how);

    // The truth, by golden section on the certified solution.
    const auto exact = [&](double log_u) { return validation.value(train.solution(std::exp(log_u)).x, 0.0); };
    double low = -12.0;
    double high = 12.0;
    const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
    while (high - low > 1e-6) {
        const double a = high - golden * (high - low);
        const double b = low + golden * (high - low);
        if (exact(a) < exact(b))
            high = b;
        else
            low = a;
    }
    const auto show = [&](const char* name, double u) {
        std::printf("%-8s u = %8.4f, validation loss of its solution %.4f\n", name, u, exact(std::log(u)));
    };
    show("best", std::exp(low));
    show("warm", warm.u);
    show("cold", cold.u);
    std::printf("work: warm %.0f, cold %.0f\n", warm.run.work, cold.run.work);
}
