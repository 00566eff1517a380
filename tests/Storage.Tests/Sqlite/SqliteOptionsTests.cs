using Kwala.Storage.Sqlite;

namespace Kwala.Storage.Tests.Sqlite;

public sealed class SqliteOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new SqliteOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var result = new SqliteOptionsValidator().Validate(null, new SqliteOptions
        {
            Path = " ",
            Synchronous = (SqliteSynchronous)7,
            HistoryRetention = TimeSpan.FromMinutes(59),
            QueueMax = 0,
            BatchMax = 100_001,
            Readers = 65,
            ValueTailRows = 0,
        });
        foreach (var name in typeof(SqliteOptions).GetProperties().Select(property => property.Name))
            Assert.Single(
                result.Failures!, failure => failure.StartsWith($"Kwala:Sqlite:{name} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kwala.db", true)]
    [InlineData("/var/lib/kwala/kwala.db", true)]
    [InlineData("", false)]
    [InlineData("a\0b", false)]
    [InlineData(":memory:", false)]
    [InlineData("file:kwala.db?mode=ro", false)]
    public void A_path_names_a_plain_file(string path, bool valid) => Assert.Equal(
        valid, new SqliteOptionsValidator().Validate(null, new SqliteOptions { Path = path }).Succeeded);
}
