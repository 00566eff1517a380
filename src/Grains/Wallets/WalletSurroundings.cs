using Kwala.Grains.Delivery;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Wallets;

/// <summary>What all wallets of a silo share.</summary>
/// <param name="Policies">What they decide by.</param>
/// <param name="Sender">How they send.</param>
/// <param name="Values">The last values of their positions.</param>
/// <param name="History">Their pasts.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where they log.</param>
internal sealed record WalletSurroundings(
    WalletPolicies Policies,
    MessageSender Sender,
    PresentValues Values,
    IHistory History,
    TimeProvider Time,
    ILogger<WalletGrain> Logger);
