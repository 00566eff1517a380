using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Reads what a backtest is to try, collecting every mistake.</summary>
internal static class BacktestReader
{
    private const int WalletsMax = 100;
    private const int ChoicesMax = 16;
    private const int ContractsMax = 256;

    private static readonly string[] Members =
        ["from", "to", "fromTime", "toTime", "workflow", "yaml", "wallets", "thresholds", "tiers", "outcome"];

    public static BacktestQuestion? Read(JsonBody body, Mistakes mistakes)
    {
        if (body is not JsonBody.Parsed { Root: var root })
        {
            mistakes.At(JsonPointer.Root, body is JsonBody.Malformed bad ? bad.Detail : "Send a JSON object.");
            return null;
        }

        var at = JsonPointer.Root;
        if (!Names.IsObjectOf(root, at, mistakes, Members))
            return null;
        var workflow = Text(root, "workflow", at, mistakes);
        if (workflow is not null && !Names.IsName(workflow))
            mistakes.At(at.Member("workflow"), Names.Problem());
        if (!IsGiven(root, "from") && !IsGiven(root, "fromTime"))
            mistakes.At(at.Member("from"), "Give the number of the first block, or a date as fromTime.");
        return new BacktestQuestion(Block(root, "from", at, mistakes) ?? 0, Block(root, "to", at, mistakes))
        {
            FromTime = Time(root, "fromTime", "from", at, mistakes),
            ToTime = Time(root, "toTime", "to", at, mistakes),
            Workflow = workflow is null ? null : new WorkflowId(workflow),
            Yaml = Text(root, "yaml", at, mistakes),
            Wallets = Addresses(root, "wallets", at, mistakes, WalletsMax),
            Thresholds = Texts(root, "thresholds", at, mistakes, ChoicesMax),
            Tiers = Texts(root, "tiers", at, mistakes, ChoicesMax),
            Outcome = Outcome(root, at.Member("outcome"), mistakes),
        };
    }

    private static BacktestOutcomeEvent? Outcome(JsonElement root, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(root, "outcome") is not { ValueKind: not JsonValueKind.Null } outcome
            || !Names.IsObjectOf(outcome, at, mistakes, "event", "wallet", "name", "contracts"))
            return null;
        if (Text(outcome, "event", at, mistakes) is not { } declared)
        {
            mistakes.At(at.Member("event"), "Give the event as in Solidity.");
            return null;
        }

        return new BacktestOutcomeEvent(
            declared,
            Text(outcome, "wallet", at, mistakes),
            Text(outcome, "name", at, mistakes),
            Addresses(outcome, "contracts", at, mistakes, ContractsMax));
    }

    private static long? Block(JsonElement of, string name, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(of, name) is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0)
            return number;
        mistakes.At(at.Member(name), "Give a block's number.");
        return null;
    }

    private static DateTimeOffset? Time(
        JsonElement of, string name, string block, JsonPointer at, Mistakes mistakes)
    {
        if (IsGiven(of, name) && IsGiven(of, block))
            mistakes.At(at.Member(name), $"Give {block} or {name}, not both.");
        if (Text(of, name, at, mistakes) is not { } text)
            return null;
        if (PastBound.ParseTime(text) is { } time)
            return time;
        mistakes.At(at.Member(name), "Write a date such as 2026-05-01, or an instant such as 2026-05-01T12:00:00Z.");
        return null;
    }

    private static bool IsGiven(JsonElement of, string name) =>
        Names.Member(of, name) is { ValueKind: not JsonValueKind.Null };

    private static string? Text(JsonElement of, string name, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(of, name) is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString();
        mistakes.At(at.Member(name), "Write this as text.");
        return null;
    }

    private static ImmutableArray<string> Texts(
        JsonElement of, string name, JsonPointer at, Mistakes mistakes, int countMax)
    {
        if (Names.Member(of, name) is not { ValueKind: not JsonValueKind.Null } element)
            return [];
        var items = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().ToArray() : null;
        if (items is not null && items.Length <= countMax && items.All(it => it.ValueKind == JsonValueKind.String))
            return [.. items.Select(it => it.GetString()!)];
        mistakes.At(at.Member(name), $"Give a list of at most {countMax} texts.");
        return [];
    }

    private static ImmutableArray<Address> Addresses(
        JsonElement of, string name, JsonPointer at, Mistakes mistakes, int countMax)
    {
        var addresses = ImmutableArray.CreateBuilder<Address>();
        foreach (var (index, text) in Texts(of, name, at, mistakes, countMax).Index())
            Address.Parse(text).Match(
                address =>
                {
                    addresses.Add(address);
                    return true;
                },
                problem =>
                {
                    mistakes.At(at.Member(name).Item(index), problem);
                    return false;
                });
        return addresses.ToImmutable();
    }
}
