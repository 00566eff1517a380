using System.Numerics;
using Kwala.Core.Numerics;

namespace Kwala.Core.Behaviour;

/// <summary>
/// What is known of the share of alerts that an owner responds to, as a Beta distribution with whole parameters: its
/// tail is a finite sum of whole numbers, so that every machine computes the same.
/// </summary>
internal static class Posterior
{
    /// <summary>
    /// The probability that the share is above a line. For Beta(a, b) it is P(X &lt; a) where X counts the hits of
    /// a + b - 1 throws that each hit with the line's probability: sum over k &lt; a of C(n, k) p^k q^(n-k) / (p+q)^n.
    /// Grows with every response and falls with every ignored alert.
    /// </summary>
    /// <param name="responses">The first parameter, from 1.</param>
    /// <param name="ignored">The second parameter, from 1.</param>
    /// <param name="line">Between 0 and 1, neither included.</param>
    public static Rational Above(int responses, int ignored, Rational line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(responses, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ignored, 1);
        var throws = responses + ignored - 1;
        var hit = line.Numerator;
        var miss = line.Denominator - hit;
        var term = BigInteger.Pow(miss, throws);
        var sum = term;
        for (var hits = 0; hits < responses - 1; hits++)
        {
            // Without remainder: the term after is a whole number.
            term = term * (throws - hits) * hit / ((hits + 1) * miss);
            sum += term;
        }

        return Rational.Of(sum, BigInteger.Pow(line.Denominator, throws));
    }
}
