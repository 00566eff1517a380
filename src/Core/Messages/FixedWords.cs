using System.Collections.Immutable;
using System.Globalization;

namespace Kwala.Core.Messages;

/// <summary>
/// The words that owners read beside a template's: buttons, a digest's frame, what stands below a message. One set for
/// each language; the built-in templates have the same languages.
/// </summary>
public sealed record FixedWords
{
    private FixedWords()
    {
    }

    /// <summary>What English is called by.</summary>
    public const string English = "en";

    /// <summary>What they are in: a tag's value.</summary>
    public required string Language { get; init; }

    /// <summary>On the button of an alert that was useful.</summary>
    public required string Useful { get; init; }

    /// <summary>On the button of an alert that came at the wrong time.</summary>
    public required string NotNow { get; init; }

    /// <summary>On the button that asks for fewer alerts like this.</summary>
    public required string Fewer { get; init; }

    /// <summary>On the button that opts out of the kind.</summary>
    public required string Stop { get; init; }

    /// <summary>On the button that takes back what was learned.</summary>
    public required string Undo { get; init; }

    /// <summary>After <see cref="Useful"/>.</summary>
    public required string UsefulDone { get; init; }

    /// <summary>After <see cref="NotNow"/>.</summary>
    public required string NotNowDone { get; init; }

    /// <summary>After <see cref="Fewer"/>; {0} is the kind.</summary>
    public required string FewerDone { get; init; }

    /// <summary>After <see cref="Stop"/>; {0} is the kind.</summary>
    public required string StopDone { get; init; }

    /// <summary>After <see cref="Undo"/>; {0} is the kind.</summary>
    public required string UndoDone { get; init; }

    /// <summary>The title of a digest of one notification; {0} is the wallet.</summary>
    public required string DigestOfOne { get; init; }

    /// <summary>The title of a digest; {0} is how many notifications, {1} the wallet.</summary>
    public required string DigestOfMany { get; init; }

    /// <summary>The last line of a digest that does not show all; {0} is how many are left.</summary>
    public required string MoreInInbox { get; init; }

    /// <summary>Behind a digest's line whose episode is over.</summary>
    public required string Over { get; init; }

    /// <summary>Behind a digest's line; {0} is the present value.</summary>
    public required string ValueNow { get; init; }

    /// <summary>Below a message that may have arrived before.</summary>
    public required string MayBeRepeat { get; init; }

    /// <summary>Names the link that opts out of the kind.</summary>
    public required string StopMessages { get; init; }

