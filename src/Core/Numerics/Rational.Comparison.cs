using System.Numerics;

namespace Kwala.Core.Numerics;

public readonly partial struct Rational
{
    private const int HashPrime = 2_147_483_647;

    /// <summary>A total order by value: Undefined, -∞, the numbers, ∞.</summary>
    public int CompareTo(Rational other)
    {
        if (!IsFinite || !other.IsFinite)
            return Rank(this).CompareTo(Rank(other));
        var sign = _numerator.Sign.CompareTo(other._numerator.Sign);
        if (sign != 0)
            return sign;
        var (a, b) = (Denominator, other.Denominator);
        return a == b
            ? _numerator.CompareTo(other._numerator)
            : CompareProducts(_numerator, b, other._numerator, a);
    }

    /// <summary>Equality by value (1/2 equals 2/4); Undefined equals Undefined here, unlike with ==.</summary>
    public bool Equals(Rational other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (!IsFinite)
            return -(int)_kind;
        var reduced = Reduced();
        return (int)(reduced._numerator % HashPrime) ^ (int)(reduced.Denominator % HashPrime);
    }

    /// <summary>Equality by value; false where either is undefined.</summary>
    public static bool operator ==(Rational left, Rational right) => Comparable(left, right) && left.Equals(right);

    /// <summary>The opposite of ==; true where either is undefined.</summary>
    public static bool operator !=(Rational left, Rational right) => !(left == right);

    /// <summary>False where either is undefined.</summary>
    public static bool operator <(Rational left, Rational right) =>
        Comparable(left, right) && left.CompareTo(right) < 0;

    /// <summary>False where either is undefined.</summary>
    public static bool operator >(Rational left, Rational right) =>
        Comparable(left, right) && left.CompareTo(right) > 0;

    /// <summary>False where either is undefined.</summary>
    public static bool operator <=(Rational left, Rational right) =>
        Comparable(left, right) && left.CompareTo(right) <= 0;

    /// <summary>False where either is undefined.</summary>
    public static bool operator >=(Rational left, Rational right) =>
        Comparable(left, right) && left.CompareTo(right) >= 0;

    // a·b with c·d. Numbers of usual size are compared without the memory that products of BigInteger take.
    private static int CompareProducts(BigInteger a, BigInteger b, BigInteger c, BigInteger d) =>
        FitsInt128(a, b) && FitsInt128(c, d)
            ? unchecked((Int128)a * (Int128)b).CompareTo(unchecked((Int128)c * (Int128)d))
            : (a * b).CompareTo(c * d);

    private static bool FitsInt128(BigInteger a, BigInteger b) => a.GetBitLength() + b.GetBitLength() <= 126;

    private static bool Comparable(Rational left, Rational right) => !left.IsUndefined && !right.IsUndefined;

    private static int Rank(Rational value) => value._kind switch
    {
        Kind.Undefined => 0,
        Kind.NegativeInfinity => 1,
        Kind.Finite => 2,
        _ => 3,
    };
}
