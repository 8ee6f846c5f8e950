using Microsoft.AspNetCore.Antiforgery;

namespace CodeRunner.Web.Sessions;

public static class SignOutEndpoint
{
    /// <summary>A form posts here; its antiforgery token is required although the same-origin rule already holds.</summary>
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost("/logout", SignOutAsync).WithMetadata(new RequireAntiforgeryTokenAttribute(true));

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInService sessions)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
            return Results.Problem(T("Reload the page and sign out again."), statusCode: StatusCodes.Status400BadRequest, title: T("This page is out of date."));
        await sessions.SignOutAsync(context, context.User);
        return Results.LocalRedirect("/login?signedOut=true");
    }
}
