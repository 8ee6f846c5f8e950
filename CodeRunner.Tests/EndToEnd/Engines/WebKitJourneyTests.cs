using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd.Engines;

/// <summary>
/// Safari's engine, as Linux has it. Its window gets no narrower than 447 px, however narrow it is asked to be: its phone is one of that width, which is still far below where the page takes its narrow form
/// (760 px). A phone of 360 px is tried in the other two.
/// </summary>
public sealed class WebKitJourneyTests() : EngineJourney("webkit")
{
    [EngineTheory("WebKitWebDriver", "Xvfb")]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 447, 800)]
    public Task A_person_registers_deploys_watches_configures_stops_and_deletes(string size, int width, int height) => GoAsync(size, width, height);

    private protected override Task<IWindow> OpenAsync(int width, int height) => WebKit.OpenAsync(width, height);
}
