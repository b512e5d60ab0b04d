// How sure a share is. Pure; thread-safe.
#pragma once

namespace manyhands::base {

inline constexpr double kZ95 = 1.959963984540054;  // the two-sided quantile of 95 %

struct Interval {
    double low = 0;
    double high = 0;
};

// The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
// JASA 22 (1927), around `share`, all three 0 to 1: it holds for small samples and for shares near 0 and 1,
// too. `n` may be an effective number. Precondition: n > 0.
Interval wilson(double share, double n, double z = kZ95);

}  // namespace manyhands::base
