using Kwala.Storage.Tests.Conformance;

namespace Kwala.Storage.Tests.Postgres;

public sealed class PostgresGrainStorageConformanceTests() : GrainStorageConformance(new PostgresFixture());

public sealed class PostgresReminderTableConformanceTests() : ReminderTableConformance(new PostgresFixture());

public sealed class PostgresDueIndexConformanceTests() : DueIndexConformance(new PostgresFixture());

public sealed class PostgresSubscriberIndexConformanceTests() : SubscriberIndexConformance(new PostgresFixture());

public sealed class PostgresHistoryConformanceTests() : HistoryConformance(new PostgresFixture());

public sealed class PostgresValueLogConformanceTests() : ValueLogConformance(new PostgresFixture());

public sealed class PostgresSharedValueLogConformanceTests() : SharedValueLogConformance(new PostgresFixture());

public sealed class PostgresArchiveConformanceTests() : ArchiveConformance(new PostgresFixture());
