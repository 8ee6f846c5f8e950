using CodeRunner.Tests.Support;
using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd.Engines;

/// <summary>The engine of Chrome and Edge. A phone's and a desktop's size are in <see cref="BrowserJourneyTests"/>.</summary>
public sealed class ChromiumJourneyTests() : EngineJourney("chromium")
{
    [EngineTheory("/usr/bin/chromium")]
    [InlineData("tablet", 768, 1024)]
    public Task A_person_registers_deploys_watches_configures_stops_and_deletes(string size, int width, int height) => GoAsync(size, width, height);

    private protected override async Task<IWindow> OpenAsync(int width, int height) => new PlaywrightWindow(await (await Browser.OpenAsync(width, height)).NewPageAsync());
}
