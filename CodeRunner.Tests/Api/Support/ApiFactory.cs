using CodeRunner.Api.Access;
using CodeRunner.Api.Live;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeRunner.Tests.Api.Support;

/// <summary>The real Api on Kestrel, with a database of its own unless it is given one.</summary>
internal sealed class ApiFactory : WebApplicationFactory<LiveHub>
{
    private readonly TestDatabase database;
    private readonly string redis;
    private readonly bool ownsDatabase;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly TimeProvider? time;
    private readonly Action<IServiceCollection>? services;

    private ApiFactory(
        TestDatabase database, string redis, bool ownsDatabase, IReadOnlyDictionary<string, string> settings, TimeProvider? time, Action<IServiceCollection>? services)
    {
        (this.database, this.redis, this.ownsDatabase, this.settings, this.time, this.services) = (database, redis, ownsDatabase, settings, time, services);
        UseKestrel(0);
    }

    public TestDatabase Database => database;

    public Uri Address => ClientOptions.BaseAddress;

    public static async Task<ApiFactory> StartAsync(
        TestDatabase? database = null, TimeProvider? time = null, IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var api = new ApiFactory(
            database ?? await TestDatabase.CreateAsync(), await TestServers.RedisAsync(), database is null, settings ?? new Dictionary<string, string>(), time, services);
        api.StartServer();
        return api;
    }

    public CodeRunnerDb Db() => database.Open();

    public IConnectionMultiplexer Redis => Services.GetRequiredService<IConnectionMultiplexer>();

    /// <summary>A client without a token.</summary>
    public HttpClient Stranger() => new() { BaseAddress = Address };

    /// <summary>A user of the test's own, signed in. The password is not hashed, which takes long: tests of passwords register over HTTP.</summary>
    public async Task<TestUser> UserAsync(string name = "Ada")
    {
        var user = new User($"{name}.{Guid.NewGuid():n}@example.org".ToLowerInvariant(), name, "none", isOperator: false, Now);
        await using var db = Db();
        db.Users.Add(user);
        return await SignInAsync(db, user);
    }

    /// <summary>A user as above, and a project of theirs.</summary>
    public async Task<(TestUser User, Guid Project)> OwnerAsync()
    {
        var ada = await UserAsync();
        return (ada, (await ada.ProjectAsync()).Id);
    }

    /// <summary>Somebody who is in the database already, in a new session.</summary>
    public async Task<TestUser> SignInAsync(Guid userId)
    {
        await using var db = Db();
        return await SignInAsync(db, (await db.Users.FindAsync(userId))!);
    }

    private DateTimeOffset Now => (time ?? TimeProvider.System).GetUtcNow();

    private async Task<TestUser> SignInAsync(CodeRunnerDb db, User user)
    {
        var session = new Session(user.Id, "127.0.0.1", "tests", Now, TimeSpan.FromDays(30));
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        return new TestUser(this, user.Id, user.Email, Services.GetRequiredService<AccessTokens>().Issue(session, Now).Token) { SessionId = session.Id };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (ownsDatabase)
            await database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:db", database.ConnectionString);
        builder.UseSetting("ConnectionStrings:redis", redis);
        builder.UseSetting("Access:SigningKey", TokenForge.Key);
        builder.UseSetting("Vault:MasterKeys", TestVault.Keys);
        builder.UseSetting("Access:CredentialsPerMinute", "10000");
        builder.UseSetting("Access:LoginsPerMinute", "10000");
        builder.UseSetting("Access:RequestsPerMinute", "100000");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        if (time is not null)
            builder.ConfigureTestServices(all => all.AddSingleton(time));
        if (services is not null)
            builder.ConfigureTestServices(services);
    }
}
