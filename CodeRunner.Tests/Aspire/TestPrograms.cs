using Aspire.Hosting;
using Microsoft.AspNetCore.Builder;

namespace CodeRunner.Tests.Aspire;

/// <summary>Small programs that tests start as processes of their own: this assembly, with a role in its environment.</summary>
internal static class TestPrograms
{
    public const string Role = "LOCALASPIRE_TEST_ROLE";

    public static string AssemblyPath => typeof(TestPrograms).Assembly.Location;

    public static void Main()
    {
        if (Environment.GetEnvironmentVariable(Role) == "server") Server();
        if (Environment.GetEnvironmentVariable(Role) == "apphost") AppHost();
    }

    /// <summary>Answers every request with its process id and the environment variable that the path names.</summary>
    private static void Server()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/", () => $"{Environment.ProcessId} ");
        app.MapGet("/{name}", (string name) => $"{Environment.ProcessId} {Environment.GetEnvironmentVariable(name)}");
        app.Run();
    }

    /// <summary>An AppHost with servers and a service.</summary>
    private static void AppHost()
    {
        var builder = DistributedApplication.CreateBuilder(Environment.GetCommandLineArgs()[1..]);
        var postgres = builder.AddPostgres("postgres");
        builder.AddRedis("redis").WithPersistence();
        builder.AddProject<ServerProject>("service").WithEnvironment(Role, "server").WithHttpEndpoint().WithHttpHealthCheck().WaitFor(postgres);
        builder.Build().Run();
    }
}
