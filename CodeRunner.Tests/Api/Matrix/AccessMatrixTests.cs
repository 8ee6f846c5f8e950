using System.Net;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace CodeRunner.Tests.Api.Matrix;

/// <summary>Every route and hub method, asked by everybody there is: each is answered as the documentation says. One that is mapped stands in the table, or this fails.</summary>
public sealed class AccessMatrixTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string NoRight = "Your role in this project does not allow this.";
    private const string NotThere = "There is nothing here, or nothing that you may see.";

    private readonly ApiFactory api = fixture.Api;

    public static TheoryData<string> Everybody => [.. Principals.All.Select(each => each.Name)];

    [Fact]
    public void Every_route_and_hub_method_says_what_it_takes()
    {
        AccessTable.Routes.Select(ask => ask.Route).Distinct().ShouldBe(EndpointMatrixTests.MappedBy(api), ignoreOrder: true);
        AccessTable.HubMethods.Select(ask => ask.Method).Distinct().ShouldBe(EndpointMatrixTests.MappedHubMethods, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task Each_is_let_in_where_the_table_says_so_and_nowhere_else(string name)
    {
        var principal = Principals.All.Single(each => each.Name == name);
        var world = await World.MakeAsync(api);
        var user = await principal.EnterAsync(world);
        List<string> wrong = [.. await HubFaultsAsync(world, principal, user)];
        foreach (var ask in AccessTable.Routes)
        {
            using var request = world.RequestOf(ask);
            using var answer = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var refusal = principal.RefusalOf(ask);
            if (refusal is null ? !IsLetIn(ask, answer) : !IsRefused(refusal.Value, answer))
                wrong.Add($"{ask}: {(int)answer.StatusCode} instead of {refusal?.ToString() ?? "an answer to who may"}");
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>What was to be done is done, or the thing is not in the state for it.</summary>
    private static bool IsLetIn(Ask ask, HttpResponseMessage answer) =>
        ask.Allowed is { } expected ? (int)answer.StatusCode == expected : answer.IsSuccessStatusCode || (int)answer.StatusCode == 409;

    private static bool IsRefused(int status, HttpResponseMessage answer) =>
        (int)answer.StatusCode == status && answer.Content.Headers.ContentType?.MediaType == "application/problem+json";

    private static async Task<IReadOnlyList<string>> HubFaultsAsync(World world, Principal principal, TestUser user)
    {
        if (!principal.IsSignedIn)
        {
            (await Should.ThrowAsync<HttpRequestException>(user.HubAsync())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            return [];
        }
        List<string> wrong = [];
        await using var hub = await user.HubAsync();
        foreach (var ask in AccessTable.HubMethods)
        {
            var expected = principal.RefusalOf(ask.Needs, ask.Place) switch { 403 => NoRight, 404 => NotThere, _ => null };
            var answer = await InvokeAsync(hub, ask.Method, [world.IdOf(ask.About, ask.Place), .. ask.Rest]);
            if (expected is null ? answer is not null : answer?.EndsWith(expected, StringComparison.Ordinal) != true)
                wrong.Add($"{ask.Method} ({ask.Place}): \"{answer}\" instead of \"{expected}\"");
        }
        return wrong;
    }

    private static async Task<string?> InvokeAsync(HubConnection hub, string method, object?[] arguments)
    {
        try
        {
            await hub.InvokeCoreAsync(method, arguments);
            return null;
        }
        catch (HubException refusal)
        {
            return refusal.Message;
        }
    }
}
