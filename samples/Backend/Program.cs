using Kwala.Backend;
using Kwala.Client;
using Microsoft.Extensions.Options;

// A lending protocol's backend: sets its users' tiers in bulk, puts a workflow, and tells why a wallet was notified or
// was not. It speaks to Kwala through IKwalaClient alone, so that it is the same over HTTP and over grains.
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddKwala();
    var app = builder.Build();
    _ = app.Services.GetRequiredService<IKwalaClient>(); // Now, so that mistakes in its options are told in a line each.
    app.MapPut("/tiers", Tiers.Set);
    app.MapPut("/workflows/{id}", Workflows.Put);
    app.MapGet("/wallets/{address}/why", Decisions.Why);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException wrong)
{
    foreach (var mistake in wrong.Failures)
        await Console.Error.WriteLineAsync(mistake);
    return 1;
}
