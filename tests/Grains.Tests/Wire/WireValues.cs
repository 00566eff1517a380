using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Tests.Wire;

/// <summary>Any value of the types that cross grain calls.</summary>
internal static class WireValues
{
    public static readonly Gen<byte> Byte = Gen.Choose(0, 255).Select(n => (byte)n);

    public static readonly Gen<string> Text =
        Gen.Elements('a', 'Z', '0', '-', ':', '/', '"', '<', 'ü', '語', '\n').ArrayOf().Select(it => new string(it));

    public static readonly Gen<Address> Address = Byte.ArrayOf(20).Select(it => Core.Evm.Address.FromBytes(it));

    public static readonly Gen<Bytes32> Hash = Byte.ArrayOf(32).Select(it => Bytes32.FromBytes(it));

    public static readonly Gen<BigInteger> Whole = Byte.ArrayOf().Select(it => new BigInteger(it));

    public static readonly Gen<Rational> Number =
        from top in Whole
        from bottom in Whole
        select Rational.Of(top, bottom);

    public static readonly Gen<BlockRef> Block =
        from number in Gen.Choose(0, int.MaxValue)
        from hash in Hash
        select new BlockRef(number * 1_000_003L, hash);

    public static readonly Gen<Threshold> Threshold =
        from low in Number.OrNull()
        from high in Number.OrNull()
        select new Threshold(low, high);

    public static readonly Gen<DateTimeOffset> Instant =
        Gen.Choose(0, int.MaxValue).Select(it => DateTimeOffset.UnixEpoch.AddSeconds(it).AddTicks(it % 7));

    public static readonly Gen<AbiValue> Argument = Gen.Sized(size => ArgumentOf(Math.Min(size, 3)));

    public static readonly Gen<SignalSource> Source =
        from chain in Text
        from block in Block
        from time in Instant
        from transaction in Hash
        from log in Gen.Choose(0, int.MaxValue)
        from contract in Address
        from arguments in Argument.ArrayOf()
        select new SignalSource(
            new ChainId(chain), block, time, transaction, log, contract, [.. arguments]);

    public static readonly Gen<ReadResults> Reads =
        from values in Argument.OrNull().ArrayOf()
        from problems in Pair(Gen.Elements(Enum.GetValues<ReasonCode>()), Text).ArrayOf()
        select new ReadResults([.. values], [.. problems.Select(it => new Reason(it.Item1, it.Item2))]);

    public static readonly Gen<PortfolioSeen> Portfolio =
        from worth in Number
        from exposed in Number
        from exposure in Number
        from concentration in Number
        from block in Gen.Choose(0, int.MaxValue)
        from time in Instant
        from isKnown in Gen.Elements(true, false)
        from problem in Text.OrNull()
        select new PortfolioSeen(
            isKnown ? new PortfolioView(worth, exposed, exposure, concentration, block, time) : null, problem);

    public static readonly Gen<Signal> Signal =
        from workflow in Text
        from subject in Text
        from value in Number
        from source in Source
        from live in Gen.Elements(true, false)
        from final in Gen.Elements(true, false)
        from reads in Reads.OrNull()
        from portfolio in Portfolio.OrNull()
        select new Signal(new WorkflowId(workflow), new SubjectKey(subject), value, source, live, final)
        {
            Reads = reads,
            Portfolio = portfolio,
        };

    public static readonly Gen<Preferences> Preferences =
        from tier in Text
        from isSet in Gen.Elements(true, false)
        from thresholds in Pair(Text, Threshold).ArrayOf()
        from kinds in Text.ArrayOf()
        from channels in Text.ArrayOf()
        from routes in Pair(Text, Text).ArrayOf()
        from muted in Instant.OrNull()
        from contacts in Pair(Text, Pair(Text, Gen.Elements(Enum.GetValues<ContactStanding>()))).ArrayOf()
        select new Preferences(
            isSet ? new TierName(tier) : null,
            ImmutableSortedDictionary<WorkflowId, Threshold>.Empty.SetItems(
                thresholds.Select(it => KeyValuePair.Create(new WorkflowId(it.Item1), it.Item2))),
            [.. kinds.Select(it => new KindName(it))],
            [.. channels.Select(it => new ChannelName(it))],
            muted,
            ImmutableSortedDictionary<ChannelName, Contact>.Empty.SetItems(contacts.Select(it => KeyValuePair.Create(
                new ChannelName(it.Item1), new Contact(it.Item2.Item1, it.Item2.Item2)))))
        {
            MutedRoutes = [.. routes.Select(it => new MutedRoute(new KindName(it.Item1), new ChannelName(it.Item2)))],
        };

    public static readonly Gen<DecisionRecord> Decision =
        from names in Text.ArrayOf(5)
        from hashes in Hash.ArrayOf(2)
        from outcome in Gen.Elements(Enum.GetValues<DecisionOutcome>())
        from reasons in Pair(Gen.Elements(Enum.GetValues<ReasonCode>()), Text).ArrayOf()
        from value in Number
        from line in Threshold
        from isBare in Gen.Elements(true, false)
        from number in Gen.Choose(0, int.MaxValue)
        from at in Instant
        select new DecisionRecord(
            new WorkflowId(names[0]), hashes[0], new KindName(names[1]), new SubjectKey(names[2]), outcome,
            [.. reasons.Select(it => new Reason(it.Item1, it.Item2))], new TierName(names[3]), value,
            isBare ? null : line, number * 5L, isBare ? null : number,
            isBare ? null : new LogPosition(number * 7L, number),
            isBare ? null : hashes[1], names[4], at);

    private static Gen<AbiValue> ArgumentOf(int depth)
    {
        Gen<AbiValue>[] flat =
        [
            Whole.Select(it => (AbiValue)new AbiValue.Number(it)),
            Address.Select(it => (AbiValue)new AbiValue.Account(it)),
            Gen.Elements(true, false).Select(it => (AbiValue)new AbiValue.Flag(it)),
            Byte.ArrayOf().Select(it => (AbiValue)new AbiValue.Blob([.. it])),
            Text.Select(it => (AbiValue)new AbiValue.Text(it)),
            Hash.Select(it => (AbiValue)new AbiValue.Digest(it)),
        ];
        return depth == 0
            ? Gen.OneOf(flat)
            : Gen.OneOf([
                .. flat,
                ArgumentOf(depth - 1).ArrayOf().Select(it => (AbiValue)new AbiValue.List([.. it.Take(4)])),
            ]);
    }

    private static Gen<(TFirst, TSecond)> Pair<TFirst, TSecond>(Gen<TFirst> first, Gen<TSecond> second) =>
        from one in first
        from other in second
        select (one, other);

    private static Gen<T?> OrNull<T>(this Gen<T> gen) where T : struct =>
        from value in gen
        from isSet in Gen.Elements(true, false)
        select isSet ? (T?)value : null;
}
