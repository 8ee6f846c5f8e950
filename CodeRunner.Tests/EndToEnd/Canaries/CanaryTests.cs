using System.Text;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>What is promised of secrets, looked for from outside: in everything that the platform keeps, says or lets out.</summary>
public sealed class CanaryTests
{
    /// <summary>Where what is no secret goes, and so a secret would.</summary>
    private static readonly string[] WhereTheDecoyGoes =
    [
        "answers", "audit export", "dump of the database", "export without the right", "frames of the dashboard", "frames of the hub", "lines as a file", "lines as ndjson",
        "lines as text", "metrics of services", "pages of the dashboard", "stream of lines", "traces and logs by OTLP", "webhook", "what Redis is asked",
    ];

    [Fact]
    public async Task A_hundred_secrets_are_set_deployed_printed_in_every_way_crashed_with_alerted_and_exported_and_found_nowhere()
    {
        await using var journey = await CanaryJourney.StartAsync();
        await journey.SetAsync();
        await journey.DeployAsync();
        await journey.RotateAsync();
        await journey.MakeMistakesAsync();
        await journey.CrashAsync();
        await journey.LookAsync();

        var search = new CanarySearch([.. journey.Secrets, journey.Decoy]);
        var found = (await journey.SearchAsync(search)).ToLookup(each => each.Finding.Key == journey.Decoy.Key);

        journey.Secrets.Count().ShouldBe(116, "a hundred, and the old values of sixteen");
        found[false].Select(each => $"{each.Finding.Key} {each.Finding.How}: {each.Place}").Distinct().Order().ShouldBeEmpty();
        var places = found[true].Select(each => each.Place).Distinct().ToList();
        WhereTheDecoyGoes.Except(places).ShouldBeEmpty("the search would have found secrets there");
        places.ShouldContain(place => place.StartsWith("file data/", StringComparison.Ordinal) && place.Contains("/postgres/", StringComparison.Ordinal), "files are searched");
        ShouldBeThere(journey.Evidence);
        await OnlyWhoMayRevealThemSeesThemAsync(journey, search);
    }

    /// <summary>Where the decoy has no way to, something else says that it is the right place.</summary>
    private static void ShouldBeThere(Evidence evidence)
    {
        var known = new Dictionary<string, string>
        {
            ["refusals"] = "\"errors\":",
            ["stream of samples"] = "event: sample",
            ["console of worker"] = "Built release",
            ["what Redis keeps"] = "DataProtection",
            ["command lines"] = "postgres",
            ["lines as a file"] = "built CANARY_OWN_07 ",
            ["dump of the database"] = "CANARY_MADE_03",
            ["frames of the hub"] = "CANARY_SHARED_13 ",
            ["answers"] = "does not reach db://u:***@x/",
        };
        known.Where(each => !evidence.Has(each.Key, each.Value)).ShouldBeEmpty();
    }

    private static async Task OnlyWhoMayRevealThemSeesThemAsync(CanaryJourney journey, CanarySearch search)
    {
        search.Find(Encoding.UTF8.GetBytes(await journey.RevealAsync("CANARY_PUT_20"))).Select(each => each.Key).Distinct().ShouldBe(["CANARY_PUT_20"]);
        var keys = journey.Secrets.Select(each => each.Key).Distinct().Where(key => key.StartsWith("CANARY_PUT", StringComparison.Ordinal) || key.StartsWith("CANARY_MADE", StringComparison.Ordinal));
        foreach (var format in (string[])["dotenv", "json", "full"])
            keys.Except(search.Find(Encoding.UTF8.GetBytes(await journey.ExportAsync(format))).Select(each => each.Key)).ShouldBeEmpty(format);
    }
}
