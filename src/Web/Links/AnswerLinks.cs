using System.Collections.Immutable;
using System.Globalization;
using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;
using Kwala.Web.Json;

namespace Kwala.Web.Links;

/// <summary>
/// The links by which owners answer a message: what it was worth, or that what was learned is undone. Opening one shows
/// the answers and changes nothing; a button of the page gives one, once however often it is pressed.
/// </summary>
internal sealed class AnswerLinks(IKwalaClient client, TimeProvider time, LinkKeyRing? keys = null)
{
    private const string Path = "/l/{token}/{kind}/{about}/{answer}";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, (string token, string kind, string about, string answer, AnswerLinks links) =>
            links.Check(token, kind, about, answer, (wallet, first, all) => Task.FromResult(
                LinkPage.AskForAnswer([first, .. all.Where(it => it != first)], kind, wallet))))
            .Describe("openAnswer", "Asks what the owner thinks of a notification.");
        endpoints.MapPost(Path, (
            string token, string kind, string about, string answer, AnswerLinks links, HttpRequest request,
            CancellationToken ct) =>
            links.Check(token, kind, about, answer, async (wallet, first, all) =>
            {
                var chosen = OwnerAnswers.OfWord(await LinksApi.ChoiceOf(request, ct) ?? "") ?? first;
                return all.Contains(chosen)
                    ? await links.Give(wallet, new KindName(kind), about, chosen, ct)
                    : LinkPage.NotValid();
            }))
            .Describe("answer", "Says what the owner thinks of a notification, or takes back what was learned.");
    }

    // What the link is about says which answers there are: an alert, or a magnitude that is ignored.
    private Task<LinkPage> Check(
        string token,
        string kind,
        string about,
        string answer,
        Func<Address, OwnerAnswer, ImmutableArray<OwnerAnswer>, Task<LinkPage>> valid)
    {
        var all = SizeOf(about) is null ? OwnerAnswers.ToAlert : [OwnerAnswer.KeepTelling];
        if (keys is null || !Names.IsName(kind) || OwnerAnswers.OfWord(answer) is not { } first || !all.Contains(first))
            return Task.FromResult(LinkPage.NotValid());
        var check = LinkToken.Check(
            token, LinkPurpose.Answer, LinkContext.Answer(kind, about), time.GetUtcNow(), keys);
        return LinksApi.Answer(check, claim => valid(claim.Wallet, first, all));
    }

    private async Task<LinkPage> Give(
        Address wallet, KindName kind, string about, OwnerAnswer answer, CancellationToken cancellationToken)
    {
        var heard = SizeOf(about) is { } size
            ? await client.Wallets.UndoLearning(wallet, new Undo.KeepTelling(kind, size), cancellationToken)
            : InteractionChecks.MarkOf(about) is { } alert
                ? await client.Wallets.ReportInteraction(
                    wallet,
                    new ReportedInteraction(OwnerAnswers.IdOf(answer, alert), OwnerAnswers.CountsAs(answer))
                    {
                        Notification = about,
                        About = kind,
                    },
                    cancellationToken)
                : new HeardOutcome.Refused([]);
        return heard.Match(
            () => LinkPage.Answered(answer, kind), _ => LinkPage.NotValid(), _ => LinkPage.TryLater());
    }

    private static int? SizeOf(string about) =>
        about.Length == 1 && int.TryParse(about, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && size < Magnitude.BucketsMax
            ? size
            : null;
}
