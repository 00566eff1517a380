using System.Numerics;

namespace Kwala.Core.Numerics;

/// <summary>
/// An exact fraction of bounded size, with two infinities and <see cref="Undefined"/>. x/0 is infinite by the sign
/// of x; 0/0, ∞-∞, 0·∞, ∞/∞ and ∞^0 are undefined, and so is a result of more than 4096 bits. The default is 0.
/// As with floating point, the operators compare Undefined false with everything (so != is true), while
/// <see cref="Equals(Rational)"/> and <see cref="CompareTo"/> are total, with Undefined first.
/// </summary>
public readonly partial struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    /// <summary>The most bits that a numerator or a denominator may have.</summary>
    public const int BitsMax = 4096;

    // Fractions are reduced only when they grow past this: a GCD per operation would cost more than the arithmetic.
    private const int ReduceAboveBits = 512;

    private enum Kind : byte
    {
        Finite,
        PositiveInfinity,
        NegativeInfinity,
        Undefined,
    }

    // Invariant: zero unless Finite.
    private readonly BigInteger _numerator;

    // Invariant: never negative; zero stands for one, so that default(Rational) is 0/1.
    private readonly BigInteger _denominator;
    private readonly Kind _kind;

    private Rational(Kind kind) => _kind = kind;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        _numerator = numerator;
        _denominator = denominator;
    }

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One => new(BigInteger.One, BigInteger.One);

    /// <summary>1/0.</summary>
    public static Rational PositiveInfinity => new(Kind.PositiveInfinity);

    /// <summary>-1/0.</summary>
    public static Rational NegativeInfinity => new(Kind.NegativeInfinity);

    /// <summary>0/0: no number, which opens and closes nothing.</summary>
    public static Rational Undefined => new(Kind.Undefined);

    /// <summary>Not necessarily in lowest terms; 1, -1 or 0 where not finite.</summary>
    public BigInteger Numerator => _kind switch
    {
        Kind.PositiveInfinity => BigInteger.One,
        Kind.NegativeInfinity => BigInteger.MinusOne,
        _ => _numerator,
    };

    /// <summary>Positive, not necessarily in lowest terms; 0 where not finite.</summary>
    public BigInteger Denominator =>
        _kind != Kind.Finite ? BigInteger.Zero : _denominator.IsZero ? BigInteger.One : _denominator;

    /// <summary>Whether this is an ordinary number.</summary>
    public bool IsFinite => _kind == Kind.Finite;

    /// <summary>Whether this is one of the two infinities.</summary>
    public bool IsInfinite => _kind is Kind.PositiveInfinity or Kind.NegativeInfinity;

    /// <summary>Whether this is <see cref="Undefined"/>.</summary>
    public bool IsUndefined => _kind == Kind.Undefined;

    /// <summary>-1, 0 or 1; 0 for <see cref="Undefined"/>.</summary>
    public int Sign => _kind switch
    {
        Kind.PositiveInfinity => 1,
        Kind.NegativeInfinity => -1,
        _ => _numerator.Sign,
    };

    /// <summary>The fraction, with the rules for a denominator of zero; never throws.</summary>
    public static Rational Of(BigInteger numerator, BigInteger denominator) =>
        denominator.IsZero ? Infinity(numerator.Sign)
        : denominator.Sign < 0 ? Bounded(-numerator, -denominator)
        : Bounded(numerator, denominator);

    /// <summary>A whole number.</summary>
    public static Rational FromInt64(long value) => new(value, BigInteger.One);

    /// <summary>A whole number; <see cref="Undefined"/> above <see cref="BitsMax"/>.</summary>
    public static Rational FromBigInteger(BigInteger value) => Bounded(value, BigInteger.One);

    /// <summary>A whole number.</summary>
    public static implicit operator Rational(long value) => FromInt64(value);

    /// <summary>A whole number; <see cref="Undefined"/> above <see cref="BitsMax"/>.</summary>
    public static implicit operator Rational(BigInteger value) => FromBigInteger(value);

    /// <summary>The same number in lowest terms.</summary>
    public Rational Reduced()
    {
        if (_kind != Kind.Finite)
            return this;
        var divisor = BigInteger.GreatestCommonDivisor(_numerator, Denominator);
        return divisor.IsOne ? this : new Rational(_numerator / divisor, Denominator / divisor);
    }

    private static Rational Infinity(int sign) => sign switch
    {
        > 0 => PositiveInfinity,
        < 0 => NegativeInfinity,
        _ => Undefined,
    };

    private static Rational Bounded(BigInteger numerator, BigInteger denominator)
    {
        if (FitsIn(ReduceAboveBits, numerator, denominator))
            return new Rational(numerator, denominator);
        var reduced = new Rational(numerator, denominator).Reduced();
        return FitsIn(BitsMax, reduced._numerator, reduced._denominator) ? reduced : Undefined;
    }

    private static bool FitsIn(int bits, BigInteger numerator, BigInteger denominator) =>
        Bits(numerator) <= bits && Bits(denominator) <= bits;

    private static long Bits(BigInteger value) => BigInteger.Abs(value).GetBitLength();
}
