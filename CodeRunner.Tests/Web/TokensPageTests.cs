using System.Security.Claims;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Web.Tokens;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

/// <summary>Tokens are made with what was chosen, shown once, and ended by who may.</summary>
public sealed class TokensPageTests : SignedInContext
{
    private const string Mine = "ada@example.org";
    private const string Secret = "crt_only-for-this-test";
    private readonly ProjectResponse project = new(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, DateTimeOffset.UtcNow, 30);
    private readonly List<ApiTokenResponse> tokens = [];
    private ApiTokenRequest? sent;
    private RotateApiTokenRequest? rotated;

    [Fact]
    public async Task The_first_token_is_made_with_what_was_chosen_and_its_secret_is_shown_once()
    {
        var page = Open();
        page.Find(".empty").TextContent.ShouldContain($"/api/projects/{project.Id}/deployments");

        Button(page, "Make the first token").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("#token-name").ShouldNotBeNull());
        await Dialogs.Find("#token-name").InputAsync("CI");
        await Dialogs.Find("input[name=token-role]").ChangeAsync(true);
        await Dialogs.Find("#token-days").ChangeAsync("30");
        Button(Dialogs, "Make the token").Click();

        page.WaitForAssertion(() => page.Find(".secret code").TextContent.ShouldBe(Secret));
        (sent!.Name, sent.Role, sent.Environments, sent.Reveal).ShouldBe(("CI", ProjectRole.Viewer, null, null));
        (sent.ExpiresAt!.Value - DateTimeOffset.UtcNow).ShouldBe(TimeSpan.FromDays(30), TimeSpan.FromHours(1));
        Button(page, "I have it").Click();
        page.WaitForAssertion(() => page.Markup.ShouldNotContain(Secret));
    }

    [Fact]
    public async Task A_new_secret_is_offered_for_ones_own_tokens_only_and_an_owner_revokes_all()
    {
        tokens.AddRange([Token("mine", Mine), Token("bobs", "bob@example.org")]);
        var page = Open();
        var buttons = page.FindAll("button").Select(button => button.GetAttribute("aria-label")).OfType<string>().ToList();
        buttons.ShouldContain("New secret for mine");
        buttons.ShouldNotContain("New secret for bobs");
        buttons.ShouldContain("Revoke bobs");

        Button(page, "New secret for mine").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("#rotate-overlap").ShouldNotBeNull());
        await Dialogs.Find("#rotate-overlap").ChangeAsync("3600");
        Button(Dialogs, "Make a new secret").Click();

        page.WaitForAssertion(() => page.Find(".secret code").TextContent.ShouldBe(Secret));
        rotated.ShouldBe(new RotateApiTokenRequest(3600));
    }

    private static ApiTokenResponse Token(string name, string by) => new(
        Guid.NewGuid(), Guid.NewGuid(), name, ProjectRole.Developer, null, [], by, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90), null, "crt_12345678", null);

    private IRenderedComponent<TokensPage> Open()
    {
        Api.OnOther = AnswerAsync;
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Email, Mine), new Claim("email", Mine)], "test"));
        var page = Render<TokensPage>(parameters => parameters
            .Add(shown => shown.Id, project.Id)
            .AddCascadingValue(Task.FromResult(new AuthenticationState(person))));
        page.WaitForAssertion(() => page.Find("section.card").ShouldNotBeNull());
        return page;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Method == "POST")
        {
            if (path.EndsWith("/rotate"))
                rotated = await context.Request.ReadFromJsonAsync<RotateApiTokenRequest>(Wire.Json);
            else
                sent = await context.Request.ReadFromJsonAsync<ApiTokenRequest>(Wire.Json);
            await AnswerAsync(context, Token("made", Mine) with { Token = Secret });
            return;
        }
        await AnswerAsync(context, path.EndsWith("/tokens") ? PageOf(tokens.ToArray()) : project);
    }
}
