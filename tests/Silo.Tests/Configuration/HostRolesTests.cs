using Kwala.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kwala.Silo.Tests.Configuration;

/// <summary>What a process does for its deployment, by its configuration.</summary>
public sealed class HostRolesTests
{
    private const string Database = "Kwala:Postgres:ConnectionString";

    private static IConfiguration Of(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(it => KeyValuePair.Create(it.Key, (string?)it.Value))).Build();

    [Fact]
    public void Without_a_word_a_process_does_everything() => Assert.Equal(HostRole.All, HostRoles.Of(Of()));

    [Theory]
    [InlineData("silo", HostRole.Silo)]
    [InlineData("WEB", HostRole.Web)]
    [InlineData("all", HostRole.All)]
    public void A_role_is_read_in_any_case(string word, object role) =>
        Assert.Equal(role, HostRoles.Of(Of(("Kwala:Role", word))));

    [Fact]
    public void A_word_that_is_no_role_is_told_with_those_that_are() => Assert.Contains(
        KwalaHost.Mistakes(Of(("Kwala:Role", "webb"))),
        it => it.StartsWith("Kwala:Role is no such word: did you mean \"Web\"?", StringComparison.Ordinal));

    [Theory]
    [InlineData("silo")]
    [InlineData("web")]
    public void A_program_of_one_process_takes_no_part_of_it_away(string role) => Assert.StartsWith(
        "Kwala:Role must be all: this program runs everything in one process.",
        Assert.Single(HostRoles.Mistakes(Of(("Kwala:Role", role), (Database, "x")), hasCluster: false)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Database)]
    [InlineData("Kwala:Azure:ConnectionString")]
    public void The_API_apart_needs_the_store_that_the_silos_share(string store)
    {
        Assert.StartsWith(
            "Kwala:Role is web, which finds the silos in the store that they share",
            Assert.Single(HostRoles.Mistakes(Of(("Kwala:Role", "web")), hasCluster: true)),
            StringComparison.Ordinal);
        Assert.Empty(HostRoles.Mistakes(Of(("Kwala:Role", "web"), (store, "x")), hasCluster: true));
    }

    [Theory]
    [InlineData("Orleans:Endpoints:AdvertisedIPAddress")]
    [InlineData("Orleans:Endpoints:SiloListeningPort")]
    [InlineData("Orleans:ClusterId")]
    public void What_is_for_several_silos_is_refused_on_the_store_of_one_process(string setting)
    {
        foreach (var role in (string[])["all", "silo"])
        {
            (string, string)[] settings = [("Kwala:Role", role), (setting, "127.0.0.1")];
            Assert.StartsWith(
                $"{setting} is for silos that find one another in the store that they share",
                Assert.Single(HostRoles.Mistakes(Of(settings), hasCluster: true)), StringComparison.Ordinal);
            Assert.Empty(HostRoles.Mistakes(Of([.. settings, (Database, "x")]), hasCluster: true));
            Assert.Empty(HostRoles.Mistakes(Of((setting, "127.0.0.1")), hasCluster: false));
        }
    }

    [Fact]
    public void Links_of_several_processes_need_keys_that_all_of_them_have()
    {
        (string, string)[] settings =
            [("Kwala:Role", "silo"), (Database, "x"), ("Kwala:Links:PublicUrl", "https://alerts.example")];

        Assert.StartsWith(
            "Kwala:Links:Keys is empty",
            Assert.Single(HostRoles.Mistakes(Of(settings), hasCluster: true)), StringComparison.Ordinal);
        Assert.Empty(HostRoles.Mistakes(Of([.. settings, ("Kwala:Links:Keys:0:Id", "1")]), hasCluster: true));
    }
}
