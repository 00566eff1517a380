using Kwala.Core.Delivery;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Tests.Compliance;

/// <summary>What every channel keeps. A new channel joins with a fixture and one class.</summary>
public abstract class ChannelCompliance
{
    /// <summary>The channel before a receiver that takes its messages. Skips when that cannot be had.</summary>
    internal abstract Task<ChannelUnderTest> BeforeWillingReceiver();

    /// <summary>Addresses that the channel can use, each with the form that it stores.</summary>
    protected abstract IEnumerable<(string Address, string Normal)> GoodAddresses { get; }

    /// <summary>Addresses that it must refuse before any I/O.</summary>
    protected abstract IEnumerable<string> BadAddresses { get; }

    [SkippableFact]
    public async Task Message_is_delivered()
    {
        await using var under = await BeforeWillingReceiver();

        Assert.IsType<SendOutcome.Delivered>(await under.Send());
    }

    [SkippableFact]
    public async Task Cancelled_send_throws_nothing_but_cancellation()
    {
        await using var under = await BeforeWillingReceiver();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => under.Send(cancellationToken: new CancellationToken(canceled: true)));
    }

    [SkippableFact]
    public async Task Addresses_are_checked_before_they_are_stored()
    {
        await using var under = await BeforeWillingReceiver();

        foreach (var (address, normal) in GoodAddresses)
            Assert.Equal(new AddressCheck.Valid(normal), under.Channel.Check(address));
        foreach (var address in BadAddresses)
            Assert.NotEmpty(Assert.IsType<AddressCheck.Invalid>(under.Channel.Check(address)).Problem);
    }

    [SkippableFact]
    public async Task Bad_address_is_rejected_and_not_tried()
    {
        await using var under = await BeforeWillingReceiver();

        if (!under.Channel.NeedsAddress) return;
        foreach (var address in BadAddresses)
            Assert.IsType<SendOutcome.Rejected>(await under.Send(ChannelUnderTest.Message(address)));
    }
}
