using System.Text.Json;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Asks an operation whatever <see cref="Asks"/> makes of it, and compares each answer with the description.</summary>
internal sealed class Fuzz(ApiFactory api, ApiDescription description, ulong seed) : IDisposable
{
    private readonly Exchange exchange = new(api);
    private readonly AnswerCheck answers = new(description);
    private readonly Asks asks = new(description, seed);

    /// <summary>So many requests to the operation; and where it takes a body, all that reads what is there then: what was taken must be readable.</summary>
    public async Task<IReadOnlyList<Outcome>> RunAsync(Operation operation, int count)
    {
        var stage = await StageAsync(operation);
        List<Outcome> outcomes = [];
        foreach (var ask in asks.Of(operation, count))
        {
            outcomes.Add(await SendAsync(await stage.PrepareAsync(ask)));
            if (outcomes[^1].IsDone)
                stage.Done();
        }
        foreach (var read in operation.Bodies.Count == 0 ? [] : description.Operations.Where(each => each.Method == HttpMethod.Get))
        {
            if (await stage.PrepareReadAsync(read) is { } request)
                outcomes.Add(await SendAsync(request));
        }
        return outcomes;
    }

    /// <summary>As it is documented, by the owner, so many times at the same moment.</summary>
    public async Task<IReadOnlyList<Outcome>> AtOnceAsync(Operation operation, int count)
    {
        var request = await (await StageAsync(operation)).PrepareAsync(new Ask(Role.Owner, Ask.Documented));
        return await Task.WhenAll(Enumerable.Range(0, count).Select(_ => SendAsync(request)));
    }

    public void Dispose() => exchange.Dispose();

    private async Task<Stage> StageAsync(Operation operation) => new(api, await Cast.MakeAsync(api), operation);

    private async Task<Outcome> SendAsync(Request request)
    {
        try
        {
            using var answer = await exchange.SendAsync(request);
            return new(request, (int)answer.StatusCode, await answers.FaultsAsync(request.Operation, answer, default));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return new(request, 0, [$"no answer that can be read: {failure.Message}"]);
        }
    }

    /// <summary>How one request went.</summary>
    public sealed record Outcome(Request Request, int Status, IReadOnlyList<string> Faults)
    {
        public bool IsDone => Status is >= 200 and < 300;
    }
}
