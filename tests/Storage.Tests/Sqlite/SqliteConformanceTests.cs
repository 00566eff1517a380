using Kwala.Storage.Tests.Conformance;

namespace Kwala.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageConformanceTests() : GrainStorageConformance(new SqliteFixture());

public sealed class SqliteReminderTableConformanceTests() : ReminderTableConformance(new SqliteFixture());

public sealed class SqliteDueIndexConformanceTests() : DueIndexConformance(new SqliteFixture());

public sealed class SqliteSubscriberIndexConformanceTests() : SubscriberIndexConformance(new SqliteFixture());

public sealed class SqliteHistoryConformanceTests() : HistoryConformance(new SqliteFixture());

public sealed class SqliteValueLogConformanceTests() : ValueLogConformance(new SqliteFixture());

public sealed class SqliteArchiveConformanceTests() : ArchiveConformance(new SqliteFixture());
