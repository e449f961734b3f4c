// Random scalar programs: reverse sweep = forward sweep = Dual = complex step, the same bits when recorded again, and
// nothing of what was rewound in the middle is left.
#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <complex>
#include <rapidcheck.h>
#include <rapidcheck/boost_test.h>
#include <vector>

using namespace reel;

constexpr int inputs = 3;

// One step: a new variable from two earlier ones, or an update of one in place. All stay bounded and smooth.
struct Step {
    unsigned operation;
    unsigned left;
    unsigned right;
};
using Program = std::vector<Step>;

// The complex step: Im f(x + i h) / h has no cancellation, so with h = 1e-40 it is f'(x) to all digits. These functions
// of real numbers are continued to where a program leads them, close to the real axis.
using Complex = std::complex<double>;
namespace continued {
Complex log1p(const Complex& a) { return std::log(1.0 + a); }
Complex sigmoid(const Complex& a) { return 1.0 / (1.0 + std::exp(-a)); }
Complex softplus(const Complex& a) { return std::log(1.0 + std::exp(a)); }
Complex atan2(const Complex& a, const Complex& b) { return std::atan(a / b); }
Complex hypot(const Complex& a, double b) { return std::sqrt(a * a + b * b); }
} // namespace continued

template <class X>
X apply(unsigned operation, const X& a, const X& b)
{
    using continued::atan2, continued::hypot, continued::log1p, continued::sigmoid, continued::softplus;
    using reel::sigmoid, reel::softplus;
    using std::atan2, std::cos, std::exp, std::hypot, std::log1p, std::pow, std::sin, std::sqrt, std::tanh;
    switch (operation % 14) {
    case 0: return a + b;
    case 1: return a - 2.0 * b;
    case 2: return 0.5 * a * b;
    case 3: return a / (1.5 + b * b);
    case 4: return sin(a) + b;
    case 5: return exp(-(a * a)) * b;
    case 6: return tanh(a + b);
    case 7: return sqrt(1.0 + a * a) - b;
    case 8: return log1p(a * a) * cos(b);
    case 9: return sigmoid(a) * 3.0;
    case 10: return atan2(a, 2.0 + b * b);
    case 11: return hypot(a, 1.0) / (1.0 + exp(b));
    case 12: return softplus(a - b);
    default: return pow(2.0 + tanh(a), 0.5 * tanh(b));
    }
}

template <class X>
X run(const Program& program, const std::vector<X>& x, const std::vector<X>& parameters = {})
{
    std::vector<X> values = x;
    values.insert(values.end(), parameters.begin(), parameters.end());
    for (const Step& step : program) {
        const X& a = values[step.left % values.size()];
        const X& b = values[step.right % values.size()];
        X result = apply(step.operation, a, b);
        if (step.operation % 3 == 0)
            values[step.left % values.size()] = tanh(result) + 0.1 * result;
        else
            values.push_back(sin(result));
    }
    X sum = 0.0;
    for (const X& value : values)
        sum += value;
    return sum;
}

struct Recorded {
    Tape tape;
    std::vector<Var> x;
    Var y;
    void record(const Program& program, const std::vector<double>& at)
    {
        const Recording on(tape);
        x.clear();
        for (const double v : at)
            x.push_back(independent(v));
        y = run(program, x);
    }
    std::vector<double> reverse() const
    {
        Adjoints adjoints(tape);
        adjoints[y] = 1.0;
        reverse_sweep(tape, adjoints);
        std::vector<double> result;
        for (const Var& entry : x)
            result.push_back(adjoints[entry]);
        return result;
    }
    std::vector<double> forward() const
    {
        Tangents tangents(tape, inputs);
        for (int i = 0; i < inputs; ++i)
            tangents.at_column(x[static_cast<std::size_t>(i)], i) = 1.0;
        forward_sweep(tape, tangents);
        std::vector<double> result;
        for (int i = 0; i < inputs; ++i)
            result.push_back(tangents.at_column(y, i));
        return result;
    }
};

std::vector<double> by_dual(const Program& program, const std::vector<double>& at)
{
    using D = Dual<inputs>;
    std::vector<D> x;
    for (int i = 0; i < inputs; ++i)
        x.push_back(D::independent(at[static_cast<std::size_t>(i)], i));
    const D y = run(program, x);
    std::vector<double> result;
    for (int i = 0; i < inputs; ++i)
        result.push_back(y.tangent(i));
    return result;
}

