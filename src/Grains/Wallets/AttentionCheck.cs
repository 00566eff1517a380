using Kwala.Core.Wallets.Attention;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Wallets;

/// <summary>Whether an owner's choices of attention can be used: everything that is wrong at once. Pure.</summary>
internal static class AttentionCheck
{
    private const int BudgetMax = 1000, KindsMax = 64;

    public static IEnumerable<PreferencesProblem> Of(AttentionChoices wanted)
    {
        if (wanted.Zone is { } zone && !OwnerTime.IsZone(zone))
            yield return Problem("zone", "There is no such IANA time zone. Give one such as Europe/Berlin.");
        if (wanted.PerDay is < 0 or > BudgetMax)
            yield return Problem("perDay", $"Give a whole number from 0 to {BudgetMax}.");
        if (wanted.PerWeek is < 0 or > BudgetMax)
            yield return Problem("perWeek", $"Give a whole number from 0 to {BudgetMax}.");
        if (wanted.DigestKinds.Count > KindsMax)
            yield return Problem("digestKinds", $"Give at most {KindsMax} kinds.");
        if (wanted.Snoozes.Length > Snooze.CountMax)
            yield return Problem("snoozes", $"Give at most {Snooze.CountMax} snoozes; those that are over can go.");
        foreach (var snooze in wanted.Snoozes)
            if (snooze is Snooze.OfPosition { Until: null, Episode: null })
                yield return Problem("snoozes", "A snooze of a position needs an instant or the number of an episode.");
    }

    private static PreferencesProblem Problem(string field, string message) =>
        new() { Field = $"attention.{field}", Message = message };
}
