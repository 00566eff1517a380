using Kwala.Silo.Hosting;
using Kwala.Storage.Azure;
using Kwala.Storage.Postgres;
using Kwala.Storage.Sqlite;
using Microsoft.Extensions.Configuration;

namespace Kwala.Silo.Tests.Configuration;

/// <summary>Which store a configuration names, and what is told where it names two.</summary>
public sealed class StoreChoiceTests
{
    private const string Sqlite = $"{SqliteOptions.Section}:Path";
    private const string Postgres = $"{PostgresOptions.Section}:ConnectionString";
    private const string Azure = $"{AzureOptions.Section}:ConnectionString";

    private static readonly Dictionary<string, string> Values = new()
    {
        [Sqlite] = "kwala.db",
        [Postgres] = "Host=db.example;Username=u",
        [Azure] = "DefaultEndpointsProtocol=https;AccountName=example;AccountKey=aHVudGVyMg==;EndpointSuffix=example.org",
    };

    [Theory]
    [InlineData(SqliteOptions.Section)]
    [InlineData(SqliteOptions.Section, Sqlite)]
    [InlineData(PostgresOptions.Section, Postgres)]
    [InlineData(AzureOptions.Section, Azure)]
    public void One_section_is_the_store_and_none_is_the_embedded_one(string section, params string[] set)
    {
        var configuration = Configuration(set);

        Assert.Empty(KwalaHost.Mistakes(configuration));
        Assert.Equal(section, StoreChoice.Section(configuration));
    }

    [Theory]
    [InlineData("Kwala:Postgres stands beside Kwala:Sqlite. ", Postgres, Sqlite)]
    [InlineData("Kwala:Azure stands beside Kwala:Sqlite. ", Sqlite, Azure)]
    [InlineData("Kwala:Postgres stands beside Kwala:Azure. ", Azure, Postgres)]
    [InlineData("Kwala:Postgres stands beside Kwala:Azure and Kwala:Sqlite. ", Sqlite, Azure, Postgres)]
    public void Two_stores_are_one_mistake_that_names_both(string told, params string[] set) =>
        Assert.StartsWith(told, Assert.Single(KwalaHost.Mistakes(Configuration(set))), StringComparison.Ordinal);

    private static IConfigurationRoot Configuration(string[] set) => new ConfigurationBuilder()
        .AddInMemoryCollection(set.Select(key => KeyValuePair.Create(key, (string?)Values[key]))).Build();
}
