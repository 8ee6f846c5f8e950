using CodeRunner.Contracts.Releases;

namespace CodeRunner.Api.Releases;

/// <summary>A source that was looked at and taken: <see cref="Archive"/> is a zip or tar.gz, null for git.</summary>
internal sealed class ReceivedSource(SourceDescription description, Stream? archive) : IAsyncDisposable
{
    public SourceDescription Description { get; } = description;

    public Stream? Archive { get; } = archive;

    public ValueTask DisposeAsync() => Archive?.DisposeAsync() ?? ValueTask.CompletedTask;
}
