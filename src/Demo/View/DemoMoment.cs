using System.Collections.Immutable;

namespace Kwala.Demo.View;

/// <summary>One thing that a spectator of the demonstration sees.</summary>
internal abstract record DemoMoment
{
    private DemoMoment()
    {
    }

    /// <summary>The chain grew.</summary>
    /// <param name="Number">The block's number.</param>
    /// <param name="Events">How many logs it holds.</param>
    public sealed record Block(long Number, int Events) : DemoMoment;

    /// <summary>A wallet decided about one event.</summary>
    /// <param name="BlockNumber">The event's block.</param>
    /// <param name="Who">What the cast calls the wallet.</param>
    /// <param name="Wallet">Its address.</param>
    /// <param name="Pattern"><c>thresholds</c>, <c>behaviour</c> or <c>portfolio</c>.</param>
    /// <param name="Event">The event in words.</param>
    /// <param name="Outcome">The decision's outcome, such as <c>notify</c> or <c>no-match</c>.</param>
    /// <param name="Reasons">Why, in the order in which the stages spoke.</param>
    /// <param name="Otherwise">What would have led to another outcome; null for nothing.</param>
    /// <param name="CorrelationId">The log's id.</param>
    public sealed record Decision(
        long BlockNumber,
        string Who,
        string Wallet,
        string Pattern,
        string Event,
        string Outcome,
        ImmutableArray<string> Reasons,
        string? Otherwise,
        string CorrelationId) : DemoMoment;

    /// <summary>An owner did something.</summary>
    /// <param name="Who">Whose wallet it is.</param>
    /// <param name="What">What the owner did, in words.</param>
    public sealed record Said(string Who, string What) : DemoMoment;

    /// <summary>A message reached its receiver.</summary>
    /// <param name="Who">Whose it is.</param>
    /// <param name="Channel">How it came.</param>
    /// <param name="To">The address that it came to.</param>
    /// <param name="Text">As a person would read it.</param>
    public sealed record Message(string Who, string Channel, string To, string Text) : DemoMoment;
}
