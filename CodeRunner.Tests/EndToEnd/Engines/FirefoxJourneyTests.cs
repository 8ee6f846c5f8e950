using CodeRunner.Tests.Support;
using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd.Engines;

public sealed class FirefoxJourneyTests() : EngineJourney("firefox")
{
    [EngineTheory("/usr/bin/firefox-esr")]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public Task A_person_registers_deploys_watches_configures_stops_and_deletes(string size, int width, int height) => GoAsync(size, width, height);

    private protected override async Task<IWindow> OpenAsync(int width, int height) => new PlaywrightWindow(await (await Browser.OpenFirefoxAsync(width, height)).NewPageAsync());
}
