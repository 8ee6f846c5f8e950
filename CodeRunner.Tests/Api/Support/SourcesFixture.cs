namespace CodeRunner.Tests.Api.Support;

/// <summary>An Api that takes only small sources.</summary>
public sealed class SourcesFixture : IAsyncLifetime
{
    public const int MostBytes = 3 << 20;

    internal ApiFactory Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await ApiFactory.StartAsync(settings: new Dictionary<string, string>
    {
        ["Sources:MaxArchiveBytes"] = $"{MostBytes}",
        ["Sources:MaxInlineBytes"] = "20000",
        ["Sources:MaxUnfinishedReleases"] = "6",
        ["Sources:AllowedPrivateGitHosts:0"] = "git.test:80",
    });

    public async Task DisposeAsync() => await Api.DisposeAsync();
}
