// Programs on a tape with a limit in bytes, which the first byte of the input chooses. Each two bytes after it are an
// operation and its operands, a mark, a rewind, a sweep or a reset. Whatever the order,
// the answer is a result or a typed error, a reverse sweep agrees with a forward one, and an emptied tape is empty.
#include <reel/scalar/var.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

using namespace reel;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

class Program {
public:
    explicit Program(std::size_t limit) : tape_(limit) {}

    void run(const std::uint8_t* data, std::size_t size)
    {
        const Recording on(tape_);
        start();
        for (std::size_t i = 0; i + 1 < size; i += 2) {
            try {
                step(data[i], data[i + 1]);
            } catch (const MemoryLimit&) {
                start();
            }
        }
        tape_.reset();
        check(tape_.memory().used() == 0);
    }

private:
    void start()
    {
        tape_.reset();
        mark_.reset();
        x_ = independent(0.5);
        values_.assign({x_, Var(2.0)});
    }

    const Var& at(unsigned place) const { return values_[place % values_.size()]; }

    // The slopes of an operation sum to about 1, so that no derivative grows with the length of a program.
    void step(unsigned operation, unsigned operand)
    {
        const Var& a = at(operand);
        const Var& b = at(operand / 16);
        switch (operation % 12) {
        case 0: values_.push_back(0.5 * (a + b)); break;
        case 1: values_.push_back(0.5 * a - b / 2.0); break;
        case 2: values_.push_back(0.5 * a * b / (1.0 + a * a + b * b)); break;
        case 3: values_.push_back(0.5 * sin(a) * cos(b)); break;
        case 4: values_.push_back(exp(-a * a)); break;
        case 5: values_.push_back(max(a, b)); break;
        case 6: (values_[operand % values_.size()] += tanh(b)) *= 0.5; break;
        case 7: values_.push_back(log1p(a * a)); break;
        case 8: mark_ = tape_.mark(); break;
        case 9: rewind(); break;
        case 10: sweep(); break;
        default: start();
        }
    }

    void rewind()
    {
        if (!mark_)
            return;
        tape_.rewind(*mark_);
        const Var newest = values_.back();
        values_.assign({x_, Var(2.0)});
        mark_.reset();
        if (!newest.active() || tape_.holds(newest.id()))
            return;
        try {
            values_.push_back(newest + x_);
        } catch (const InvalidUse&) {
            return;
        }
        check(false); // a value that was rewound was taken for another one
    }

    void sweep()
    {
        Var y = x_;
        for (const Var& value : values_)
            y += value;
        Adjoints adjoints(tape_);
        adjoints[y] = 1.0;
        reverse_sweep(tape_, adjoints);
        Tangents tangents(tape_);
        tangents[x_] = 1.0;
        forward_sweep(tape_, tangents);
        const double reverse = adjoints[x_];
        const double forward = tangents[y];
        check(std::abs(reverse - forward) <= 1e-9 * (1 + std::abs(forward)));
    }

    Tape tape_;
    Var x_;
    std::vector<Var> values_;
    std::optional<Tape::Mark> mark_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 0)
        Program(4096 + 4096 * std::size_t{data[0]}).run(data + 1, size - 1);
    return 0;
}
