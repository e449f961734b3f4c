#pragma once
/// The other tools: those that are installed, each in a file of its own.
///
/// They differentiate scalar code, so a workload is a *program* for them:
///
///     Eigen::VectorXd parameters() const;                                  what it is differentiated with respect to
///     template <class T> T loss(const std::vector<T>& parameters) const;   its value
///
/// A tool is instantiated for each program in its own file; here is only what is declared.

#include "tool.hpp"

namespace reel::bench {

template <class Program>
using Shared = std::shared_ptr<const Program>;

/// The gradient of the loss in reverse mode.
template <class Program>
std::unique_ptr<Tool> adolc_gradient(Shared<Program> program);
template <class Program>
std::unique_ptr<Tool> sacado_gradient(Shared<Program> program);

/// Derivatives of the loss in forward mode, along the columns of `directions`, of which there are p.
template <int p, class Program>
std::unique_ptr<Tool> sacado_tangents(Shared<Program> program, const Eigen::MatrixXd& directions);
template <int p, class Program>
std::unique_ptr<Tool> ceres_tangents(Shared<Program> program, const Eigen::MatrixXd& directions);
template <int p, class Program>
std::unique_ptr<Tool> eigen_tangents(Shared<Program> program, const Eigen::MatrixXd& directions);

template <class Program>
void add_reverse_peers([[maybe_unused]] Workload& workload, [[maybe_unused]] Shared<Program> program)
{
#ifdef REEL_BENCH_ADOLC
    workload.contestants.push_back({"adolc", [=] { return adolc_gradient(program); }});
#endif
#ifdef REEL_BENCH_SACADO
    workload.contestants.push_back({"sacado-rad", [=] { return sacado_gradient(program); }});
#endif
}

template <int p, class Program>
void add_forward_peers(Workload& workload, Shared<Program> program, const Eigen::MatrixXd& directions)
{
    workload.contestants.push_back({"eigen-autodiff", [=] { return eigen_tangents<p>(program, directions); }});
#ifdef REEL_BENCH_SACADO
    workload.contestants.push_back({"sacado-sfad", [=] { return sacado_tangents<p>(program, directions); }});
#endif
#ifdef REEL_BENCH_CERES
    workload.contestants.push_back({"ceres-jet", [=] { return ceres_tangents<p>(program, directions); }});
#endif
}

/// The instances of a forward peer that the workloads ask for.
#define REEL_BENCH_FORWARD_PEER(tangents, p, Program)                                                                  \
    template std::unique_ptr<Tool> tangents<p, Program>(Shared<Program>, const Eigen::MatrixXd&);
#define REEL_BENCH_FORWARD_PEERS(tangents)                                                                             \
    REEL_BENCH_FORWARD_PEER(tangents, 25, Determinant)                                                                 \
    REEL_BENCH_FORWARD_PEER(tangents, 10, Ring)                                                                        \
    REEL_BENCH_FORWARD_PEER(tangents, 1, RidgeDescent)                                                                 \
    REEL_BENCH_FORWARD_PEER(tangents, 4, RidgeDescent)                                                                 \
    REEL_BENCH_FORWARD_PEER(tangents, 16, RidgeDescent)                                                                \
    REEL_BENCH_FORWARD_PEER(tangents, 1, Burgers)                                                                      \
    REEL_BENCH_FORWARD_PEER(tangents, 4, Burgers)                                                                      \
    REEL_BENCH_FORWARD_PEER(tangents, 16, Burgers)

} // namespace reel::bench
