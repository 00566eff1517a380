using Kwala.Client.Tests.Fixture;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says where nobody answers, and where the caller does not wait.</summary>
public static class EndedConformance
{
    private static readonly Address Wallet = Address.FromBytes(Convert.FromHexString(new string('d', 40)));
    private static readonly ExplainQuestion Question = new(
        RunningDeployment.Chain, Keccak256.Hash("a transaction"u8), 0, null);

    private static ReportedInteraction Visit => new("visit", InteractionKind.Opened);

    /// <summary>Every call that asks somebody, by name, with its outcome.</summary>
    private static readonly (string Name, Func<IKwalaClient, CancellationToken, Task<object>> Call)[] Calls =
    [
        ("ReadPreferences", async (it, end) => await it.Wallets.ReadPreferences(Wallet, end)),
        ("ChangePreferences", async (it, end) => await it.Wallets.ChangePreferences(Change(false), end)),
        ("ChangePreferences, vouched", async (it, end) => await it.Wallets.ChangePreferences(Change(true), end)),
        ("SetTier", async (it, end) => await it.Wallets.SetTier(Wallet, null, end)),
        ("SetTiers", async (it, end) => (await it.Wallets.SetTiers([new(Wallet, null)], end).SingleAsync()).Outcome),
        ("OptOut", async (it, end) => await it.Wallets.OptOut(Wallet, RiskKind, null, end)),
        ("VerifyContact", async (it, end) => await it.Wallets.VerifyContact(Wallet, ChannelName.Telegram, "1", end)),
        ("ReadInbox", async (it, end) => await it.Wallets.ReadInbox(Wallet, new HistoryFilter(), end)),
        ("ReadDecisions", async (it, end) => await it.Wallets.ReadDecisions(Wallet, new HistoryFilter(), end)),
        ("Explain", async (it, end) => await it.Wallets.Explain(Wallet, Question, end)),
        ("ReportInteraction", async (it, end) => await it.Wallets.ReportInteraction(Wallet, Visit, end)),
        ("ReadLearned", async (it, end) => await it.Wallets.ReadLearned(Wallet, end)),
        ("UndoLearning", async (it, end) => await it.Wallets.UndoLearning(Wallet, new Undo.ForgetAll(), end)),
        ("List", async (it, end) => await it.Workflows.List(end)),
        ("Read", async (it, end) => await it.Workflows.Read(Risk, end)),
        ("Put", async (it, end) => await it.Workflows.Put(Risk, Yaml, end)),
        ("Delete", async (it, end) => await it.Workflows.Delete(Risk, end)),
        ("Rollouts.Read", async (it, end) => await it.Rollouts.Read(Risk, end)),
        ("Rollouts.Set", async (it, end) => await it.Rollouts.Set(Risk, new RolloutRequest(10) { Yaml = Yaml }, end)),
        ("Rollouts.ReadShadow", async (it, end) => await it.Rollouts.ReadShadow(Risk, end)),
        ("Rollouts.End", async (it, end) => await it.Rollouts.End(Risk, end)),
        ("RollBack", async (it, end) => await it.Rollouts.RollBack(Risk, Keccak256.Hash([1]), end)),
        ("ReadDeadLetters", async (it, end) => await it.Deployment.ReadDeadLetters(new HistoryFilter(), end)),
        ("Retry", async (it, end) => await it.Deployment.Retry(Wallet, "key", end)),
        ("ReadStatus", async (it, end) => await it.Deployment.ReadStatus(end)),
    ];

    private static string Yaml => """
        workflow: liquidation-risk
        lane: critical
        trigger:
          chain: local
          contract: any
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
        wallet: user
        value: healthFactor / 1e18
        alert: below
        tiers: { standard: 1.30 }
        default-tier: standard
        actions: { default: { channels: [webhook] } }
        """;

    /// <summary>Every call of a client whose deployment is gone is unavailable, and says why.</summary>
    public static async Task Everything_is_unavailable(IKwalaClient client)
    {
        foreach (var (name, call) in Calls)
        {
            var outcome = await call(client, default);
            Assert.True(outcome.GetType().Name == "Unavailable", $"{name}: {outcome}");
            Assert.NotEmpty((string)outcome.GetType().GetProperty("Reason")!.GetValue(outcome)!);
        }
    }

    /// <summary>
    /// Every call ends with an outcome, and none that needs an answer's body to say so finds or stores anything.
    /// </summary>
    public static async Task Nothing_is_found(IKwalaClient client)
    {
        foreach (var (name, call) in Calls)
        {
            var outcome = (await call(client, default)).GetType().Name;
            // A status of 2xx alone says that it was deleted, or goes out again.
            Assert.True(
                outcome is "Unavailable" || (name, outcome) is ("Delete", "Done") or ("Retry", "Accepted"),
                $"{name}: {outcome}");
        }
    }

    /// <summary>Every call whose caller does not wait ends with that cancellation.</summary>
    public static async Task Everything_is_cancelled(IKwalaClient client)
    {
        foreach (var (name, call) in Calls)
        {
            var thrown = await Record.ExceptionAsync(() => call(client, new CancellationToken(canceled: true)));
            Assert.True(thrown is OperationCanceledException, $"{name}: {thrown}");
        }
    }

    private static PreferencesChange Change(bool vouched) => new(Wallet, Preferences.Unset, null, vouched);
}
