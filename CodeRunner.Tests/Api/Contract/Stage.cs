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

    private static readonly string[] UsesUp = ["/cancel", "/apply", "/undo", "/dismiss", "/acknowledge", "/load-tests", "/releases"];

    private readonly Props props = new(api, cast.Owner, operation);
    private string? machine;
    private int remade;

    public async Task<Request> PrepareAsync(Ask ask)
    {
        var path = await PathAsync(ask) + ask.Query;
        return new(operation, ask, path, await TokenOfAsync(ask.Who), ask.IsDocumented ? await BodyAsync() : ask.Body);
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
        return string.Join('/', steps);
    }

    /// <summary>Of a documented request: the description's example, or where it can't know what there is, a body that names it.</summary>
    private async Task<Payload?> BodyAsync() => operation.Bodies.Count == 0 ? null : await props.BodyAsync() is { } body
        ? Payload.Json(System.Text.Json.JsonSerializer.Serialize(body))
        : Known.Example(operation.Bodies[0]);

    private async Task<Contracts.Projects.ProjectResponse> ProjectAsync() => await props.ProjectAsync(async project => await cast.Owner.MakeMemberAsync(project, cast.Viewer, "viewer"));
}
