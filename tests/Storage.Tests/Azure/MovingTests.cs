using Kwala.Storage.Tests.Conformance;
using Kwala.Storage.Tests.Sqlite;
using static Kwala.Storage.Tests.Conformance.ArchiveConformance;

namespace Kwala.Storage.Tests.Azure;

/// <summary>All that one store holds, what waits included, moves to another kind of store and back.</summary>
public sealed class MovingTests
{
    public static TheoryData<string> Ways => ["from the file to the account", "from the account to the file"];

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task What_one_kind_of_store_holds_the_other_kind_holds_after_it(string way)
    {
        await using IStorageFixture file = new SqliteFixture(), account = new AzureFixture();
        var (from, to) = way.StartsWith("from the file", StringComparison.Ordinal) ? (file, account) : (account, file);
        await from.Start();
        await to.Start();
        await Fill(from);

        var exported = await Export(from);
        Assert.Equal(exported.Count, await to.Archive.Import(Rows(exported), default));

        Assert.Equal(Ordered(exported), Ordered(await Export(to)));
    }
}