std::vector<double> by_complex_step(const Program& program, const std::vector<double>& at)
{
    const double h = 1e-40;
    std::vector<double> result;
    for (std::size_t i = 0; i < at.size(); ++i) {
        std::vector<Complex> x(at.begin(), at.end());
        x[i] += Complex(0.0, h);
        result.push_back(run(program, x).imag() / h);
    }
    return result;
}

void close(const std::vector<double>& a, const std::vector<double>& b)
{
    double scale = 1e-3;
    for (const double entry : b)
        scale = std::max(scale, std::abs(entry));
    for (std::size_t i = 0; i < b.size(); ++i)
        RC_ASSERT(std::abs(a[i] - b[i]) <= 1e-12 * scale);
}

namespace rc {
template <>
struct Arbitrary<Step> {
    static Gen<Step> arbitrary()
    {
        const auto number = gen::inRange(0u, 1000u);
        return gen::build<Step>(gen::set(&Step::operation, number), gen::set(&Step::left, number),
                                gen::set(&Step::right, number));
    }
};
} // namespace rc

BOOST_AUTO_TEST_SUITE(scalar_random_programs)

std::vector<double> any_point()
{
    std::vector<double> at;
    for (int i = 0; i < inputs; ++i)
        at.push_back(*rc::gen::inRange(-2000, 2000) / 1000.0);
    return at;
}

RC_BOOST_PROP(reverse_forward_duals_and_the_complex_step_agree, (const Program& program))
{
    const std::vector<double> at = any_point();
    Recorded recorded;
    recorded.record(program, at);
    const std::vector<double> dual = by_dual(program, at);
    close(recorded.reverse(), dual);
    close(recorded.forward(), dual);
    close(by_complex_step(program, at), dual);
    std::vector<double> plain(at);
    RC_ASSERT(recorded.y.value() == run(program, plain));
}

RC_BOOST_PROP(recording_again_gives_the_same_bits, (const Program& program))
{
    const std::vector<double> at = any_point();
    Recorded recorded;
    recorded.record(program, at);
    const std::vector<double> first = recorded.reverse();
    const std::size_t bytes = recorded.tape.memory().used();
    recorded.tape.reset();
    recorded.record(program, at);
    RC_ASSERT(recorded.reverse() == first);
    RC_ASSERT(recorded.tape.memory().used() == bytes);
}

RC_BOOST_PROP(what_was_rewound_in_the_middle_leaves_no_trace,
              (const Program& first, const Program& lost, const Program& second))
{
    const std::vector<double> at = any_point();
    std::vector<std::vector<double>> found;
    for (const bool rewinding : {false, true}) {
        Recorded recorded;
        const Recording on(recorded.tape);
        for (const double v : at)
            recorded.x.push_back(independent(v));
        const Var middle = run(first, recorded.x);
        if (rewinding) {
            const Tape::Mark mark = recorded.tape.mark();
            run(lost, std::vector<Var>{middle, recorded.x[0]});
            recorded.tape.rewind(mark);
        }
        recorded.y = run(second, recorded.x, std::vector<Var>{middle});
        found.push_back(recorded.reverse());
        found.push_back(recorded.forward());
    }
    RC_ASSERT(found[0] == found[2]);
    RC_ASSERT(found[1] == found[3]);
}

// d/dt f'(x + t v) v = v^T H v, by reverse over forward and by duals of duals
RC_BOOST_PROP(second_derivatives_agree, (const Program& program))
{
    const std::vector<double> at = any_point();
    using D = Dual<1>;
    std::vector<Dual<1, D>> nested;
    for (const double v : at)
        nested.emplace_back(D::independent(v, 0), std::array{D(1.0)});
    const double expected = run(program, nested).tangent(0).tangent(0);

    Tape tape;
    const Recording on(tape);
    std::vector<Dual<1, Var>> recorded;
    for (const double v : at)
        recorded.emplace_back(independent(v), std::array{Var(1.0)});
    const Var slope = run(program, recorded).tangent(0);
    Adjoints adjoints(tape);
    if (slope.active())
        adjoints[slope] = 1.0;
    reverse_sweep(tape, adjoints);
    double found = 0.0;
    double scale = 1e-3;
    for (const Dual<1, Var>& x : recorded) {
        found += adjoints[x.value()];
        scale += std::abs(adjoints[x.value()]);
    }
    RC_ASSERT(std::abs(found - expected) <= 1e-10 * (scale + std::abs(expected)));
}

BOOST_AUTO_TEST_SUITE_END()
