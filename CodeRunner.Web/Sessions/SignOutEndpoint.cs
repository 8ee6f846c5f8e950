namespace CodeRunner.Web.Sessions;

public static class SignOutEndpoint
{
    /// <summary>A form posts here; the antiforgery token is required although the same-origin rule already holds.</summary>
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost("/logout", SignOutAsync).WithMetadata(new Microsoft.AspNetCore.Antiforgery.RequireAntiforgeryTokenAttribute(true));

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInService sessions)
    {
        await sessions.SignOutAsync(context, context.User);
        return Results.LocalRedirect("/login?signedOut=true");
    }
}
