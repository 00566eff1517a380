using System.Collections.Immutable;

namespace Kwala.Core.Messages;

/// <summary>The rich form that a channel shows beside plain text.</summary>
public enum Markup
{
    /// <summary>Plain text only.</summary>
    None,

    /// <summary>HTML for mail readers.</summary>
    EmailHtml,

    /// <summary>The tags of Telegram's HTML parse mode (Bot API, "HTML style").</summary>
    TelegramHtml,
}

/// <summary>A notification in words, escaped for the channel that asked for it.</summary>
/// <param name="Title">One line without markup.</param>
/// <param name="Text">The body as plain text.</param>
/// <param name="Html">The body in the asked markup; null for <see cref="Markup.None"/>.</param>
public sealed record RenderedMessage(string Title, string Text, string? Html);

/// <summary>How rendering a template ended.</summary>
public abstract record RenderOutcome
{
    private RenderOutcome()
    {
    }

    /// <summary>The message in words.</summary>
    public sealed record Rendered(RenderedMessage Message) : RenderOutcome;

    /// <summary>The template failed on these fields; the reason names template and field.</summary>
    public sealed record Failed(string Reason) : RenderOutcome;
}

/// <summary>A compiled template. Safe to use from several threads; rendering is pure and bounded in size.</summary>
public abstract class MessageTemplate
{
    /// <summary>Fills the template with fields, each escaped for the markup.</summary>
    /// <param name="fields">
    /// The documented fields (docs/templates.md) and the event's arguments, as text. Where there is a
    /// <see cref="TemplateFields.Language"/>, the words are in <see cref="LanguageFor"/> it.
    /// </param>
    /// <param name="markup">The rich form wanted beside the plain text.</param>
    public abstract RenderOutcome Render(ImmutableSortedDictionary<string, string> fields, Markup markup);

    /// <summary>The title alone, as <see cref="Render"/> writes it; null where it fails.</summary>
    /// <param name="fields">At least those of <see cref="TitleFields"/> that are given.</param>
    public abstract string? Title(ImmutableSortedDictionary<string, string> fields);

    /// <summary>The names of the fields that its title has in any language.</summary>
    public abstract ImmutableArray<string> TitleFields { get; }

    /// <summary>Which language its words are in for who wants this one (<see cref="LanguageTag.Lookup"/>).</summary>
    /// <returns>A tag's value; null where it has no words in it, and its own are used.</returns>
    public abstract string? LanguageFor(string wanted);
}
