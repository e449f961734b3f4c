#pragma once
// How wrong the derivative of each late start will be at step K, said at step T, before anything is recorded.
//
// Close to x* the derivative along du that starts at a step S is off by what was cut off and by the curse,
//     E(S) = -M^{K-S} z + (K - S) M^{K-1-T} F_T,    z = J* du,   F_T = F(x_T) - F(x*),   F(x) = D_x A(x) z + D_u A(x) du,
// with M that of x*, and a forcing that shrinks as the iterate's error does, F_j = M^{j-T} F_T. A bound adds their norms. But
// in the long run both are made of the slowest modes and point the same way or opposite ways: one best S is far from the
// other. So both are carried h steps ahead, until fast modes have died out; from there on they shrink by rho a step,
//     |E(S)|^2 = |a|^2 + |b|^2 - 2 a.b,   a = rho^{K-S-h} M^h z,   b = (K - S) rho^{K-1-T-h} M^h F_T.
// With several parameters a.b has another sign along another du, and is left out.

#include <reel/analysis/constants.hpp>
#include <reel/analysis/run.hpp>

namespace reel {

struct Forecast {
    long T = 0;
    long K = 0;
    double rho = 1.0;
    double cut_off = 0.0; // |M^h z|/rho^h
    double curse = 0.0;   // |M^h F_T|/rho^{h+1}
    double cosine = 0.0;  // between them

    double error(long start) const; // |E(start)|, 0 <= start <= K
    // The best start that is not before `earliest`; T itself when it is within a twentieth of that.
    long start(long earliest) const;
};

// From x_T, where the run stands, and a close look there that found the limit of the run. 0 <= T <= K. h is at most
// 4/(1 - rho): as many forward sweeps of two columns, and four more.
Forecast forecast(const AnyRun& run, const Estimates& seen, long T, long K);

} // namespace reel
