using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Tests.Inbox;

public sealed class InboxChannelTests : ChannelCompliance
{
    protected override IEnumerable<(string Address, string Normal)> GoodAddresses => [("", "")];

    protected override IEnumerable<string> BadAddresses => ["anything"];

    internal override Task<ChannelUnderTest> BeforeWillingReceiver() =>
        Task.FromResult(new ChannelUnderTest(ChannelName.Inbox, "", []));

    [Fact]
    public async Task Repeat_gives_the_same_reference()
    {
        await using var under = await BeforeWillingReceiver();

        Assert.True(under.Channel.CollapsesByKey);
        Assert.False(under.Channel.NeedsAddress);
        Assert.Equal(await under.Send(), await under.Send());
    }
}
