namespace CodeRunner.Web.Configuration;

/// <summary>How much of a configuration a page takes. The API refuses more than this with words of its own.</summary>
public static class ConfigBounds
{
    /// <summary>Characters of one value.</summary>
    public const int MostValue = 64 << 10;

    /// <summary>Characters of a text to import.</summary>
    public const int MostText = 512 << 10;

    /// <summary>
    /// Bytes of one message of a circuit. A field's text is in it twice, with up to three bytes a character; a message that is larger would end the circuit, and the
    /// page with it.
    /// </summary>
    public const int MostMessage = (2 * 3 * MostText) + (1 << 20);
}
