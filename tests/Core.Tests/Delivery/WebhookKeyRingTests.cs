using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Delivery;

public sealed class WebhookKeyRingTests
{
    private static readonly byte[] Key = SHA256.HashData("webhook keys"u8);
    private static readonly Address Wallet = Address.FromBytes(Enumerable.Repeat((byte)0xaa, 20).ToArray());
    private static readonly WebhookEndpoint Endpoint = new("https://owner.example/hook", 1);

    /// <summary>RFC 5869, written out: extract with an empty salt, expand for one block.</summary>
    [Fact]
    public void Secret_is_HKDF_over_wallet_URL_and_number()
    {
        var extracted = HMACSHA256.HashData(new byte[32], Key);
        var info = $"kwala webhook secret\n0x{new string('a', 40)}\nhttps://owner.example/hook\n1";
        byte[] block = [.. Encoding.UTF8.GetBytes(info), 1];
        var expanded = HMACSHA256.HashData(extracted, block);

        Assert.Equal(
            "whsec_" + Convert.ToBase64String(expanded), new WebhookKeyRing(Key).SecretsOf(Wallet, Endpoint)[0]);
    }

    [Fact]
    public void Newest_number_of_the_newest_key_comes_first_and_all_others_behind_it()
    {
        byte[] old = SHA256.HashData("old"u8);
        var (first, second) = (Endpoint, Endpoint with { SecretNumber = 2 });

        Assert.Equal<IEnumerable<string>>(
            [Only(Key, second), Only(Key, first), Only(old, second), Only(old, first)],
            new WebhookKeyRing(Key, old).SecretsOf(Wallet, second));
        Assert.Single(new WebhookKeyRing(Key).SecretsOf(Wallet, first));
        Assert.Empty(new WebhookKeyRing().SecretsOf(Wallet, first));

        static string Only(byte[] key, WebhookEndpoint endpoint) =>
            new WebhookKeyRing(key).SecretsOf(Wallet, endpoint)[0];
    }

    [Fact]
    public void Each_wallet_URL_number_and_key_has_a_secret_of_its_own()
    {
        var other = Address.FromBytes(new byte[20]);
        string[] all =
        [
            .. new WebhookKeyRing(Key).SecretsOf(Wallet, Endpoint),
            .. new WebhookKeyRing(Key).SecretsOf(other, Endpoint),
            .. new WebhookKeyRing(Key).SecretsOf(Wallet, new WebhookEndpoint("https://owner.example/hook/", 1)),
            new WebhookKeyRing(Key).SecretsOf(Wallet, Endpoint with { SecretNumber = 2 })[0],
            .. new WebhookKeyRing(SHA256.HashData(Key)).SecretsOf(Wallet, Endpoint),
        ];

        Assert.Equal(5, all.Distinct().Count());
    }

    [Fact]
    public void Short_key_is_refused_and_none_is_told()
    {
        Assert.Throws<ArgumentException>(() => new WebhookKeyRing(new byte[31]));
        Assert.Equal("1 webhook keys", new WebhookKeyRing(Key).ToString());
    }
}
