namespace CodeRunner.Core.Releases;

/// <summary>An image of what was built, in a registry, that no release needs any more and that is still to be removed there. Rows are written in SQL only, with what makes the image needless.</summary>
public sealed class ForgottenImage
{
    private ForgottenImage()
    {
    }

    /// <summary>By its digest.</summary>
    public string Image { get; private set; } = "";

    /// <summary>When it was written down, or last could not be removed.</summary>
    public DateTimeOffset Since { get; private set; }
}
