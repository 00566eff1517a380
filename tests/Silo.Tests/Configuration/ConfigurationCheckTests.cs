using Kwala.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kwala.Silo.Tests.Configuration;

/// <summary>One setting a line: what is told of it, or nothing where it is fine.</summary>
public sealed class ConfigurationCheckTests
{
    [Theory]
    [InlineData("Kwala:Sqlite:Readers", "8", null)]
    [InlineData("kwala:sqlite:READERS", "8", null)]
    [InlineData("Kwala:Sqlite:Readers", "many", "Kwala:Sqlite:Readers must be a whole number")]
    [InlineData("Kwala:Sqlite:Readers", "99999999999", "Kwala:Sqlite:Readers must be a whole number")]
    [InlineData("Kwala:Sqlite:Readers", "65", "Kwala:Sqlite:Readers is 65. Use 1 to 64.")]
    [InlineData("Kwala:Sqlite:Reader", "8", "Kwala:Sqlite:Reader is no option: did you mean \"Readers\"?")]
    [InlineData("Kwala:Sqlit:Path", "x.db", "Kwala:Sqlit is no option: did you mean \"Sqlite\"?")]
    [InlineData("Kwala:Sqlite", "x.db", "Kwala:Sqlite is a section with options of its own")]
    [InlineData("Kwala:Sqlite:Path:Folder", "x", "Kwala:Sqlite:Path is one value")]
    [InlineData("Kwala:Sqlite:Synchronous", "normal", null)]
    [InlineData("Kwala:Sqlite:Synchronous", "ful", "Kwala:Sqlite:Synchronous is no such word: did you mean \"Full\"?")]
    [InlineData("Kwala:Sqlite:Synchronous", "7", "Kwala:Sqlite:Synchronous is no such word")]
    [InlineData("Kwala:Sqlite:HistoryRetention", "a week", "Kwala:Sqlite:HistoryRetention must be a duration")]
    [InlineData("Kwala:Azure:Name", "Kwala_1", "Kwala:Azure:Name is \"Kwala_1\". Use 3 to 40 letters and digits")]
    [InlineData("Kwala:Azure:Account", "x", "Kwala:Azure:Account is no option")]
    [InlineData("Kwala:Web:OpenApi", "yes", "Kwala:Web:OpenApi must be true or false.")]
    [InlineData("Kwala:Web:PublicUrl", "https://x.example", "Kwala:Web:PublicUrl is no option")]
    [InlineData("Kwala:Web:TelegramBot", "my_bot", "Kwala:Web:TelegramBot is no option")]
    [InlineData("Kwala:Links:PublicUrl", "https://x.example", null)]
    [InlineData("Kwala:Chains:mainnet:Name", "mainnet", "Kwala:Chains:mainnet is in a list: number its entries")]
    [InlineData("Kwala:Chains:0:Nam", "mainnet", "Kwala:Chains:0:Nam is no option: did you mean \"Name\"?")]
    [InlineData("Kwala:Chains:0:Name", "mainnet", "Kwala:Chains:0:Rpc is empty")]
    [InlineData("Kwala:Chains:0", "https://x.example", "Kwala:Chains:0 is a section with options of its own")]
    [InlineData("Kwala:Chains:0:Rpc", "https://x.example", "Kwala:Chains:0:Rpc is a list, not one value")]
    [InlineData("Kwala:Chains:2:Id", "eip155:x", "Kwala:Chains:2:Id must end in the chain's number")]
    [InlineData("Kwala:Grains:FromBlock:mainnet", "1", "Kwala:Grains:FromBlock names the chain \"mainnet\"")]
    [InlineData("Kwala:Grains:FromBlock:mainnet", "x", "Kwala:Grains:FromBlock:mainnet must be a whole number")]
    [InlineData("Kwala:Channels:Telgram:BotName", "my_bot", "Kwala:Channels:Telgram is no option: did you mean")]
    [InlineData("Kwala:Workflows:Folder", "/no/such", "Kwala:Workflows:Folder: there is no folder /no/such.")]
    [InlineData("urls", "http://127.0.0.1:0;http://[::1]:0", null)]
    [InlineData("urls", "localhost", "urls must name addresses")]
    [InlineData("Logging:LogLevel:Default", "Warn", "Logging:LogLevel:Default is no such level")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT must be an http(s) URL")]
    public void A_setting_is_told_with_its_place_and_remedy(string key, string value, string? told)
    {
        var mistakes = KwalaHost.Mistakes(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());

        if (told is null)
            Assert.Empty(mistakes);
        else
            Assert.Contains(mistakes, mistake => mistake.StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_a_wrong_form_is_not_told_to_be_missing_besides()
    {
        var mistakes = KwalaHost.Mistakes(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Kwala:Chains:0:Name", "mainnet"), new("Kwala:Chains:0:Id", "eip155:1"),
            new("Kwala:Chains:0:Rpc", "https://x.example"),
        ]).Build());

        Assert.StartsWith("Kwala:Chains:0:Rpc is a list", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_with_mistakes_does_not_hide_those_of_the_grains()
    {
        var mistakes = KwalaHost.Mistakes(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Kwala:Chains:0:Name", "mainnet"), new("Kwala:Grains:FromBlock:mainnet", "1"),
            new("Kwala:Grains:Shards", "0"),
        ]).Build());

        Assert.Contains(mistakes, it => it.StartsWith("Kwala:Grains:Shards is 0", StringComparison.Ordinal));
        Assert.Single(mistakes, it => it.Contains("Rpc is empty", StringComparison.Ordinal));
    }
}
