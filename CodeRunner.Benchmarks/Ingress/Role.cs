namespace CodeRunner.Benchmarks.Ingress;

/// <summary>The parts of the measurement that are processes of their own, so that none shares another's heap or threads.</summary>
internal static class Role
{
    public const string Upstream = "play-upstream";
    public const string Proxy = "play-ingress";

    /// <summary>Returns whether this process was one of those parts; its parent ends it by closing its input.</summary>
    public static async Task<bool> TryPlayAsync(string[] args)
    {
        switch (args)
        {
            case [Upstream]:
                using (var upstream = new FixedAnswer())
                    await RunAsync(upstream.Port);
                return true;
            case [Proxy, var port]:
                await using (var ingress = await LoneIngress.StartAsync(int.Parse(port)))
                    await RunAsync(ingress.Port);
                return true;
            default:
                return false;
        }
    }

    private static async Task RunAsync(int port)
    {
        Console.WriteLine(port);
        await Console.In.ReadToEndAsync();
    }
}
