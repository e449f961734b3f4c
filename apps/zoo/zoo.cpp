#include "zoo.hpp"

#include <reel/error.hpp>
#include <reel/unroll/flat.hpp>

#include <algorithm>
#include <cmath>

namespace reel::apps {
namespace {

template <class T>
std::string word_in(const Choices<T>& choices, T value)
{
    const auto found = std::ranges::find_if(choices, [&](const auto& choice) { return choice.second == value; });
    return found->first;
}

} // namespace

const Choices<ProblemKind>& problem_choices()
{
    static const Choices<ProblemKind> all{{"ridge", ProblemKind::ridge},
                                          {"weighted-ridge", ProblemKind::weighted_ridge},
                                          {"logistic", ProblemKind::logistic},
                                          {"weighted-logistic", ProblemKind::weighted_logistic},
                                          {"svm", ProblemKind::svm},
                                          {"tanh-regression", ProblemKind::tanh_regression},
                                          {"data-cleaning", ProblemKind::data_cleaning},
                                          {"lasso", ProblemKind::lasso},
                                          {"elastic-net", ProblemKind::elastic_net},
                                          {"group-lasso", ProblemKind::group_lasso},
                                          {"total-variation", ProblemKind::total_variation},
                                          {"transport", ProblemKind::transport},
                                          {"equilibrium", ProblemKind::equilibrium},
                                          {"linear-system", ProblemKind::linear_system}};
    return all;
}

const Choices<Method>& method_choices()
{
    static const Choices<Method> all{{"gd", Method::gd},
                                     {"heavy-ball", Method::heavy_ball},
                                     {"nesterov", Method::nesterov},
                                     {"fista", Method::fista},
                                     {"chebyshev", Method::chebyshev},
                                     {"newton", Method::newton},
                                     {"ista", Method::ista},
                                     {"admm", Method::admm},
                                     {"douglas-rachford", Method::douglas_rachford},
                                     {"pdhg", Method::pdhg},
                                     {"sinkhorn", Method::sinkhorn},
                                     {"picard", Method::picard},
                                     {"jacobi", Method::jacobi},
                                     {"sor", Method::sor}};
    return all;
}

std::string word_of(ProblemKind problem) { return word_in(problem_choices(), problem); }
std::string word_of(Method method) { return word_in(method_choices(), method); }

std::string title_of(Method method)
{
    switch (method) {
    case Method::gd: return "gradient descent";
    case Method::heavy_ball: return "heavy ball";
    case Method::nesterov: return "Nesterov";
    case Method::fista: return "FISTA";
    case Method::chebyshev: return "Chebyshev";
    case Method::newton: return "Newton";
    case Method::ista: return "ISTA";
    case Method::admm: return "ADMM";
    case Method::douglas_rachford: return "Douglas-Rachford";
    case Method::pdhg: return "PDHG";
    case Method::sinkhorn: return "Sinkhorn";
    case Method::picard: return "Picard";
    case Method::jacobi: return "Jacobi";
    case Method::sor: return "SOR";
    }
    return "";
}

Target target_of(ProblemKind problem)
{
    switch (problem) {
    case ProblemKind::logistic:
    case ProblemKind::weighted_logistic:
    case ProblemKind::svm:
    case ProblemKind::data_cleaning: return Target::label;
    case ProblemKind::transport:
    case ProblemKind::equilibrium:
    case ProblemKind::linear_system:
    case ProblemKind::total_variation: return Target::none;
    default: return Target::number;
    }
}

std::vector<Method> methods_of(ProblemKind problem)
{
    switch (problem) {
    case ProblemKind::lasso:
    case ProblemKind::elastic_net:
    case ProblemKind::group_lasso: return {Method::ista, Method::fista, Method::admm, Method::douglas_rachford};
    case ProblemKind::total_variation: return {Method::admm, Method::pdhg};
    case ProblemKind::transport: return {Method::sinkhorn, Method::gd};
    case ProblemKind::equilibrium: return {Method::picard};
    case ProblemKind::linear_system: return {Method::gd, Method::jacobi, Method::sor};
    case ProblemKind::tanh_regression: return {Method::gd, Method::fista, Method::newton};
    case ProblemKind::svm: // full Newton steps need a start close by
    case ProblemKind::data_cleaning:
        return {Method::gd, Method::heavy_ball, Method::nesterov, Method::fista, Method::chebyshev};
    default:
        return {Method::gd, Method::heavy_ball, Method::nesterov, Method::fista, Method::chebyshev, Method::newton};
    }
}

bool takes_step(Method method) { return method == Method::gd || method == Method::ista; }

ErrorConstants error_constants(const Task& task, const Eigen::VectorXd& x0)
{
    const auto state = [&](const Eigen::VectorXd& x) { return flatten(task.solver.init(x)); };
    double squares = 0.0;
    for (const auto& column : task.jacobian.colwise())
        squares += state(column).squaredNorm();
    const double jacobian = std::sqrt(squares);
    const ExactConstants& known = task.constants.value();
    return {.rho = known.rho, .C = forcing_constant(known.lipschitz_x, known.lipschitz_u, jacobian),
            .e0 = (state(x0) - state(task.solution)).norm(), .jacobian = jacobian, .edot0 = jacobian, .c = known.growth};
}

Task make_task(const Ingredients& from)
{
    require(std::ranges::count(methods_of(from.problem), from.method) > 0,
            [&] { return word_of(from.method) + " does not solve " + word_of(from.problem); });
    switch (from.problem) {
    case ProblemKind::lasso:
    case ProblemKind::elastic_net:
    case ProblemKind::group_lasso:
    case ProblemKind::total_variation: return make_sparse(from);
    case ProblemKind::transport:
    case ProblemKind::equilibrium:
    case ProblemKind::linear_system: return make_special(from);
    default: return make_smooth(from);
    }
}

} // namespace reel::apps
