using System.Net;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;

namespace Kwala.Client.Tests.Http;

/// <summary>Addresses that the operator vouches for must not be asked by mail whether they want that.</summary>
public sealed class VouchTests
{
    private const string Body =
        """{"tier":null,"thresholds":{},"optOut":{"kinds":[],"channels":[],"routes":[]},"mutedUntil":null,"contacts":CONTACTS}""";

    private static readonly Address Wallet = Address.FromBytes(Convert.FromHexString(new string('a', 40)));

    [Fact]
    public async Task Address_that_is_vouched_for_never_travels_as_one_that_is_not_verified()
    {
        using var api = new ScriptedApi()
            .Answers(HttpStatusCode.OK, With("""{"telegram":{"address":"4711","standing":"verified"}}"""), "1")
            .Answers(HttpStatusCode.OK, With("""{"telegram":{"address":"4711","standing":"verified"}}"""), "2")
            .Answers(
                HttpStatusCode.OK,
                With("""{"email":{"address":"owner@example.org","standing":"verified"},"telegram":{"address":"4711","standing":"verified"}}"""),
                "3");

        var outcome = await api.Client.Wallets.ChangePreferences(
            new PreferencesChange(Wallet, Given.Everything, "1", Vouched: true), default);

        var requests = api.Requests.ToArray();
        Assert.Equal("3", Given.Stored(outcome).Tag);
        Assert.Equal(
            ["GET preferences", "PUT preferences", "PUT email"],
            requests.Select(it => $"{it.Method} {it.PathAndQuery.Split('/')[^1]}"));
        Assert.DoesNotContain("owner@example.org", requests[1].Body, StringComparison.Ordinal);
        Assert.Contains("4711", requests[1].Body, StringComparison.Ordinal);
        Assert.Equal("""{"address":"owner@example.org"}""", requests[2].Body);
    }

    private static string With(string contacts) => Body.Replace("CONTACTS", contacts, StringComparison.Ordinal);
}
