using System.Text;

namespace CodeRunner.Core.Configuration;

/// <summary>A variable as the next version shall have it. Without <paramref name="Text"/> it keeps <paramref name="Kept"/>.</summary>
public sealed record WantedVariable(string Key, string? Text, bool Encrypted, string? Description, ConfigContent? Kept = null)
{
    /// <summary>Without its text: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(WantedVariable)} {{ {Key} }}";

    /// <summary>As <see cref="Layers"/> takes it, without what a secret holds.</summary>
    public ConfigItem Item => Encrypted
        ? new ConfigItem(Key, "", true) { Bytes = Text is { } text ? Encoding.UTF8.GetByteCount(text) : Kept!.Value.Bytes }
        : new ConfigItem(Key, Text ?? Kept!.Value.Text!, false);

    /// <summary>As it is.</summary>
    public static WantedVariable Keep(ConfigContent content) => new(content.Entry.Key, null, content.Value.IsSecret, content.Entry.Description, content);
}
