// A tape from scratch, without reel: operator overloading, the reverse sweep, and a solver that is recorded late.
#include <cstddef>
#include <cstdio>
#include <vector>

// [tape]
struct Statement { // v = phi(a, b) leaves dphi/da and dphi/db, and where a and b stand: nothing else
    double slope_a = 0, slope_b = 0;
    std::size_t a = 0, b = 0;
};
std::vector<Statement> tape;

struct Var {
    double value;
    std::size_t id; // of its statement
    Var(double number) : Var(number, Statement{}) {}
    Var(double number, Statement s) : value(number), id(tape.size()) { tape.push_back(s); }
};
Var operator+(Var x, Var y) { return {x.value + y.value, {1, 1, x.id, y.id}}; }
Var operator-(Var x, Var y) { return {x.value - y.value, {1, -1, x.id, y.id}}; }
Var operator*(Var x, Var y) { return {x.value * y.value, {y.value, x.value, x.id, y.id}}; }
// [tape]

// [sweep]
double derivative(Var y, Var x) // dy/dx
{
    std::vector<double> adjoint(tape.size(), 0.0);
    adjoint[y.id] = 1;
    for (std::size_t i = tape.size(); i-- > 0;) { // the last statement first: all that uses v_i has been seen
        adjoint[tape[i].a] += tape[i].slope_a * adjoint[i];
        adjoint[tape[i].b] += tape[i].slope_b * adjoint[i];
    }
    return adjoint[x.id];
}
// [sweep]

// [solver]
template <class X, class U>
X step(X x, U u) // gradient descent for x^2/4 - x + u x^2/2: x* = 1/(1/2 + u)
{
    return x - X(0.2) * (X(0.5) * x - X(1) + u * x);
}

int main()
{
    for (int T : {0, 20, 40}) {
        tape.clear();
        double plain = 50; // far from x* = 2
        for (int k = 0; k < T; ++k)
            plain = step(plain, 0.0);
        const Var u = 0.0;
        Var x = plain;
        for (int k = T; k < 60; ++k)
            x = step(x, u);
        std::printf("T = %2d: dx/du = %6.2f from %3zu statements (dx*/du = -4)\n", T, derivative(x, u), tape.size());
    }
}
// [solver]
