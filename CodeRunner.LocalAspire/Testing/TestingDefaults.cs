using Aspire.Hosting;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Testing;

/// <summary>What a test wants unless it says otherwise: no dashboard, free ports, data that is thrown away.</summary>
internal static class TestingDefaults
{
    public static void Apply(DistributedApplicationOptions options)
    {
        options.DisableDashboard = true;
        options.AllowUnsecuredTransport = true;
        // Arguments of the test come last and win.
        options.Args = ["--DcpPublisher:RandomizePorts=true", $"--{LocalDirectories.TemporaryKey}=true", .. options.Args ?? []];
    }
}
