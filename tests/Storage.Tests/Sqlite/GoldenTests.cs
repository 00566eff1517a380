using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;
using Kwala.Storage.Sqlite.Values;
using Kwala.TestKit;

namespace Kwala.Storage.Tests.Sqlite;

/// <summary>What stands in a file out there: the tables, and the bytes of a batch of values.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void Batch_of_values_is_written_as_it_always_was_and_read_back()
    {
        var rows = Rows();
        var body = ValueBatch.Cut(rows).Single().Body;
        var today = Convert.ToHexStringLower(body);

        var golden = GoldenFile.Read("values.v1.hex", today);

        Assert.True(golden == today, GoldenFile.Advice("values.v1.hex"));
        Assert.Equal(rows, ValueBatchReader.All(Convert.FromHexString(golden)));
    }

    [Fact]
    public void Tables_of_due_wallets_reminders_states_and_history_are_those_of_the_schemas_version()
    {
        var today = string.Join('\n', SqliteSchema.All.Select(step => step.ReplaceLineEndings("\n").Trim()));
        var file = $"schema.v{SqliteSchema.Version}.sql";

        Assert.True(GoldenFile.Read(file, today) == today, GoldenFile.Advice(file));
    }

    private static ValueRow[] Rows()
    {
        Rational[] values =
        [
            Rational.Of(11, 10), Rational.PositiveInfinity, Rational.NegativeInfinity, Rational.Undefined,
            Rational.Of(-7, 3),
        ];
        return
        [
            .. values.Select((value, at) => new ValueRow(
                Address.FromBytes([.. Enumerable.Repeat((byte)(at / 2), 20)]),
                new WorkflowId($"workflow-{at % 2}"),
                new SubjectKey($"eip155:1/market-{at}"),
                value,
                new LogPosition(100 + at, at),
                Keccak256.Hash([(byte)at]),
                DateTimeOffset.UnixEpoch.AddSeconds(at * 12))),
        ];
    }
}
