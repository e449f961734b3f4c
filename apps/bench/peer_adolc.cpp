// ADOL-C: a trace of operations in memory, swept by its drivers.
#include "burgers.hpp"
#include "logistic.hpp"
#include "peers.hpp"
#include "ridge.hpp"
#include "small.hpp"

#include <adolc/adolc.h>

namespace reel::bench {
namespace {

/// Elements of each of its four buffers. They are touched only as far as they are used; when one is full, ADOL-C goes
/// on in a file, which is not what is to be measured.
constexpr unsigned buffer = 1U << 28;

template <class Program>
class AdolcGradient : public Tool {
public:
    explicit AdolcGradient(Shared<Program> program) : program_(std::move(program)), start_(program_->parameters()) {}

    void record() override
    {
        constexpr int keep_for_first_order = 1;
        trace_on(tag, keep_for_first_order, buffer, buffer, buffer, buffer, 0);
        std::vector<adouble> parameters(static_cast<std::size_t>(start_.size()));
        for (std::size_t i = 0; i < parameters.size(); ++i)
            parameters[i] <<= start_[static_cast<Eigen::Index>(i)];
        double value = 0.0;
        program_->loss(parameters) >>= value;
        trace_off();
    }
    void sweep() override
    {
        double weight = 1.0;
        gradient_.resize(start_.size());
        fos_reverse(tag, 1, static_cast<int>(start_.size()), &weight, gradient_.data());
    }
    Eigen::VectorXd derivative() const override { return gradient_; }
    std::optional<std::size_t> bytes() const override
    {
        std::array<std::size_t, STAT_SIZE> counts{};
        tapestats(tag, counts.data());
        return counts[NUM_OPERATIONS] + sizeof(locint) * counts[NUM_LOCATIONS] +
               sizeof(double) * (counts[NUM_VALUES] + counts[TAY_STACK_SIZE]);
    }

private:
    static constexpr short tag = 1;
    Shared<Program> program_;
    Eigen::VectorXd start_;
    Eigen::VectorXd gradient_;
};

} // namespace

template <class Program>
std::unique_ptr<Tool> adolc_gradient(Shared<Program> program)
{
    return std::make_unique<AdolcGradient<Program>>(std::move(program));
}

template std::unique_ptr<Tool> adolc_gradient(Shared<RidgeDescent>);
template std::unique_ptr<Tool> adolc_gradient(Shared<LogisticDescent>);
template std::unique_ptr<Tool> adolc_gradient(Shared<Burgers>);
template std::unique_ptr<Tool> adolc_gradient(Shared<Determinant>);
template std::unique_ptr<Tool> adolc_gradient(Shared<Ring>);

} // namespace reel::bench
