using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks.Load;

/// <summary>Somebody who works with the platform from an address of their own.</summary>
internal sealed class LoadPerson : IDisposable
{
    private const int Keys = 20;
    private static readonly byte[] Site = SampleApp.Zip("static-site");

    private Guid project;
    private Guid site;
    private Guid app;

    private LoadPerson(Platform platform, int number)
    {
        Number = number;
        Http = new HttpClient { BaseAddress = platform.Http.BaseAddress };
        Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"198.51.100.{number % 250 + 1}");
    }

    public int Number { get; }

    public string Email => $"person-{Number}@example.org";

    public HttpClient Http { get; }

    public static async Task<LoadPerson> RegisterAsync(Platform platform, int number, CancellationToken cancellationToken)
    {
        var person = new LoadPerson(platform, number);
        await person.PostAsync<UserResponse>("/api/auth/register", new RegisterRequest(person.Email, Platform.Password, $"Person {number}"), cancellationToken);
        await person.SignInAsync(cancellationToken);
        return person;
    }

    /// <summary>From now on this is what the person works with.</summary>
    public void Join(Guid ofProject, Guid ownSite, Guid sharedApp) => (project, site, app) = (ofProject, ownSite, sharedApp);

    /// <summary>Throws <see cref="HttpRequestException"/> where the platform does not do it.</summary>
    public Task DoAsync(LoadAct act, Random random, CancellationToken cancellationToken) => act switch
    {
        LoadAct.Read => ReadAsync(random, cancellationToken),
        LoadAct.LogTail => GetAsync($"/api/deployments/{app}/logs?limit=200", cancellationToken),
        LoadAct.ConfigEdit => EditAsync(random, cancellationToken),
        LoadAct.Status => GetAsync($"/api/deployments/{site}", cancellationToken),
        LoadAct.SignIn => SignInAsync(cancellationToken),
        LoadAct.Deploy => DeployAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Site), "source", "source.zip" } };
        using var answer = await Http.PostAsync($"/api/deployments/{site}/releases", form, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<bool> IsServedAsync(CancellationToken cancellationToken) =>
        (await Http.GetFromJsonAsync<DeploymentResponse>($"/api/deployments/{site}", Wire.Json, cancellationToken))!.State == DeploymentState.Running;

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) => Http.SendJsonAsync<T>(path, body, cancellationToken);

    public async Task PutAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await Http.PutAsJsonAsync(path, body, Wire.Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => Http.Dispose();

    /// <summary>Each fourth key is a secret, and stays one.</summary>
    private Task EditAsync(Random random, CancellationToken cancellationToken)
    {
        var key = random.Next(Keys);
        return PutAsync($"/api/projects/{project}/environments/staging/config/variables/KEY_{Number}_{key}", new SetVariableRequest($"{random.Next()}", Encrypted: key % 4 == 0), cancellationToken);
    }

    private Task ReadAsync(Random random, CancellationToken cancellationToken) => GetAsync(
        random.Next(6) switch
        {
            0 => "/api/projects",
            1 => $"/api/projects/{project}",
            2 => $"/api/projects/{project}/deployments",
            3 => $"/api/deployments/{site}/releases",
            4 => $"/api/projects/{project}/environments/staging/config",
            _ => $"/api/deployments/{app}",
        },
        cancellationToken);

    private async Task GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(path, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private Task SignInAsync(CancellationToken cancellationToken) => Http.SignInAsync(Email, cancellationToken);
}
