using Kwala.Core.Delivery;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Delivery;

/// <summary>Decision 4: what makes two messages the same one, and what does not.</summary>
public class DeliveryKeyTests
{
    private static readonly DeliveryIdentity Alert = new(
        ChainId.Evm(1), Address.FromBytes(new byte[20]), "risk", "market", 3, 1, NotificationRole.Alert, 2, ChannelName.Email);

    public static TheoryData<string, DeliveryIdentity> Others => new()
    {
        { "chain", Alert with { Chain = ChainId.Evm(10) } },
        { "wallet", Alert with { Wallet = Address.FromBytes([.. new byte[19], 1]) } },
        { "workflow", Alert with { Workflow = "other" } },
        { "subject", Alert with { Subject = "other" } },
        { "episode", Alert with { Episode = 4 } },
        { "level", Alert with { Level = 2 } },
        { "role", Alert with { Role = NotificationRole.Retraction } },
        { "ordinal", Alert with { Ordinal = 3 } },
        { "channel", Alert with { Channel = ChannelName.Telegram } },
        { "where a name ends", Alert with { Workflow = "ris", Subject = "kmarket" } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_part_is_another_message(string part, DeliveryIdentity other)
    {
        Assert.NotEmpty(part);
        Assert.NotEqual(DeliveryKey.Of(Alert), DeliveryKey.Of(other));
    }

    [Fact]
    public void The_same_parts_are_the_same_message() =>
        Assert.Equal(DeliveryKey.Of(Alert), DeliveryKey.Of(Alert with { }));
}
