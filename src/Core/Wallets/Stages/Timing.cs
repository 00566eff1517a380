namespace Kwala.Core.Wallets.Stages;

/// <summary>When something is told.</summary>
internal abstract record Timing
{
    private Timing()
    {
    }

    /// <summary>As soon as it can be sent.</summary>
    public sealed record AtOnce : Timing
    {
        public static AtOnce Instance { get; } = new();
    }

    /// <summary>At an instant, if it is still so then.</summary>
    public sealed record Later(DateTimeOffset At) : Timing;

    /// <summary>Together with others, in the digest of this name: <see cref="Attention.DigestBook.Name"/>.</summary>
    public sealed record InDigest(string Name, DateTimeOffset At) : Timing;
}
