using Kwala.Client.Tests.Fixture;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client.Tests.Http;

/// <summary>What a caller learns whose key opens less than it asks for.</summary>
[Collection(OneDeployment.Name)]
public sealed class KeyTests(RunningDeployment deployment)
{
    private const string NeedsOperator = "role operator";

    private readonly IKwalaClient _backend = deployment.Client(RunningDeployment.BackendKey);
    private readonly IKwalaClient _stranger = deployment.Client("a-key-that-nobody-configured-0123456789");

    [Fact]
    public async Task Backends_key_does_what_a_backend_needs()
    {
        var wallet = deployment.NewWallet();

        Given.Stored(await _backend.Wallets.SetTier(wallet, TierName.Aggressive, default));
        Given.Stored(await _backend.Wallets.OptOut(wallet, null, ChannelName.Email, default));
        Given.Found(await _backend.Wallets.ReadDecisions(wallet, new HistoryFilter(), default));
        Given.Found(await _backend.Workflows.List(default));
        Given.Found(await _backend.Deployment.ReadStatus(default));
    }

    [Fact]
    public async Task What_needs_an_operator_is_refused_with_the_role_that_is_needed_and_the_keys_name()
    {
        var wallet = deployment.NewWallet();
        var vouched = new PreferencesChange(wallet, Given.Everything, null, Vouched: true);

        var letters = await _backend.Deployment.ReadDeadLetters(new HistoryFilter(), default);
        var put = await _backend.Workflows.Put(Given.Risk, "workflow: liquidation-risk", default);
        var deleted = await _backend.Workflows.Delete(Given.Risk, default);
        var verified = await _backend.Wallets.VerifyContact(wallet, ChannelName.Telegram, "1", default);
        var changed = await _backend.Wallets.ChangePreferences(vouched, default);
        var retried = await _backend.Deployment.Retry(wallet, "key", default);

        foreach (var reason in new[]
        {
            Assert.IsType<ReadOutcome<Page<HistoryEntry>>.Refused>(letters).Reason,
            Assert.Single(Assert.IsType<WorkflowOutcome.Refused>(put).Mistakes).Message,
            Assert.Single(Assert.IsType<WorkflowOutcome.Refused>(deleted).Mistakes).Message,
            Assert.Single(Assert.IsType<PreferencesOutcome.Refused>(verified).Mistakes).Message,
            Assert.Single(Assert.IsType<PreferencesOutcome.Refused>(changed).Mistakes).Message,
            Assert.IsType<RetryOutcome.Unavailable>(retried).Reason,
        })
        {
            Assert.Contains(NeedsOperator, reason, StringComparison.Ordinal);
            Assert.Contains("backend-of-the-tests", reason, StringComparison.Ordinal);
        }

        Assert.Equal([""], Given.Fields(verified));
    }

    [Fact]
    public async Task Key_that_nobody_configured_is_refused_and_is_not_repeated_to_the_caller()
    {
        var wallet = deployment.NewWallet();

        var read = await _stranger.Wallets.ReadPreferences(wallet, default);
        var set = await _stranger.Wallets.SetTier(wallet, null, default);
        var bulk = await _stranger.Wallets.SetTiers([new(wallet, null)], default).SingleAsync();

        Assert.Contains(
            "not known", Assert.IsType<ReadOutcome<StoredPreferences>.Refused>(read).Reason, StringComparison.Ordinal);
        Assert.Equal([""], Given.Fields(set));
        Assert.Contains("not known", Assert.IsType<TierOutcome.Refused>(bulk.Outcome).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key-that", $"{read}{set}{bulk}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_that_cannot_be_written_exactly_is_refused_before_it_is_sent()
    {
        var third = Threshold.Below(Core.Numerics.Rational.Of(1, 3));
        var preferences = Preferences.Unset with { Thresholds = Preferences.Unset.Thresholds.Add(Given.Risk, third) };

        var outcome = await _backend.Wallets.ChangePreferences(
            new PreferencesChange(deployment.NewWallet(), preferences, null, false), default);

        Assert.Equal(["thresholds.liquidation-risk"], Given.Fields(outcome));
    }
}
