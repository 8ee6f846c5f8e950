using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>
/// What one operation is asked about: a project of its own, and in it what the path names. Each is made when it is first needed, and made again after a request that used it up, so that
/// what deletes has something to delete.
/// </summary>
internal sealed class Stage(ApiFactory api, Cast cast, Operation operation)
{
    /// <summary>Enough to see the operation succeed again; after that it meets what is gone.</summary>
    private const int MostRemade = 8;

    private static readonly string[] UsesUp = ["/cancel", "/apply", "/undo", "/dismiss", "/acknowledge", "/load-tests", "/releases", "/redeliver"];

    private readonly Props props = new(api, cast.Owner, operation);
    private string? machine;
    private int remade;
    private int named;

    public async Task<Request> PrepareAsync(Ask ask)
    {
        var path = await PathAsync(ask) + ask.Query;
        return new(operation, ask, path, await TokenOfAsync(ask.Who), ask.IsDocumented ? await BodyAsync() : ask.Body);
    }

    /// <summary>Reads what is on the stage by another operation; null where that names something else.</summary>
    public async Task<Request?> PrepareReadAsync(Operation read)
    {
        var steps = read.Path.Split('/');
        for (var index = 1; index < steps.Length; index++)
        {
            if (steps[index] == "{environment}")
                steps[index] = "staging";
            else if (steps[index].StartsWith('{') && props.Known(steps[index - 1]) is { } known)
                steps[index] = known;
        }
        return !read.Path.Contains("{id}", StringComparison.Ordinal) || Array.Exists(steps, step => step.StartsWith('{'))
            ? null
            : new(read, new Ask(Role.Owner, $"after {operation.Name}"), string.Join('/', steps), await TokenOfAsync(Role.Owner), null);
    }

    /// <summary>A request did what was asked.</summary>
    public void Done()
    {
        if (remade == MostRemade || !(operation.Method == HttpMethod.Delete || Array.Exists(UsesUp, end => operation.Method == HttpMethod.Post && operation.Path.EndsWith(end, StringComparison.Ordinal))))
            return;
        remade++;
        props.Forget();
        if (operation.Path == "/api/projects/{id}")
            machine = null;
    }

    /// <summary>The bearer token of somebody; null for nobody.</summary>
    private async Task<string?> TokenOfAsync(Role who) => who switch
    {
        Role.Owner => cast.Owner.Token,
        Role.Viewer => cast.Viewer.Token,
        Role.Stranger => cast.Stranger.Token,
        Role.Machine => machine ??= (await cast.Owner.TokenAsync((await ProjectAsync()).Id, "maintainer")).Token,
        _ => null,
    };

    /// <summary>The path with its parameters, but for those that the request says itself.</summary>
    private async Task<string> PathAsync(Ask ask)
    {
        await ProjectAsync();
        var steps = operation.Path.Split('/');
        for (var index = 1; index < steps.Length; index++)
        {
            if (steps[index] is ['{', .. var name, '}'])
                steps[index] = ask.Path.TryGetValue(name, out var said) ? said : Uri.EscapeDataString(await props.FindAsync(name == "id" ? steps[index - 1] : name));
        }
        if (operation.Path.Contains("/config/", StringComparison.Ordinal))
            await props.FindAsync("configuration");
        return string.Join('/', steps);
    }

    /// <summary>Of a documented request: the description's example, or where it can't know what there is, a body that names it.</summary>
    private async Task<Payload?> BodyAsync() => operation.Bodies.Count == 0 ? null : await props.BodyAsync() is { } body
        ? Payload.Json(JsonSerializer.Serialize(body))
        : Anew(Known.Example(operation.Bodies[0]));

    /// <summary>With a name that nothing has yet, where something is made.</summary>
    private Payload Anew(Payload example)
    {
        if (operation.Method != HttpMethod.Post || example.ContentType != "application/json" || JsonNode.Parse(example.Bytes) is not JsonObject body || body["name"] is not { } name)
            return example;
        body["name"] = $"{name} {++named}";
        return Payload.Json(body.ToJsonString());
    }

    private Task<ProjectResponse> ProjectAsync() => props.ProjectAsync(async project =>
    {
        await cast.Owner.MakeMemberAsync(project, cast.Viewer, "viewer");
        if (operation.Path.EndsWith("/reveal", StringComparison.Ordinal))
            await cast.Owner.SendAsync<object>(HttpMethod.Put, $"/api/projects/{project}/members/{cast.Owner.Email}", new { role = "owner", reveal = new[] { "development", "staging", "production" } });
    });
}
