using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Stored;

/// <summary>The wallet's record stays under 8 KB, and what it gives up is not lost (decisions 8, 13).</summary>
public sealed class RecordBoundProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(25);

    private const int ToldRoom = 130;

    private static Arbitrary<int> Seed { get; } = Gen.Choose(0, 1_000_000).ToArbitrary();

    private static Arbitrary<int[]> Script { get; } =
        Gen.Choose(0, 10_000_000).ArrayOf().Resize(80).ToArbitrary();

    [Fact]
    public void Whatever_happens_the_record_stays_under_its_bound_and_no_delivery_vanishes() =>
        Prop.ForAll(Seed, Script, (seed, script) =>
        {
            var wallet = new RecordHistory(seed);
            foreach (var step in script)
            {
                wallet.Step(step);
                Assert.InRange(RecordSize.Lasting(wallet.State), 0, RecordSize.BytesMax);
                Assert.InRange(Bytes(wallet.State), 0, RecordSize.BytesMax + RecordSize.ReorgBytesMax);
                Assert.Null(wallet.Broken);
            }

            wallet.Drain();
            Assert.True(wallet.Broken is null, wallet.Broken);
        }).Check(Thorough);

    [Fact]
    public void Size_is_never_less_than_what_is_stored_and_never_much_more() =>
        Prop.ForAll(Seed, Script, (seed, script) =>
        {
            var wallet = new RecordHistory(seed);
            foreach (var step in script)
            {
                wallet.Step(step);
                var (bytes, size) = (Bytes(wallet.State), RecordSize.Of(wallet.State));
                Assert.InRange(bytes, 0, size);
                // Positions that were told keep room for who hears of them, a repeat and a correction.
                Assert.InRange(size, 0, 500 + (bytes * 14 / 10) + (ToldRoom * Told(wallet.State)));
            }
        }).Check(Thorough);

    [Fact]
    public void Histories_are_hard_enough_to_fill_the_record()
    {
        var (displaced, crowded) = (0, 0);
        for (var seed = 0; seed < 8; seed++)
        {
            var (wallet, roll) = (new RecordHistory(seed * 7919), 1 + seed);
            for (var step = 0; step < 150; step++)
                wallet.Step(roll = (int)(((roll * 48271L) + 11) % 10_000_019));
            displaced += wallet.Seen.Displaced;
            crowded += wallet.Seen.Crowded;
        }

        Assert.InRange(displaced, 100, int.MaxValue);
        Assert.InRange(crowded, 10, int.MaxValue);
    }

    private static int Told(WalletState state) =>
        state.Tracks.Values.Sum(track => track.Episodes.Values.Count(book => book.Told is not null));

    private static int Bytes(WalletState state) => 1 + JsonSerializer.SerializeToUtf8Bytes(
        state.ToStored(new CommitRows(default, null, [])), StoredJson.Default.WalletStored).Length;
}
