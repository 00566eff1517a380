using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Backend;

/// <summary>The tiers of all users at once, from a file of <c>wallet,tier</c> lines.</summary>
internal static class Tiers
{
    private const int ProgressEvery = 1000;

    /// <summary>
    /// Sets them and writes, while it goes on, a line for each that could not be set and now and then how far it is.
    /// A tier of nothing unsets. A file with mistakes sets nothing.
    /// </summary>
    public static async Task Set(HttpContext context, IKwalaClient kwala)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (users, mistakes) = Read(await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.ContentType = "text/plain; charset=utf-8";
        if (!mistakes.IsEmpty)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(string.Join('\n', mistakes) + "\n", context.RequestAborted);
            return;
        }

        int done = 0, set = 0;
        await foreach (var result in kwala.Wallets.SetTiers(users, context.RequestAborted))
        {
            done++;
            var problem = result.Outcome.Match<string?>(
                () => null, reason => $"refused: {reason}", reason => $"try again: {reason}");
            if (problem is null)
                set++;
            else
                await context.Response.WriteAsync($"{result.Assignment.Wallet} {problem}\n", context.RequestAborted);
            if (done % ProgressEvery == 0 || done == users.Length)
                await context.Response.WriteAsync($"{done} of {users.Length} done, {set} set\n", context.RequestAborted);
        }
    }

    /// <summary>The users of a file, or every line that is none.</summary>
    public static (ImmutableArray<TierAssignment> Users, ImmutableArray<string> Mistakes) Read(string csv)
    {
        var users = ImmutableArray.CreateBuilder<TierAssignment>();
        var mistakes = ImmutableArray.CreateBuilder<string>();
        foreach (var (index, line) in csv.Split('\n').Index())
        {
            var columns = line.Trim().Split(',');
            if (columns is [""] || (index == 0 && columns is ["wallet", ..]))
                continue;
            if (columns.Length != 2)
                mistakes.Add($"line {index + 1}: write wallet,tier.");
            else
                Address.Parse(columns[0]).Match(
                    wallet =>
                    {
                        users.Add(new TierAssignment(wallet, columns[1] is "" ? null : new TierName(columns[1])));
                        return true;
                    },
                    problem =>
                    {
                        mistakes.Add($"line {index + 1}: {problem}");
                        return false;
                    });
        }

        return (users.ToImmutable(), mistakes.ToImmutable());
    }
}
