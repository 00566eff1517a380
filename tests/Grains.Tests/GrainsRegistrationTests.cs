using Kwala.Core.Links;
using Kwala.Grains.Tests.Fixture;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests;

/// <summary>What a host gets that adds the grains.</summary>
public sealed class GrainsRegistrationTests
{
    private const string Warning = "Kwala:Links:Keys is empty";

    private readonly House _house = new();

    private bool Warns => _house.Log.Lines.Any(line => line.Contains(Warning, StringComparison.Ordinal));

    [Fact]
    public async Task Links_are_signed_by_the_first_configured_key_and_verified_by_all()
    {
        LinkKey first = new(7, new byte[32]), second = new(9, (byte[])[.. new byte[31], 1]);
        await using var process = await _house.Start(
            null,
            ("Kwala:Links:Keys:0:Id", "7"),
            ("Kwala:Links:Keys:0:Secret", Convert.ToBase64String(new byte[32])),
            ("Kwala:Links:Keys:1:Id", "9"),
            ("Kwala:Links:Keys:1:Secret", Convert.ToBase64String([.. new byte[31], 1])));
        var keys = process.Services.GetRequiredService<LinkKeyRing>();

        Assert.IsType<LinkCheck.Valid>(Check(Sign(keys), new LinkKeyRing(first)));
        Assert.IsType<LinkCheck.Valid>(Check(Sign(new LinkKeyRing(second)), keys));
        Assert.False(Warns);

        string Sign(LinkKeyRing by) => LinkToken.Sign(
            new LinkClaim(LinkPurpose.Bind, House.Wallet, _house.Time.GetUtcNow() + TimeSpan.FromDays(1)), "context", by);

        LinkCheck Check(string token, LinkKeyRing by) =>
            LinkToken.Check(token, LinkPurpose.Bind, "context", _house.Time.GetUtcNow(), by);
    }

    [Fact]
    public async Task Operator_is_warned_that_links_die_with_the_process_where_no_key_is_configured()
    {
        await using var process = await _house.Start();

        Assert.NotNull(process.Services.GetRequiredService<LinkKeyRing>());
        Assert.True(Warns);
    }
}
