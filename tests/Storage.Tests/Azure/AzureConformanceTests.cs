using Kwala.Storage.Tests.Conformance;

namespace Kwala.Storage.Tests.Azure;

public sealed class AzureGrainStorageConformanceTests() : GrainStorageConformance(new AzureFixture());

public sealed class AzureReminderTableConformanceTests() : ReminderTableConformance(new AzureFixture());

public sealed class AzureDueIndexConformanceTests() : DueIndexConformance(new AzureFixture());

public sealed class AzureSubscriberIndexConformanceTests() : SubscriberIndexConformance(new AzureFixture());

public sealed class AzureHistoryConformanceTests() : HistoryConformance(new AzureFixture());

public sealed class AzureValueLogConformanceTests() : ValueLogConformance(new AzureFixture());

public sealed class AzureSharedValueLogConformanceTests() : SharedValueLogConformance(new AzureFixture());

public sealed class AzureArchiveConformanceTests() : ArchiveConformance(new AzureFixture());
