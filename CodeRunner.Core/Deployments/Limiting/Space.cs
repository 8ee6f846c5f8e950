namespace CodeRunner.Core.Deployments.Limiting;

/// <summary>A file system of a sandbox: what it may hold, and what is free of it.</summary>
public sealed record Space(string Path, long Bytes, long FreeBytes, long Files, long FreeFiles)
{
    private const int Percent = 100;

    public bool HasNoBytes => FreeBytes * Percent < Bytes;

    public bool HasNoFiles => FreeFiles * Percent < Files;
}
