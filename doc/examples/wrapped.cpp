// A function from elsewhere as one block: here the running sum, as if a library computed it.
#include <reel/eigen/check_gradient.hpp>
#include <reel/eigen/custom_block.hpp>

#include <iostream>
#include <memory>
#include <numeric>

using Eigen::VectorXd;

// [block]
class RunningSum : public reel::CustomBlock {
public:
    VectorXd value(const Vectors& x) override { return running_sum(x[0]); }
    // y_i = x_0 + ... + x_i is linear: its derivative is itself, and the transpose sums from the other end
    VectorXd push(const VectorXd& x_dot, std::size_t) const override { return running_sum(x_dot); }
    VectorXd pull(const VectorXd& y_bar, std::size_t) const override
    {
        return running_sum(y_bar.reverse()).reverse();
    }

private:
    static VectorXd running_sum(const VectorXd& x)
    {
        VectorXd y(x.size());
        std::partial_sum(x.begin(), x.end(), y.begin());
        return y;
    }
};
// [block]

int main()
{
    // [check]
    const auto f = []<class X>(const X& x) -> X {
        const X sum = reel::apply_block(std::make_unique<RunningSum>(), std::vector<X>{x});
        return sum.cwiseProduct(x);
    };
    const reel::GradientCheck check = reel::check_gradient(f, VectorXd::LinSpaced(4, 1.0, 2.0));
    std::cout << (check.right ? "right" : check.report) << '\n';
    // [check]
}
