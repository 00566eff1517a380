using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wire;
using Orleans;

namespace Kwala.Grains.Tests.Wire;

public sealed class WireTests
{
    private static readonly Address Someone = Address.FromBytes([.. Enumerable.Range(1, 20).Select(n => (byte)n)]);
    private static readonly Bytes32 Hash = Keccak256.Hash([1]);

    private static T RoundTrip<T, TWire>(IConverter<T, TWire> converter, T value) where TWire : struct =>
        converter.ConvertFromSurrogate(converter.ConvertToSurrogate(value));

    [Fact]
    public void Names_and_hashes_cross_unchanged()
    {
        Assert.Equal(Someone, RoundTrip(new AddressConverter(), Someone));
        Assert.Equal(Hash, RoundTrip(new Bytes32Converter(), Hash));
        Assert.Equal(new BlockRef(7, Hash), RoundTrip(new BlockRefConverter(), new BlockRef(7, Hash)));
        Assert.Equal(ChainId.Evm(1), RoundTrip(new ChainIdConverter(), ChainId.Evm(1)));
        Assert.Equal(new WorkflowId("w"), RoundTrip(new WorkflowIdConverter(), new WorkflowId("w")));
        Assert.Equal(new KindName("k"), RoundTrip(new KindNameConverter(), new KindName("k")));
        Assert.Equal(TierName.Standard, RoundTrip(new TierNameConverter(), TierName.Standard));
        Assert.Equal(ChannelName.Email, RoundTrip(new ChannelNameConverter(), ChannelName.Email));
        var source = new WorkflowSource("a.yaml", "x: 1");
        Assert.Equal(source, RoundTrip(new WorkflowSourceConverter(), source));
        var mistake = new WorkflowMistake("a.yaml", 1, 2, "No.");
        Assert.Equal(mistake, RoundTrip(new WorkflowMistakeConverter(), mistake));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-7, 3)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    public void Numbers_cross_exactly(int numerator, int denominator)
    {
        var value = Rational.Of(numerator, denominator);
        Assert.True(value.Equals(RationalWire.Of(value).ToCore()));
    }

    [Fact]
    public void Signal_crosses_with_arguments_of_every_case()
    {
        ImmutableArray<AbiValue> arguments =
        [
            new AbiValue.Number(BigInteger.Pow(2, 256) - 1), new AbiValue.Number(-5), new AbiValue.Account(Someone),
            new AbiValue.Flag(true), new AbiValue.Blob([1, 2]), new AbiValue.Text("ü"), new AbiValue.Digest(Hash),
            new AbiValue.List([new AbiValue.Flag(false), new AbiValue.List([])]),
        ];
        Assert.Equal(typeof(AbiValue).GetNestedTypes().Length, arguments.Select(a => a.GetType()).Distinct().Count());
        var source = new SignalSource(
            ChainId.Evm(1), new BlockRef(7, Hash), DateTimeOffset.UnixEpoch, Hash, 3, Someone, arguments);
        var signal = new Signal(new WorkflowId("w"), new SubjectKey("s"), Rational.One, source, Live: true, Final: false);

        var back = RoundTrip(new SignalConverter(), signal);

        Assert.Equal(arguments.ToArray(), back.Source.Arguments.ToArray());
        Assert.Equal(signal, back with { Source = source });
        Assert.Equal(source, back.Source with { Arguments = arguments });
    }

    [Fact]
    public void Preferences_and_decisions_cross_unchanged()
    {
        var preferences = new Preferences(
            TierName.Aggressive,
            Preferences.Unset.Thresholds.Add(new WorkflowId("w"), new Threshold(Rational.Zero, Rational.Of(11, 10))),
            [new KindName("k")], [ChannelName.Email], DateTimeOffset.UnixEpoch,
            Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("a@b", ContactStanding.Gone)));
        var back = RoundTrip(new PreferencesConverter(), preferences);
        Assert.Equal(Kwala.Grains.Stored.HistoryMap.ETag(preferences), Kwala.Grains.Stored.HistoryMap.ETag(back));

        var decision = new DecisionRecord(
            new WorkflowId("w"), Hash, new KindName("k"), new SubjectKey("s"), DecisionOutcome.Notify,
            [new Reason(ReasonCode.ThresholdCrossed, "1 < 2")], TierName.Standard, Rational.One,
            Threshold.Below(Rational.One), 3, 1, new LogPosition(7, 2), Hash, "c", DateTimeOffset.UnixEpoch);
        var copy = RoundTrip(new DecisionRecordConverter(), decision);
        Assert.Equal(decision.Reasons.ToArray(), copy.Reasons.ToArray());
        Assert.Equal(decision, copy with { Reasons = decision.Reasons });
    }

    [Fact]
    public void Numbers_of_words_on_the_wire_stay_as_they_are()
    {
        Assert.Equal("Unverified=0 Verified=1 Gone=2", Numbers<ContactStanding>());
        Assert.Equal("NoMatch=0 Notify=1 Suppressed=2 Resolved=3 Doubtful=4 Retracted=5", Numbers<DecisionOutcome>());
        Assert.StartsWith("ThresholdCrossed=0 ThresholdNotCrossed=1 DeeperLevel=2 EpisodeStillOpen=3", Numbers<ReasonCode>(), StringComparison.Ordinal);

        static string Numbers<T>() where T : struct, Enum =>
            string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={value:D}"));
    }
}
