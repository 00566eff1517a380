using Kwala.Storage.Postgres;

namespace Kwala.Storage.Tests.Postgres;

public sealed class PostgresOptionsTests
{
    private const string Good = "Host=db.example;Database=kwala;Username=kwala;Password=hunter2";

    [Fact]
    public void A_connection_string_is_enough() =>
        Assert.True(Validate(new PostgresOptions { ConnectionString = Good }).Succeeded);

    [Fact]
    public void Every_mistake_is_told_at_once_and_no_secret()
    {
        var result = Validate(new PostgresOptions
        {
            ConnectionString = "Password=hunter2;Nonsense",
            HistoryRetention = TimeSpan.FromMinutes(59),
            Writers = 0,
            Readers = 65,
            BatchMax = 10_001,
            QueueMax = 0,
        });
        foreach (var name in new[] { "ConnectionString", "HistoryRetention", "Writers", "Readers", "BatchMax", "QueueMax" })
            Assert.Single(
                result.Failures!, failure => failure.StartsWith($"Kwala:Postgres:{name} ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Failures!, failure => failure.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_connection_string_stands_in_one_place_and_can_be_read()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Good + "\n");
        Assert.True(Validate(new PostgresOptions { ConnectionStringFile = file }).Succeeded);
        Assert.False(Validate(new PostgresOptions { ConnectionStringFile = file, ConnectionString = Good }).Succeeded);
        File.Delete(file);
        Assert.Contains("cannot be read", Assert.Single(
            Validate(new PostgresOptions { ConnectionStringFile = file }).Failures!), StringComparison.Ordinal);
        Assert.False(Validate(new PostgresOptions()).Succeeded);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(PostgresOptions options) =>
        new PostgresOptionsValidator().Validate(null, options);
}
