using Kwala.Storage.Azure;

namespace Kwala.Storage.Tests.Azure;

public sealed class AzureOptionsTests
{
    private const string WithKey =
        "DefaultEndpointsProtocol=https;AccountName=example;AccountKey=aHVudGVyMg==;EndpointSuffix=core.windows.net";

    private const string WithSignature =
        "BlobEndpoint=https://example.blob.core.windows.net;TableEndpoint=https://example.table.core.windows.net;"
        + "SharedAccessSignature=sv=2024-11-04&ss=bt&srt=sco&sp=rwdlacu&se=2030-01-01T00:00:00Z&sig=aHVudGVyMg%3D%3D";

    [Theory]
    [InlineData(WithKey)]
    [InlineData(WithSignature)]
    public void A_connection_string_with_a_key_or_a_signature_is_enough(string connection) =>
        Assert.True(Validate(new AzureOptions { ConnectionString = connection }).Succeeded);

    [Theory]
    [InlineData("nonsense=hunter2")]
    [InlineData("AccountName=example;AccountKey=hunter2")]
    [InlineData("BlobEndpoint=https://example.blob.core.windows.net;SharedAccessSignature=sig=hunter2")]
    public void Every_mistake_is_told_at_once_and_no_secret(string connection)
    {
        var result = Validate(new AzureOptions
        {
            ConnectionString = connection,
            Name = "Kwala_1",
            HistoryRetention = TimeSpan.FromMinutes(59),
            TimeLimit = TimeSpan.FromSeconds(61),
        });
        foreach (var name in new[] { "ConnectionString", "Name", "HistoryRetention", "TimeLimit" })
            Assert.Single(
                result.Failures!, failure => failure.StartsWith($"Kwala:Azure:{name} ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Failures!, failure => failure.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kwala", true)]
    [InlineData("k2x", true)]
    [InlineData("kw", false)]
    [InlineData("2kwala", false)]
    [InlineData("kwala-1", false)]
    [InlineData("kwala\n", false)]
    public void The_name_suits_a_container_and_a_table(string name, bool isGood) =>
        Assert.Equal(isGood, Validate(new AzureOptions { ConnectionString = WithKey, Name = name }).Succeeded);

    [Fact]
    public void The_connection_string_stands_in_one_place_and_can_be_read()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, WithKey + "\n");
        Assert.True(Validate(new AzureOptions { ConnectionStringFile = file }).Succeeded);
        Assert.False(Validate(new AzureOptions { ConnectionStringFile = file, ConnectionString = WithKey }).Succeeded);
        File.Delete(file);
        Assert.Contains("cannot be read", Assert.Single(
            Validate(new AzureOptions { ConnectionStringFile = file }).Failures!), StringComparison.Ordinal);
        Assert.False(Validate(new AzureOptions()).Succeeded);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(AzureOptions options) =>
        new AzureOptionsValidator().Validate(null, options);
}
