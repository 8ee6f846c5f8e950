namespace CodeRunner.Tests.Support;

/// <summary>The PostgreSQL and the Redis of this test run, started once and shared. The environment may name servers that run already.</summary>
public static class TestServers
{
    /// <summary>A connection string with the right to create databases.</summary>
    public static Task<string> PostgresAsync() => FromEnvironment("CODERUNNER_TEST_POSTGRES");

    public static Task<string> RedisAsync() => FromEnvironment("CODERUNNER_TEST_REDIS");

    private static Task<string> FromEnvironment(string name) =>
        Task.FromResult(Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set."));
}
