namespace CodeRunner.Tests.Api.Support;

/// <summary>One Api for the tests of a class, which make users and projects of their own in it.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal ApiFactory Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await ApiFactory.StartAsync();

    public async Task DisposeAsync() => await Api.DisposeAsync();
}
