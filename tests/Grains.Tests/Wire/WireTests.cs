using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Abi;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wire;
using Orleans;

namespace Kwala.Grains.Tests.Wire;

public sealed class WireTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static T RoundTrip<T, TWire>(IConverter<T, TWire> converter, T value) where TWire : struct =>
        converter.ConvertFromSurrogate(converter.ConvertToSurrogate(value));

    [Fact]
    public void Names_and_hashes_cross_unchanged()
    {
        Crosses(WireValues.Address, new AddressConverter());
        Crosses(WireValues.Hash, new Bytes32Converter());
        Crosses(WireValues.Block, new BlockRefConverter());
        Crosses(WireValues.Text.Select(it => new ChainId(it)), new ChainIdConverter());
        Crosses(WireValues.Text.Select(it => new ChainTerm(new ChainId(it), it.Length)), new ChainTermConverter());
        Crosses(WireValues.Text.Select(it => new WorkflowId(it)), new WorkflowIdConverter());
        Crosses(WireValues.Text.Select(it => new KindName(it)), new KindNameConverter());
        Crosses(WireValues.Text.Select(it => new TierName(it)), new TierNameConverter());
        Crosses(WireValues.Text.Select(it => new ChannelName(it)), new ChannelNameConverter());
        Crosses(WireValues.Text.Select(it => new WorkflowSource(it, it + it)), new WorkflowSourceConverter());
        Crosses(
            WireValues.Text.Select(it => new WorkflowMistake(it, it.Length, 7, it + it)), new WorkflowMistakeConverter());
    }

    [Fact]
    public void Numbers_cross_exactly() => Prop.ForAll(
        WireValues.Number.ToArbitrary(), value => value.Equals(RationalWire.Of(value).ToCore())).Check(Thorough);

    [Fact]
    public void Signal_crosses_with_arguments_of_every_case()
    {
        var seen = new HashSet<Type>();
        Prop.ForAll(WireValues.Signal.ToArbitrary(), signal =>
        {
            var back = RoundTrip(new SignalConverter(), signal);
            seen.UnionWith(signal.Source.Arguments.Select(argument => argument.GetType()));
            return back.Source.Arguments.SequenceEqual(signal.Source.Arguments)
                && signal == back with { Source = signal.Source }
                && signal.Source == back.Source with { Arguments = signal.Source.Arguments };
        }).Check(Thorough);

        Assert.Equal(typeof(AbiValue).GetNestedTypes().Length, seen.Count);
    }

    [Fact]
    public void Interactions_cross_with_everything_that_they_may_be_about()
    {
        InteractionTarget[] targets =
        [
            new InteractionTarget.Alert(new AlertMark(7)), new InteractionTarget.Position(new PositionMark(8)),
            new InteractionTarget.Alert(new AlertMark(7)) { Of = new KindName("risk") },
            new InteractionTarget.Kind(new KindName("risk")), new InteractionTarget.Nothing(),
        ];

        foreach (var about in targets)
        {
            var interaction = new Interaction(InteractionKind.Fewer, InteractionSource.Link, about);
            Assert.Equal(interaction, RoundTrip(new InteractionConverter(), interaction));
        }
    }

    [Fact]
    public void Preferences_cross_unchanged() => Prop.ForAll(WireValues.Preferences.ToArbitrary(), preferences =>
    {
        var back = RoundTrip(new PreferencesConverter(), preferences);
        return preferences == back with
        {
            Thresholds = Same(preferences.Thresholds, back.Thresholds),
            MutedKinds = Same(preferences.MutedKinds, back.MutedKinds),
            MutedChannels = Same(preferences.MutedChannels, back.MutedChannels),
            MutedRoutes = Same(preferences.MutedRoutes, back.MutedRoutes),
            Contacts = Same(preferences.Contacts, back.Contacts),
        };
    }).Check(Thorough);

    [Fact]
    public void Decisions_cross_unchanged() => Prop.ForAll(WireValues.Decision.ToArbitrary(), decision =>
    {
        var back = RoundTrip(new DecisionRecordConverter(), decision);
        return decision.Reasons.SequenceEqual(back.Reasons) && decision == back with { Reasons = decision.Reasons };
    }).Check(Thorough);

    // Collections are equal by reference alone: the first where the second holds the same, in the same order.
    private static T Same<T>(T first, T second) where T : IEnumerable =>
        first.Cast<object>().SequenceEqual(second.Cast<object>()) ? first : second;

    private static void Crosses<T, TWire>(Gen<T> values, IConverter<T, TWire> converter) where TWire : struct =>
        Prop.ForAll(values.ToArbitrary(), value => Equals(value, RoundTrip(converter, value))).Check(Thorough);

    [Fact]
    public void Numbers_of_words_on_the_wire_stay_as_they_are()
    {
        Assert.Equal("Unverified=0 Verified=1 Gone=2", Numbers<ContactStanding>());
        Assert.Equal("NoMatch=0 Notify=1 Suppressed=2 Resolved=3 Doubtful=4 Retracted=5 Deferred=6 Digested=7", Numbers<DecisionOutcome>());
        Assert.StartsWith("ThresholdCrossed=0 ThresholdNotCrossed=1 DeeperLevel=2 EpisodeStillOpen=3", Numbers<ReasonCode>(), StringComparison.Ordinal);

        static string Numbers<T>() where T : struct, Enum =>
            string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={value:D}"));
    }
}
