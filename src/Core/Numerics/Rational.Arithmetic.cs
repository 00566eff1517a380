using System.Numerics;

namespace Kwala.Core.Numerics;

public readonly partial struct Rational
{
    /// <summary>The sum; ∞-∞ is undefined.</summary>
    public static Rational operator +(Rational left, Rational right)
    {
        if (left.IsFinite && right.IsFinite)
        {
            var (a, b) = (left.Denominator, right.Denominator);
            return a == b
                ? Bounded(left._numerator + right._numerator, a)
                : Bounded((left._numerator * b) + (right._numerator * a), a * b);
        }

        return left.IsUndefined || right.IsUndefined ? Undefined
            : left.IsFinite ? right
            : right.IsFinite || left._kind == right._kind ? left
            : Undefined;
    }

    /// <summary>The difference; ∞-∞ is undefined.</summary>
    public static Rational operator -(Rational left, Rational right) => left + -right;

    /// <summary>The opposite; Undefined stays undefined.</summary>
    public static Rational operator -(Rational value) => value._kind switch
    {
        Kind.Finite => new Rational(-value._numerator, value._denominator),
        Kind.PositiveInfinity => NegativeInfinity,
        Kind.NegativeInfinity => PositiveInfinity,
        _ => Undefined,
    };

    /// <summary>The product; 0·∞ is undefined.</summary>
    public static Rational operator *(Rational left, Rational right) =>
        left.IsFinite && right.IsFinite
            ? Bounded(left._numerator * right._numerator, left.Denominator * right.Denominator)
            : Infinity(left.Sign * right.Sign);

    /// <summary>The quotient; x/0 is infinite by the sign of x, 0/0 and ∞/∞ are undefined, x/∞ is 0.</summary>
    public static Rational operator /(Rational left, Rational right)
    {
        if (left.IsUndefined || right.IsUndefined)
            return Undefined;
        if (left.IsFinite && right.IsFinite)
            return Of(left._numerator * right.Denominator, left.Denominator * right._numerator);
        if (left.IsFinite)
            return Zero;
        return right.IsInfinite ? Undefined : right.Sign < 0 ? -left : left;
    }

    /// <summary>This number to a whole power; 0^0 is 1, 0^-n is ∞, ∞^0 is undefined.</summary>
    public Rational Pow(int exponent)
    {
        if (_kind == Kind.Undefined || (IsInfinite && exponent == 0))
            return Undefined;
        if (IsInfinite)
            return exponent < 0 ? Zero : exponent % 2 == 0 ? PositiveInfinity : this;
        var power = Math.Abs((long)exponent);
        var basis = Exceeds(power) ? Reduced() : this;
        if (basis.Exceeds(power))
            return Undefined;
        // A base of 0, 1 or -1 passes at any exponent; its power depends on nothing but parity and zero.
        var effective = power > BitsMax ? (int)(BitsMax + (power % 2)) : (int)power;
        var numerator = BigInteger.Pow(basis._numerator, effective);
        var denominator = BigInteger.Pow(basis.Denominator, effective);
        return exponent < 0 ? Of(denominator, numerator) : Of(numerator, denominator);
    }

    /// <summary>The smaller; Undefined if either is.</summary>
    public static Rational Min(Rational left, Rational right) =>
        left.IsUndefined || right.IsUndefined ? Undefined : left.CompareTo(right) <= 0 ? left : right;

    /// <summary>The larger; Undefined if either is.</summary>
    public static Rational Max(Rational left, Rational right) =>
        left.IsUndefined || right.IsUndefined ? Undefined : left.CompareTo(right) >= 0 ? left : right;

    /// <summary>The distance from zero.</summary>
    public static Rational Abs(Rational value) => value.Sign < 0 ? -value : value;

    // A number of b bits is at least 2^(b-1), so its power has more than (b-1)·n bits.
    private bool Exceeds(long power) =>
        Math.Max(Bits(_numerator) - 1, Bits(Denominator) - 1) * power > BitsMax;
}
