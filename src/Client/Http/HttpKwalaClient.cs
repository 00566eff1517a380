namespace Kwala.Client.Http;

/// <summary>The client over the HTTP API.</summary>
internal sealed class HttpKwalaClient(HttpExchange exchange) : IKwalaClient
{
    public IWalletClient Wallets { get; } = new HttpWalletClient(exchange);

    public IWorkflowClient Workflows { get; } = new HttpWorkflowClient(exchange);

    public IRolloutClient Rollouts { get; } = new HttpRolloutClient(exchange);

    public ISegmentClient Segments { get; } = new HttpSegmentClient(exchange);

    public IDeploymentClient Deployment { get; } = new HttpDeploymentClient(exchange);

    public IBacktestClient Backtests { get; } = new HttpBacktestClient(exchange);
}