    private static readonly ImmutableSortedDictionary<string, FixedWords> ByLanguage =
        ImmutableArray.Create<FixedWords>(
        [
            new FixedWords
            {
                Language = English,
                Useful = "Useful",
                NotNow = "Not now",
                Fewer = "Fewer of these",
                Stop = "Stop these",
                Undo = "Undo",
                UsefulDone = "Thank you: good to know.",
                NotNowDone = "All right, not now.",
                FewerDone = "You will be told less of {0}.",
                StopDone = "You are not told about {0} any more. Your app's settings can undo this.",
                UndoDone = "Undone: you are told about {0} like this again.",
                DigestOfOne = "One notification for {0}",
                DigestOfMany = "{0} notifications for {1}",
                MoreInInbox = "and {0} more in the inbox",
                Over = "over",
                ValueNow = "now {0}",
                MayBeRepeat = "You may have received this message already.",
                StopMessages = "Stop these messages",
            },
            new FixedWords
            {
                Language = "de",
                Useful = "Nützlich",
                NotNow = "Nicht jetzt",
                Fewer = "Weniger davon",
                Stop = "Keine mehr davon",
                Undo = "Rückgängig",
                UsefulDone = "Danke, gut zu wissen.",
                NotNowDone = "In Ordnung, nicht jetzt.",
                FewerDone = "Über {0} wird seltener berichtet.",
                StopDone = "Über {0} wird nicht mehr berichtet. Die Einstellungen der App machen das rückgängig.",
                UndoDone = "Rückgängig: Über {0} dieser Art wird wieder berichtet.",
                DigestOfOne = "Eine Nachricht für {0}",
                DigestOfMany = "{0} Nachrichten für {1}",
                MoreInInbox = "und {0} weitere im Posteingang",
                Over = "vorbei",
                ValueNow = "jetzt {0}",
                MayBeRepeat = "Diese Nachricht kam vielleicht schon einmal.",
                StopMessages = "Diese Nachrichten abbestellen",
            },
            new FixedWords
            {
                Language = "es",
                Useful = "Útil",
                NotNow = "Ahora no",
                Fewer = "Menos como este",
                Stop = "No más avisos",
                Undo = "Deshacer",
                UsefulDone = "Gracias: es bueno saberlo.",
                NotNowDone = "De acuerdo, ahora no.",
                FewerDone = "Recibirás menos avisos de {0}.",
                StopDone = "Ya no recibirás avisos de {0}. Puedes deshacerlo en los ajustes de tu aplicación.",
                UndoDone = "Deshecho: volverás a recibir avisos de {0} como este.",
                DigestOfOne = "Un aviso para {0}",
                DigestOfMany = "{0} avisos para {1}",
                MoreInInbox = "y {0} más en la bandeja de entrada",
                Over = "terminado",
                ValueNow = "ahora {0}",
                MayBeRepeat = "Es posible que ya hayas recibido este mensaje.",
                StopMessages = "No recibir más estos mensajes",
            },
            new FixedWords
            {
                Language = "fr",
                Useful = "Utile",
                NotNow = "Pas maintenant",
                Fewer = "Moins souvent",
                Stop = "Ne plus recevoir",
                Undo = "Annuler",
                UsefulDone = "Merci, c'est bon à savoir.",
                NotNowDone = "D'accord, pas maintenant.",
                FewerDone = "Vous recevrez moins d'alertes {0}.",
                StopDone = "Vous ne recevrez plus d'alertes {0}. Les réglages de votre app permettent d'y revenir.",
                UndoDone = "Annulé : vous recevrez de nouveau les alertes {0} de ce genre.",
                DigestOfOne = "Une notification pour {0}",
                DigestOfMany = "{0} notifications pour {1}",
                MoreInInbox = "et {0} de plus dans la boîte de réception",
                Over = "terminé",
                ValueNow = "maintenant {0}",
                MayBeRepeat = "Vous avez peut-être déjà reçu ce message.",
                StopMessages = "Ne plus recevoir ces messages",
            },
            new FixedWords
            {
                Language = "pt",
                Useful = "Útil",
                NotNow = "Agora não",
                Fewer = "Menos como este",
                Stop = "Sem mais avisos",
                Undo = "Desfazer",
                UsefulDone = "Obrigado, é bom saber.",
                NotNowDone = "Certo, agora não.",
                FewerDone = "Haverá menos avisos de {0}.",
                StopDone = "Não haverá mais avisos de {0}. As definições da aplicação permitem desfazer isto.",
                UndoDone = "Desfeito: voltará a haver avisos de {0} como este.",
                DigestOfOne = "Um aviso para {0}",
                DigestOfMany = "{0} avisos para {1}",
                MoreInInbox = "e mais {0} na caixa de entrada",
                Over = "terminado",
                ValueNow = "agora {0}",
                MayBeRepeat = "Esta mensagem pode já ter chegado antes.",
                StopMessages = "Não receber mais estas mensagens",
            },
        ])
        .ToImmutableSortedDictionary(words => words.Language, words => words, StringComparer.Ordinal);

    /// <summary>The languages that there are words in, English among them.</summary>
    public static ImmutableArray<string> Languages { get; } = [.. ByLanguage.Keys];

    /// <summary>The words for who wants this language: in it, in a wider one (pt for pt-BR), or in English.</summary>
    /// <param name="language">A tag's value; null for none chosen.</param>
    public static FixedWords In(string? language) =>
        ByLanguage[LanguageTag.Lookup(language, ByLanguage.ContainsKey) ?? English];

    /// <summary>The words for a message with these fields, by their <see cref="TemplateFields.Language"/>.</summary>
    public static FixedWords Of(ImmutableSortedDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return In(fields.GetValueOrDefault(TemplateFields.Language));
    }

    /// <summary>Fills words that have places for others.</summary>
    public static string Fill(string words, params ReadOnlySpan<object?> with) =>
        string.Format(CultureInfo.InvariantCulture, words, with);
}
