using CodeRunner.ServiceDefaults;
using CodeRunner.Web.Access;
using CodeRunner.Web.Client;
using CodeRunner.Web.Forwarding;
using CodeRunner.Web.Language;
using CodeRunner.Web.Security;
using CodeRunner.Web.Sessions;
using CodeRunner.Web.Shell;

if (await HealthCommand.RunAsync(args) is { } status)
    return status;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddLanguages().AddSecurityHeaders().AddSessions().AddApiClient().AddForwarding().AddPages();

var app = builder.Build();
app.UseTrustedProxies();
app.UseHostCookies();
app.UseLanguages();
app.UseErrorPages();
app.UseSecurityHeaders();
app.UseOutagePage();
app.UseSameOriginOnly();
app.UseAuthentication();
app.UseClientAddress();
app.UseAuthorization();
app.UseAntiforgery();
app.UseFreshForms();
app.MapHealth();
app.MapSignOut();
app.MapForwarding();
app.MapPages();
await app.RunAsync();
return 0;
