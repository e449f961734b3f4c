// A function from elsewhere as one block: here a fast transform, as if a library computed it.
#include <reel/eigen/check_gradient.hpp>
#include <reel/eigen/custom_block.hpp>

#include <iostream>
#include <memory>

using Eigen::VectorXd;

// [block]
class WalshHadamard : public reel::CustomBlock {
public:
    VectorXd value(const Vectors& x) override { return transform(x[0]); }
    // linear and symmetric: the derivative and its transpose are the transform itself
    VectorXd push(const VectorXd& x_dot, std::size_t) const override { return transform(x_dot); }
    VectorXd pull(const VectorXd& y_bar, std::size_t) const override { return transform(y_bar); }

private:
    // n log n butterflies; the size is a power of 2
    static VectorXd transform(VectorXd x)
    {
        for (Eigen::Index half = 1; half < x.size(); half *= 2)
            for (Eigen::Index i = 0; i < x.size(); ++i)
                if ((i & half) == 0) {
                    const double upper = x[i + half];
                    x[i + half] = x[i] - upper;
                    x[i] += upper;
                }
        return x;
    }
};
// [block]

int main()
{
    // [check]
    const auto f = []<class X>(const X& x) -> X {
        const X y = reel::apply_block(std::make_unique<WalshHadamard>(), std::vector<X>{x});
        return y.cwiseProduct(x);
    };
    const reel::GradientCheck check = reel::check_gradient(f, VectorXd::LinSpaced(4, 1.0, 2.0));
    std::cout << (check.right ? "right" : check.report) << '\n';
    // [check]
}
