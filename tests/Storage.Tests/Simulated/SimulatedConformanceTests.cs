using Kwala.Storage.Tests.Conformance;

namespace Kwala.Storage.Tests.Simulated;

public sealed class SimulatedGrainStorageConformanceTests() : GrainStorageConformance(new SimulatedFixture());

public sealed class SimulatedReminderTableConformanceTests() : ReminderTableConformance(new SimulatedFixture());

public sealed class SimulatedDueIndexConformanceTests() : DueIndexConformance(new SimulatedFixture());

public sealed class SimulatedSubscriberIndexConformanceTests() : SubscriberIndexConformance(new SimulatedFixture());

public sealed class SimulatedHistoryConformanceTests() : HistoryConformance(new SimulatedFixture());

public sealed class SimulatedValueLogConformanceTests() : ValueLogConformance(new SimulatedFixture());

public sealed class SimulatedSharedValueLogConformanceTests() : SharedValueLogConformance(new SimulatedFixture());
