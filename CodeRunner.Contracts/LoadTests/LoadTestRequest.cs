using System.ComponentModel;

namespace CodeRunner.Contracts.LoadTests;

public sealed record LoadTestRequest(
    [property: Description("Must be true: real requests are sent to the running app, in as large a number as it answers within the bounds below.")] bool? Consent,
    [property: Description("What is asked for: a path of the app with its query, escaped as in a URL; / when left out.")] string? Path = null,
    [property: Description("GET (when left out) or HEAD.")] string? Method = null,
    [property: Description("The most requests at once, 1 to 64; 32 when left out.")] int? MaxConcurrency = null,
    [property: Description("The most requests in all, 1000 to 100000; 20000 when left out.")] int? MaxRequests = null,
    [property: Description("How long requests are begun, in seconds, 5 to 120; 30 when left out.")] int? Seconds = null);
