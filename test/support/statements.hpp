#pragma once
/// Statements written on a tape by hand, random programs of them, and the numbers of their sweeps.

#include <reel/core/sweep.hpp>

#include <random>
#include <vector>

namespace reel {

// a x + b y + ..., with terms {a, x}, {b, y}, ...
struct Part {
    double factor;
    Id argument;
};
inline Id sum(Tape& tape, const std::vector<Part>& parts)
{
    std::vector<Term> terms;
    for (const Part& part : parts)
        terms.push_back({part.factor, tape.use(part.argument)});
    return tape.push(terms);
}

inline Id next_to(Id id, Index distance = 1) { return {id.index + distance, id.stamp}; }
inline Run run(Tape& tape, Id id) { return {tape.use(id), 1}; }
inline double& number(Workspace& workspace, Id id, int column = 0) { return *workspace.find(id, 1, column); }

// A random program: `steps` statements of up to 4 earlier values, over `inputs` independents.
struct Program {
    Tape tape;
    std::vector<Id> values;
    std::vector<Tape::Mark> marks; // before each statement
    Program(unsigned seed, int inputs, int steps)
    {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        for (int i = 0; i < inputs; ++i)
            values.push_back(tape.independent());
        for (int k = 0; k < steps; ++k) {
            marks.push_back(tape.mark());
            std::vector<Part> parts;
            for (auto terms = random() % 5; terms > 0; --terms)
                parts.push_back({normal(random), values[random() % values.size()]});
            values.push_back(sum(tape, parts));
        }
    }
};
inline const int inputs = 5;

inline std::vector<double> of_inputs(Adjoints& adjoints, const Program& program)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < inputs; ++i)
        result.push_back(number(adjoints, program.values[i]));
    return result;
}
inline std::vector<double> gradient(const Program& program, double seed = 1.0)
{
    Adjoints adjoints(program.tape);
    number(adjoints, program.values.back()) = seed;
    reverse_sweep(program.tape, adjoints);
    return of_inputs(adjoints, program);
}

} // namespace reel
