using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Aspire;

public sealed class InjectionTests
{
    [Fact]
    public async Task A_reference_to_a_database_injects_its_connection_string_and_its_parts()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            var password = builder.AddParameter("pw", "s3cret", secret: true);
            var postgres = builder.AddPostgres("postgres", password: password).WithExplicitStart();
            var db = postgres.AddDatabase("db", "store").WithExplicitStart();
            Print(builder).WithReference(db);
        });
        var port = app.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<PostgresServerResource>().Single().PrimaryEndpoint.Port;
        (await app.LineAsync("print", " ConnectionStrings__db=")).ShouldEndWith($"Host=127.0.0.1;Port={port};Username=postgres;Password=s3cret;Database=store");
        (await app.LineAsync("print", " DB_PORT=")).ShouldEndWith($"={port}");
        (await app.LineAsync("print", " DB_USERNAME=")).ShouldEndWith("=postgres");
        (await app.LineAsync("print", " DB_PASSWORD=")).ShouldEndWith("=s3cret");
        (await app.LineAsync("print", " DB_DATABASENAME=")).ShouldEndWith("=store");
        (await app.LineAsync("print", " DB_URI=")).ShouldEndWith($"=postgresql://postgres:s3cret@127.0.0.1:{port}/store");
    }

    [Fact]
    public async Task A_reference_to_Redis_injects_host_port_and_password()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            var redis = builder.AddRedis("redis", password: builder.AddParameter("pw", "s3cret", secret: true)).WithExplicitStart();
            Print(builder).WithReference(redis);
        });
        (await app.LineAsync("print", " ConnectionStrings__redis=")).ShouldMatch(@"=127\.0\.0\.1:\d+,password=s3cret$");
        (await app.LineAsync("print", " REDIS_URI=")).ShouldMatch(@"=redis://:s3cret@127\.0\.0\.1:\d+$");
    }

    [Fact]
    public async Task A_reference_to_a_service_injects_its_endpoints_for_discovery_and_by_name()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            var service = builder.AddProject<ServerProject>("my-api", launchProfileName: null).WithHttpEndpoint().WithExplicitStart();
            Print(builder).WithReference(service);
        });
        var url = (await app.LineAsync("print", " MY_API_HTTP=")).Split('=')[1];
        url.ShouldMatch(@"^http://localhost:\d+$");
        (await app.LineAsync("print", " services__my-api__http__0=")).ShouldEndWith($"={url}");
    }

    [Fact]
    public async Task Expressions_callbacks_and_parameters_become_environment_variables()
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                var greeting = builder.AddParameter("greeting");
                Print(builder)
                    .WithEnvironment("PLAIN", "{braces} stay")
                    .WithEnvironment("MADE", $"<{greeting}>")
                    .WithEnvironment("GIVEN", greeting)
                    .WithEnvironment(context => context.EnvironmentVariables["CALLED"] = context.Resource.Name);
            },
            "--Parameters:greeting=hello");
        (await app.LineAsync("print", " PLAIN=")).ShouldEndWith("={braces} stay");
        (await app.LineAsync("print", " MADE=")).ShouldEndWith("=<hello>");
        (await app.LineAsync("print", " GIVEN=")).ShouldEndWith("=hello");
        (await app.LineAsync("print", " CALLED=")).ShouldEndWith("=print");
    }

    [Fact]
    public async Task A_parameter_without_a_value_is_named_and_stops_only_what_uses_it()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            Print(builder).WithEnvironment("KEY", builder.AddParameter("access-key", secret: true));
            builder.AddExecutable("other", "/bin/true", "/");
        });
        await app.InStateAsync("access-key", KnownResourceStates.ValueMissing);
        await app.InStateAsync("print", KnownResourceStates.FailedToStart);
        await app.InStateAsync("other", KnownResourceStates.Finished);
        (await app.LineAsync("print", "access-key")).ShouldContain("Parameters:access-key");
    }

    [Fact]
    public async Task Secret_values_are_masked_in_the_state_of_a_resource()
    {
        await using var app = await LocalApp.StartAsync(builder =>
            Print(builder).WithEnvironment("KEY", builder.AddParameter("key", "very-secret-value", secret: true)));
        var finished = await app.InStateAsync("print", KnownResourceStates.Finished);
        finished.EnvironmentVariables.ShouldNotContain(each => each.Value != null && each.Value.Contains("very-secret-value"));
        (await app.LineAsync("print", " KEY=")).ShouldEndWith("very-secret-value");
    }

    [Fact]
    public async Task A_generated_value_is_the_same_in_the_next_run_and_only_its_owner_can_read_it()
    {
        var directory = Directory.CreateTempSubdirectory("localaspire-test-").FullName;
        async Task<string> RunAsync()
        {
            await using var app = await LocalApp.StartAsync(
                builder => Print(builder).WithEnvironment("KEY", builder.AddParameter(
                    "key", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true, persist: true)),
                $"--LocalAspire:DataDirectory={directory}");
            return (await app.LineAsync("print", " KEY=")).Split("KEY=")[1];
        }

        var first = await RunAsync();
        first.Length.ShouldBe(40);
        (await RunAsync()).ShouldBe(first);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(directory, "secrets.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Writes its environment, a variable a line.</summary>
    private static IResourceBuilder<ExecutableResource> Print(IDistributedApplicationBuilder builder) =>
        builder.AddExecutable("print", "/usr/bin/env", "/");
}
