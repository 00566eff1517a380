using Kwala.Core.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>The client over grains.</summary>
internal sealed class GrainKwalaClient(
    IGrainFactory grains, GrainCalls calls, IOptions<KwalaClientOptions> options, IServiceProvider services)
    : IKwalaClient
{
    public IWalletClient Wallets { get; } = new GrainWalletClient(grains, calls, options.Value);

    // Only a process that compiles workflows has the compiler; a mere reader of preferences needs none.
    public IWorkflowClient Workflows { get; } =
        new GrainWorkflowClient(grains, calls, services.GetService<CompileWorkflow>());

    public IDeploymentClient Deployment { get; } = new GrainDeploymentClient(grains, calls, options.Value);
}
