// Sacado: RAD, its reverse mode, and SFad, forward mode with a fixed number of directions.
#include "burgers.hpp"
#include "logistic.hpp"
#include "peer_forward.hpp"
#include "peers.hpp"
#include "ridge.hpp"
#include "small.hpp"

#define TRILINOS_NO_CONFIG_H // Debian's asks for headers of Kokkos, which nothing here needs
#include <Sacado_No_Kokkos.hpp>

namespace reel::bench {
namespace {

template <class Program>
class SacadoGradient : public Tool {
public:
    explicit SacadoGradient(Shared<Program> program) : program_(std::move(program)), start_(program_->parameters()) {}

    void record() override
    {
        Scalar::Gradcomp(0); // no gradient: memory may be used again
        parameters_.assign(start_.begin(), start_.end());
        loss_ = program_->loss(parameters_);
    }
    void sweep() override
    {
        Scalar::Outvar_Gradcomp(loss_);
        gradient_.resize(start_.size());
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            gradient_[static_cast<Eigen::Index>(i)] = parameters_[i].adj();
    }
    Eigen::VectorXd derivative() const override { return gradient_; }
    std::optional<std::size_t> bytes() const override { return std::nullopt; }

private:
    using Scalar = Sacado::Rad::ADvar<double>;
    Shared<Program> program_;
    Eigen::VectorXd start_;
    std::vector<Scalar> parameters_;
    Scalar loss_;
    Eigen::VectorXd gradient_;
};

template <int p>
struct SacadoDual {
    using Scalar = Sacado::Fad::SFad<double, p>;
    static Scalar make(double value, const auto& directions)
    {
        Scalar x(value);
        for (int i = 0; i < p; ++i)
            x.fastAccessDx(i) = directions[i];
        return x;
    }
    static double tangent(const Scalar& x, int i) { return x.dx(i); }
};

} // namespace

template <class Program>
std::unique_ptr<Tool> sacado_gradient(Shared<Program> program)
{
    return std::make_unique<SacadoGradient<Program>>(std::move(program));
}
template <int p, class Program>
std::unique_ptr<Tool> sacado_tangents(Shared<Program> program, const Eigen::MatrixXd& directions)
{
    return std::make_unique<ForwardPeer<SacadoDual<p>, Program>>(std::move(program), directions);
}

template std::unique_ptr<Tool> sacado_gradient(Shared<RidgeDescent>);
template std::unique_ptr<Tool> sacado_gradient(Shared<LogisticDescent>);
template std::unique_ptr<Tool> sacado_gradient(Shared<Burgers>);
template std::unique_ptr<Tool> sacado_gradient(Shared<Determinant>);
template std::unique_ptr<Tool> sacado_gradient(Shared<Ring>);
REEL_BENCH_FORWARD_PEERS(sacado_tangents)

} // namespace reel::bench
