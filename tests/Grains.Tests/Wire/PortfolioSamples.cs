using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;

namespace Kwala.Grains.Tests.Wire;

/// <summary>What is known of a portfolio, with every member set.</summary>
internal static class PortfolioSamples
{
    public static readonly PortfolioSeen Seen = new(
        new PortfolioView(
            Rational.Of(20000, 1), Rational.Of(-5, 2), Rational.Of(1, 4), Rational.Of(5, 8), 7,
            new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero)),
        "The price is old.");
}
