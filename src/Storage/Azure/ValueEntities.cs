using System.Globalization;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// How values and touched wallets lie in the table: a chain is one partition. A value lies under its wallet and its
/// position, the newest first, and until its block is final also under that block.
/// </summary>
internal static class ValueEntities
{
    /// <summary>The partition that names every chain.</summary>
    public const string Chains = "chains";

    /// <summary>Which term of the chain's listeners has begun.</summary>
    public const string Term = "term";

    /// <summary>Up to which block the chain is final.</summary>
    public const string Final = "final";

    /// <summary>The number in either of the two.</summary>
    public const string Number = "Number";

    private const string Workflow = "Workflow";
    private const string Subject = "Subject";
    private const string Value = "Value";
    private const string Block = "Block";
    private const string LogIndex = "LogIndex";
    private const string Hash = "Hash";
    private const string Time = "Time";
    private const string Under = "Under";

    /// <summary>The partition of a chain.</summary>
    public static string Partition(ChainId chain) => $"chain,{AzureText.Hex(chain.Value)}";

    /// <summary>A value under its position, and under its block.</summary>
    public static TableEntity[] Of(ChainId chain, ValueRow row)
    {
        Span<byte> number = stackalloc byte[RationalFormat.LengthMax];
        var length = RationalFormat.Write(row.Value, number);
        var key = Key(row);
        return
        [
            new TableEntity(Partition(chain), key)
            {
                [Workflow] = AzureText.Hex(row.Workflow.Value),
                [Subject] = AzureText.Hex(row.Subject.Value),
                [Value] = number[..length].ToArray(),
                [Block] = row.Position.Block,
                [LogIndex] = row.Position.LogIndex,
                [Hash] = AzureText.Of(row.Block),
                [Time] = row.BlockTime.UtcTicks,
            },
            new TableEntity(
                Partition(chain), $"{InBlock(new BlockRef(row.Position.Block, row.Block))}{AzureText.Hash(key)}")
            {
                [Under] = key,
            },
        ];
    }

    /// <summary>The key of a value, under its position.</summary>
    public static string Key(ValueRow row) =>
        $"{Position(row)}{AzureText.Falling(row.Position.Block)},{AzureText.Falling(row.Position.LogIndex)}";

    /// <summary>How the keys of a position's values begin.</summary>
    public static string PositionOf(string key) => key[..(key.IndexOf(',', OfWallet(default).Length) + 1)];

    /// <summary>How the keys of a wallet's values begin.</summary>
    public static string OfWallet(Address wallet) => $"v,{AzureText.Of(wallet)},";

    /// <summary>How the keys of a block's values begin.</summary>
    public static string InBlock(BlockRef block) =>
        $"b,{AzureText.Rising(block.Number)},{AzureText.Of(block.Hash)},";

    /// <summary>The key of the value that lies under a block.</summary>
    public static string UnderBlock(TableEntity row) => row.GetString(Under);

    /// <summary>The value.</summary>
    public static ValueRow Read(TableEntity row) => new(
        WalletOf(row),
        new WorkflowId(Text(row.GetString(Workflow))),
        new SubjectKey(Text(row.GetString(Subject))),
        RationalFormat.Read(row.GetBinary(Value)),
        new LogPosition(row.GetInt64(Block)!.Value, row.GetInt32(LogIndex)!.Value),
        Bytes32.FromBytes(Convert.FromHexString(row.GetString(Hash))),
        new DateTimeOffset(row.GetInt64(Time)!.Value, TimeSpan.Zero));

    /// <summary>Whose value it is.</summary>
    public static Address WalletOf(TableEntity row) =>
        Address.FromBytes(Convert.FromHexString(row.RowKey.Split(AzureText.Separator)[1]));

    /// <summary>What holds for values of these workflows, from a block on.</summary>
    public static string Filter(IEnumerable<WorkflowId> workflows, long fromBlock)
    {
        var any = string.Join(" or ", workflows.Select(workflow =>
            TableClient.CreateQueryFilter($"Workflow eq {AzureText.Hex(workflow.Value)}")));
        return TableClient.CreateQueryFilter($"Block ge {fromBlock}") + $" and ({any})";
    }

    /// <summary>A wallet that a block touched.</summary>
    public static TableEntity Of(ChainId chain, TouchedWallet touched) =>
        new(Partition(chain), $"{Touching(touched.Block)}{AzureText.Of(touched.Wallet)}");

    /// <summary>How the keys of the wallets that a block touched begin.</summary>
    public static string Touching(BlockRef block) =>
        $"t,{AzureText.Rising(block.Number)},{AzureText.Of(block.Hash)},";

    /// <summary>Which block touched whom.</summary>
    public static TouchedWallet ReadTouched(TableEntity row)
    {
        var parts = row.RowKey.Split(AzureText.Separator);
        return new TouchedWallet(
            new BlockRef(
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                Bytes32.FromBytes(Convert.FromHexString(parts[2]))),
            Address.FromBytes(Convert.FromHexString(parts[3])));
    }

    private static string Position(ValueRow row) =>
        $"{OfWallet(row.Wallet)}{AzureText.Hash(row.Workflow.Value, row.Subject.Value)[..32]},";

    private static string Text(string hex) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex));
}
